/*
 * Copyright 2026 The Keyward Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { credentialClassOf } from './credentialClassOf';
import { isCredential } from './isCredential';
import { isPlaceholder } from './isPlaceholder';
import type { Detection } from './types';

/** Longer lines are data, not settings. */
const LONGEST_LINE = 4096;

/** `name: value` and `name = value` of YAML, JSON, TOML, INI, properties and `.env`. */
const SETTING =
  /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?([A-Za-z_][\w.-]{0,252})["']?[ \t]*[:=][ \t]*(?:"([^"]*)"|'([^']*)'|([^\s"',;#][^\s,;]*))[ \t]*(?:[,;][ \t]*)?(?:#.*)?$/;
/** The same in source code, where what has no quotes is a name of something. */
const QUOTED_SETTING =
  /^[ \t]*["']?([A-Za-z_][\w.-]{0,252})["']?[ \t]*[:=][ \t]*(?:"([^"]*)"|'([^']*)')[ \t]*(?:[,;][ \t]*)?(?:(?:#|\/\/).*)?$/;
/** `NAME=value` and `--name=value` in a command line, `name=value;` in a connection string. */
const INLINE =
  /(?<![\w.-])-{0,2}([A-Za-z_][\w-]{0,100})=(?:"([^"\n]{1,256})"|'([^'\n]{1,256})'|([^\s"';&|,<>]{1,256}))/g;
/** `--name value` in a command line. */
const FLAG =
  /(?<![\w.-])--([A-Za-z][\w-]{0,100})[ \t]+(?:"([^"\n]{1,256})"|'([^'\n]{1,256})'|([^\s"';&|<>-][^\s"';&|<>]{0,255}))/g;
/** `const apiKey: string = "value"`, `config["password"] = 'value'`, `{ password: "value" }`, `:password => "value"`; in a notebook quotes are escaped. */
const ASSIGNED =
  /(?<![\w-])([A-Za-z_][\w.-]{0,100})\\?["']?\]?(?::[ \t]{0,4}[A-Za-z][\w.]{0,40})?[ \t]{0,8}(?::=|=>|[:=])[ \t]{0,8}(?:"([^"\n]{1,256})"|'([^'\n]{1,256})'|`([^`\n]{1,256})`|\\"([^"\\\n]{1,256})\\")/g;
/** `define('NAME', 'value')`, `setenv("NAME", "value")`, `getenv("NAME", "value")`. */
const CALLED =
  /(?:define|env|put|set|setproperty|get|setdefault)\([ \t]{0,8}["']([A-Za-z_][\w.-]{0,100})["'][ \t]{0,8},[ \t]{0,8}(?:"([^"\n]{1,256})"|'([^'\n]{1,256})')/gi;
/** `<password>value</password>`. */
const ELEMENT =
  /<(?:[\w-]{1,40}:)?([A-Za-z_][\w.-]{0,100})(?:[ \t][^<>\n]{0,200})?>([^<>\s]{1,256})<\//g;
/** `<add key="Password" value="value"/>`. */
const ATTRIBUTES =
  /(?<![\w-])(?:key|name)="([A-Za-z_][\w.:-]{0,100})"[ \t]{1,8}value="([^"\n]{1,256})"/gi;

const IN_SETTINGS = [INLINE, FLAG, ASSIGNED, CALLED, ELEMENT, ATTRIBUTES];
const IN_CODE = [ASSIGNED, CALLED, ELEMENT, ATTRIBUTES];

/** Passwords that are words, but that software is delivered with rather than speaks of. */
const DELIVERED_WITH =
  /^(?:admin|administrator|root|guest|postgres|mysql|mariadb|redis|mongo|mongodb|rabbitmq|minio|minioadmin|elastic|keycloak|grafana|jenkins|sonar|nexus|artifactory|test|changeme|change-me|letmein|welcome|qwerty)$/i;

/**
 * Credentials by the names that they are assigned to.
 *
 * @param names - where parts of such names stand, ascending: only their lines are looked at
 * @param most - so many are told
 */
export function scanLines(
  text: string,
  names: readonly number[],
  { most, code }: { most: number; code: boolean },
): Detection[] {
  const found: Detection[] = [];
  let done = -1;
  for (const at of names) {
    if (at < done) {
      continue;
    }
    const start = text.lastIndexOf('\n', at) + 1;
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    done = end;
    if (end - start <= LONGEST_LINE) {
      scanLine(text.slice(start, end).replace(/\r$/, ''), start, code, found);
    }
    if (found.length >= most) {
      break;
    }
  }
  return found;
}

function scanLine(
  line: string,
  offset: number,
  code: boolean,
  found: Detection[],
): void {
  if (/^\s*(?:#|;|\/\/|\*|<!--)/.test(line)) {
    return;
  }
  const setting = (code ? QUOTED_SETTING : SETTING).exec(line);
  if (setting) {
    note(setting, offset, found);
    return;
  }
  for (const pattern of code ? IN_CODE : IN_SETTINGS) {
    for (const match of line.matchAll(pattern)) {
      note(match, offset, found);
    }
  }
}

function note(
  match: RegExpExecArray,
  offset: number,
  found: Detection[],
): void {
  const [all, name, ...quoted] = match;
  const value = quoted.find(part => part !== undefined) ?? '';
  const kind = credentialClassOf(name);
  if (
    kind &&
    isCredential(name, value, { isWord: word => DELIVERED_WITH.test(word) }) &&
    !(kind !== 'password' && isPlaceholder(value))
  ) {
    const at = offset + match.index + all.lastIndexOf(value);
    found.push({
      detector: `assigned-${kind}`,
      class: kind,
      name,
      start: at,
      end: at + value.length,
    });
  }
}
