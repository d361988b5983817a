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

import { crc32 } from '../checksums';
import type { WordFormat } from '../WordFormat';
import type { Dice } from './Dice';
import { sampleOf } from './sampleOf';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A made-up credential in a format, with the checksum that it needs. */
export function sampleOfFormat(format: WordFormat, dice: Dice): string {
  if (['github-token', 'npm-token'].includes(format.id)) {
    const start = dice.one(format.starts);
    const body = dice.word(BASE62, start === 'github_pat_' ? 82 : 30);
    return start === 'github_pat_' ? start + body : start + body + sumOf(body);
  }
  if (format.id === 'grafana-token') {
    const key = `glsa_${dice.word(BASE62, 32)}`;
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(key));
    return `${key}_${sum.toString('hex')}`;
  }
  if (format.id === 'json-web-token') {
    const part = (value: object) =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'HS256', kid: dice.word(BASE62, 6) })}.${part({
      sub: dice.word(BASE62, 12),
    })}.${dice.word(BASE62, 43)}`;
  }
  // Of random words a few are not varied enough to be taken for one.
  for (let tries = 0; tries < 50; tries++) {
    const sample = sampleOf(format.pattern, dice);
    if (
      /[0-9A-Za-z]$/.test(sample) &&
      format.accepts?.(sample) !== false &&
      !/0{8}|x{6}/i.test(sample)
    ) {
      return sample;
    }
  }
  throw new Error(`no sample of ${format.id}`);
}

function sumOf(body: string): string {
  let rest = crc32(body);
  let sum = '';
  while (sum.length < 6) {
    sum = BASE62[rest % 62] + sum;
    rest = Math.floor(rest / 62);
  }
  return sum;
}
