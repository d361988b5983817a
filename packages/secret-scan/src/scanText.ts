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

import { isCredential } from './isCredential';
import { credentialClassOf } from './credentialClassOf';
import { scanFormats } from './scanFormats';
import type { Detection } from './types';

/** As much of a text is looked through. */
const LONGEST_TEXT = 4 * 1024 * 1024;
/** Longer lines are data, not settings. */
const LONGEST_LINE = 4096;
/** So many of one text are told. */
const MOST = 100;

/** `name: value` and `name = value` of YAML, JSON, TOML, INI, properties and `.env`. */
const SETTING =
  /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?([A-Za-z_][\w.-]{0,252})["']?[ \t]*[:=][ \t]*(?:"([^"]*)"|'([^']*)'|([^\s"',;#][^\s,;]*))[ \t]*(?:[,;][ \t]*)?(?:#.*)?$/;
/** `NAME=value` and `--name=value` in a command line, `name=value;` in a connection string. */
const INLINE =
  /(?<![\w.-])-{0,2}([A-Za-z_][\w-]{0,100})=(?:"([^"\n]{1,256})"|'([^'\n]{1,256})'|([^\s"';&|,<>]{1,256}))/g;
/** `--name value` in a command line. */
const FLAG =
  /(?<![\w.-])--([A-Za-z][\w-]{0,100})[ \t]+(?:"([^"\n]{1,256})"|'([^'\n]{1,256})'|([^\s"';&|<>-][^\s"';&|<>]{0,255}))/g;

/** Passwords that are words, but that software is delivered with rather than speaks of. */
const DELIVERED_WITH =
  /^(?:admin|administrator|root|guest|postgres|mysql|mariadb|redis|mongo|mongodb|rabbitmq|minio|minioadmin|elastic|keycloak|grafana|jenkins|sonar|nexus|artifactory|test|changeme|change-me|letmein|welcome|qwerty)$/i;

/**
 * Looks through a text: a file, a manifest, a command line.
 *
 * @returns at most 100, in the order in which they stand there; of what is found
 *   in several ways at one place the first way
 * @public
 */
export function scanText(text: string): Detection[] {
  const looked =
    text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  const found = [...scanFormats(looked), ...scanLines(looked)].sort(
    (a, b) => a.start - b.start,
  );
  const result: Detection[] = [];
  let end = 0;
  for (const detection of found) {
    if (detection.start >= end) {
      result.push(detection);
      end = detection.end;
    } else if (detection.name && !result.at(-1)!.name) {
      result[result.length - 1] = { ...result.at(-1)!, name: detection.name };
    }
    if (result.length === MOST) {
      break;
    }
  }
  return result;
}

function scanLines(text: string): Detection[] {
  const found: Detection[] = [];
  let start = 0;
  while (start <= text.length && found.length < MOST) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    if (end - start <= LONGEST_LINE) {
      scanLine(text.slice(start, end).replace(/\r$/, ''), start, found);
    }
    start = end + 1;
  }
  return found;
}

function scanLine(line: string, offset: number, found: Detection[]): void {
  if (/^\s*(?:#|;|\/\/|\*|<!--)/.test(line)) {
    return;
  }
  const setting = SETTING.exec(line);
  if (setting) {
    note(setting, offset, found);
    return;
  }
  for (const pattern of [INLINE, FLAG]) {
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
    isCredential(name, value, { isWord: word => DELIVERED_WITH.test(word) })
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
