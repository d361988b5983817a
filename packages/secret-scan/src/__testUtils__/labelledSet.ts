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

import { WORD_FORMATS } from '../wordFormats';
import type { Dice } from './Dice';
import { sampleOfFormat } from './sampleOfFormat';

/** A text, and whether a credential is in it. */
export interface Labelled {
  text: string;
  code: boolean;
  isCredential: boolean;
  kind: string;
}

const ALNUM = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';
const WORDS =
  'order payment basket customer invoice shipping price total address country region status update remove select filter window button header footer'.split(
    ' ',
  );
const NAMES = [
  'DB_PASSWORD',
  'api_key',
  'clientSecret',
  'auth_token',
  'smtp.password',
  'JWT_SECRET',
  'secret_access_key',
];

type Around = (name: string, value: string) => [text: string, code: boolean];

const AROUND: readonly Around[] = [
  (name, value) => [`${name}=${value}\n`, false],
  (name, value) => [`  ${name}: "${value}"\n`, false],
  (name, value) => [`{"${name}": "${value}"}`, false],
  (name, value) => [`const ${word(name)} = '${value}';\n`, true],
  (name, value) => [`String ${word(name)} = "${value}";\n`, true],
  (name, value) => [`<${name}>${value}</${name}>\n`, false],
  (name, value) => [`${word(name)} := "${value}"\n`, true],
  (name, value) => [`os.getenv("${name}", "${value}")\n`, true],
];

/**
 * Made-up credentials of all formats and of names, and look-alikes, the same in
 * each run for one seed.
 */
export function labelledSet(dice: Dice): Labelled[] {
  const all: Labelled[] = [];
  const add = (
    kind: string,
    isCredential: boolean,
    [text, code]: [string, boolean],
  ) => all.push({ kind, isCredential, text, code });
  for (const format of WORD_FORMATS) {
    for (let count = 0; count < 15; count++) {
      add(
        format.id,
        true,
        dice.one(AROUND)('value', sampleOfFormat(format, dice)),
      );
    }
  }
  for (let count = 0; count < 700; count++) {
    const name = dice.one(NAMES);
    const value = /pass/i.test(name)
      ? `${dice.word(ALNUM, 6)}${dice.one('!.-%')}${dice.below(100)}`
      : dice.word(dice.one([ALNUM, HEX]), 32 + dice.below(16));
    add(`named ${name}`, true, dice.one(AROUND)(name, value));
  }
  for (let count = 0; count < 300; count++) {
    for (const [kind, name, value] of lookAlikes(dice)) {
      add(kind, false, dice.one(AROUND)(name, value));
    }
  }
  return all;
}

function* lookAlikes(dice: Dice): Generator<[string, string, string]> {
  const secret = dice.one(NAMES);
  const uuid = [8, 4, 4, 4, 12].map(size => dice.word(HEX, size)).join('-');
  const words = () => `${dice.one(WORDS)}-${dice.one(WORDS)}`;
  yield ['uuid', 'requestId', uuid];
  yield ['commit', 'revision', dice.word(HEX, 40)];
  yield ['digest', 'image', `app@sha256:${dice.word(HEX, 64)}`];
  yield ['integrity', 'integrity', `sha512-${dice.word(ALNUM, 86)}==`];
  yield ['public key', 'public_key', `ssh-ed25519-${dice.word(ALNUM, 68)}`];
  yield ['data', 'icon', dice.word(`${ALNUM}+/`, 120)];
  yield ['hash', 'password_hash', dice.word(HEX, 64)];
  yield ['checksum', 'secret_checksum', dice.word(HEX, 64)];
  yield ['words', secret, words()];
  yield ['reference', secret, `\${${dice.one(WORDS).toUpperCase()}_SECRET}`];
  yield ['template', secret, `{{ .Values.${dice.one(WORDS)} }}`];
  yield ['path', secret, `/run/secrets/${words()}`];
  yield ['placeholder', secret, `your-${words()}`];
  yield ['blotted', secret, '*'.repeat(8 + dice.below(8))];
  yield ['file', `${secret}_FILE`, `/etc/${words()}`];
  yield ['lifetime', 'token_ttl', String(dice.below(100_000))];
  yield ['link', 'homepage', `https://example.com/${words()}/${uuid}`];
  yield [
    'wrong checksum',
    'value',
    `ghp_${dice.word(ALNUM, 30)}${dice.word('0', 6)}`,
  ];
}

/** A name as languages take it. */
function word(name: string): string {
  return name.replace(/\W/g, '_');
}
