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

import { ADDRESSES } from './addresses';
import { COMMANDS } from './commands';
import { DOCUMENTS } from './documents';
import { isReference } from './isReference';
import type { Mark, Words } from './scanWords';
import type { Detection } from './types';

const ACCOUNT_KEY =
  /(?<![A-Za-z])(?:AccountKey|SharedAccessKey)=([0-9A-Za-z+/]{40,}={1,2})/g;
const AGE_KEY = /AGE-SECRET-KEY-1[0-9A-Z]{58}/g;
const PRIVATE_KEY = /-----BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY(?: BLOCK)?-----/g;
/** A private key has some; a text that speaks of one has not. */
const KEY_BYTES = /(?<![0-9A-Za-z+/])[0-9A-Za-z+/]{40,}/g;
const FEWEST_BYTES = 40;
const LOOKED_AT = 2048;

const WITH_PASSWORD =
  /(?<![0-9A-Za-z+.-])[A-Za-z][0-9A-Za-z+.-]{1,30}:\/\/[^\s/@:"'<>]{0,256}:([^\s/@"'<>]{1,256})@/g;
/** The login of a registry, in what Docker keeps. */
const REGISTRY_LOGIN = /"auth"\s{0,8}:\s{0,8}"([0-9A-Za-z+/]{8,}={0,2})"/g;

/** Credentials that are told by their form alone. */
export function scanFormats(
  text: string,
  { words, marks }: Pick<Words, 'words' | 'marks'>,
): Detection[] {
  const found: Detection[] = [...words];
  const has = (needed: readonly Mark[]) => needed.some(mark => marks.has(mark));
  const matchesOf = (pattern: RegExp, needed: readonly Mark[]) =>
    has(needed) ? text.matchAll(pattern) : [];
  for (const { id, class: kind, pattern } of ADDRESSES.filter(each =>
    has(each.needs),
  )) {
    for (const match of text.matchAll(pattern)) {
      found.push({ detector: id, class: kind, ...spanOf(match) });
    }
  }
  for (const {
    id,
    class: kind,
    marks: shapes,
    credential,
    needs,
  } of DOCUMENTS) {
    if (has(needs) && shapes.every(shape => shape.test(text))) {
      for (const match of text.matchAll(credential)) {
        if (!isReference(match[0])) {
          found.push({ detector: id, class: kind, ...spanOf(match) });
        }
      }
    }
  }
  for (const { id, class: kind, pattern, accepts } of COMMANDS.filter(each =>
    has(each.needs),
  )) {
    for (const match of text.matchAll(pattern)) {
      if (accepts(match[1])) {
        // The credential is what each of them ends with.
        const { end } = spanOf(match);
        found.push({
          detector: id,
          class: kind,
          start: end - match[1].length,
          end,
        });
      }
    }
  }
  for (const match of matchesOf(ACCOUNT_KEY, ['accountkey', 'accesskey'])) {
    found.push({
      detector: 'account-key',
      class: 'connection-string',
      ...spanOf(match),
    });
  }
  for (const match of matchesOf(AGE_KEY, ['age-secret-key'])) {
    found.push({
      detector: 'age-key',
      class: 'encryption-key',
      ...spanOf(match),
    });
  }
  const hasKeyBytes = keyBytesIn(text);
  for (const match of matchesOf(PRIVATE_KEY, ['private key'])) {
    const end = match.index + match[0].length;
    if (hasKeyBytes(end, end + LOOKED_AT)) {
      found.push({
        detector: 'private-key',
        class: match[1].includes('OPENSSH') ? 'ssh-key' : 'tls',
        ...spanOf(match),
      });
    }
  }
  for (const match of matchesOf(WITH_PASSWORD, ['://'])) {
    if (!isReference(match[1])) {
      found.push({
        detector: 'address-with-password',
        class: 'connection-string',
        ...spanOf(match),
      });
    }
  }
  if (has(['"auths"'])) {
    for (const match of text.matchAll(REGISTRY_LOGIN)) {
      found.push({
        detector: 'registry-login',
        class: 'docker-config',
        ...spanOf(match),
      });
    }
  }
  return found;
}

/** Tells of one part of a text after the other whether bytes of a key are in it; looks through the text once. */
function keyBytesIn(text: string): (from: number, to: number) => boolean {
  const runs = text.matchAll(KEY_BYTES);
  let run: IteratorResult<RegExpExecArray> | undefined;
  return (from, to) => {
    run ??= runs.next();
    while (!run.done && spanOf(run.value).end - from < FEWEST_BYTES) {
      run = runs.next();
    }
    return !run.done && to - Math.max(run.value.index, from) >= FEWEST_BYTES;
  };
}

function spanOf(match: RegExpExecArray) {
  return { start: match.index, end: match.index + match[0].length };
}
