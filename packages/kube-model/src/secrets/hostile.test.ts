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

import { createFingerprinter } from '@keyward/values';
import { observeSecret } from './index';

const options = {
  sourceId: 'prod',
  taken: 'fingerprint' as const,
  fingerprinter: createFingerprinter({ key: Buffer.alloc(32), keyId: 'k' }),
};
const KEYS = 40_000;
const names = Array.from({ length: KEYS }, (_, index) => `key-${index}`);
const managers = ['a', 'b', 'c'].map(manager => ({
  manager,
  operation: 'Update',
  time: '2026-02-01T00:00:00Z',
  fieldsV1: {
    'f:data': Object.fromEntries(names.map(name => [`f:${name}`, {}])),
  },
}));

function secondsOf(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

describe('hostile Secrets', () => {
  // A search of each key among those of each manager would take minutes.
  it.each(['fingerprint', 'metadata'] as const)(
    'with many keys and managers take no longer than in proportion (%s)',
    taken => {
      const metadata = {
        namespace: 'payments',
        name: 'many',
        managedFields: managers,
      };
      const data = Object.fromEntries(names.map(name => [name, 'YQ==']));
      const seconds = secondsOf(() => {
        const { keys } = observeSecret(
          { metadata, data },
          { ...options, taken },
        );
        expect(keys).toHaveLength(KEYS);
      });
      expect(seconds).toBeLessThan(5);
    },
  );

  // Shapes at which a pattern with a backtracking loop would stand still.
  it.each([
    ['names of one letter', 'a'.repeat(900_000), ''],
    ['names of hyphens', '-'.repeat(100_000), ''],
    ['colons', 'url', 'a:'.repeat(400_000)],
    ['semicolons', 'dsn', '; '.repeat(400_000)],
    ['dashes', 'pem', '-----BEGIN '.repeat(80_000)],
    ['words', 'pem', `-----BEGIN ${'RSA '.repeat(200_000)}`],
    ['blanks', 'text', ' '.repeat(900_000)],
    ['a token that does not end', 'token', `eyJ${'a.eyJ'.repeat(160_000)}!`],
  ])('%s take no time', (_, name, text) => {
    const object = {
      metadata: { namespace: 'payments', name: 'slow' },
      data: { [name]: Buffer.from(text).toString('base64') },
    };
    const seconds = secondsOf(() => {
      expect(observeSecret(object, options).keys).toHaveLength(1);
    });
    expect(seconds).toBeLessThan(1);
  });

  it('with parts of wrong types are read as far as they go', () => {
    const odd = JSON.parse(`{
      "metadata": {
        "namespace": "payments", "name": "odd", "uid": 7,
        "creationTimestamp": "yesterday",
        "labels": {"__proto__": "x", "app": 7, "name": "odd"},
        "annotations": ["x"],
        "ownerReferences": {"kind": "X"},
        "managedFields": [null, 7, {"manager": 7}, {"manager": "m", "fieldsV1": "x"},
          {"manager": "n", "fieldsV1": {"f:data": {"f:__proto__": {}, "x": {}}}}]
      },
      "type": ["Opaque"],
      "immutable": "true",
      "data": {"__proto__": "YQ==", "": "YQ==", "a/b\\n": "YQ=="}
    }`);
    const seen = observeSecret(odd, options);
    expect(seen).toMatchObject({
      secretType: 'Opaque',
      labels: { name: 'odd' },
      annotations: [],
      owners: [],
      managers: [
        { name: 'm', operation: 'Update' },
        { name: 'n', operation: 'Update', dataKeys: ['__proto__'] },
      ],
    });
    expect(seen).not.toHaveProperty('uid');
    expect(seen).not.toHaveProperty('createdAt');
    expect(seen).not.toHaveProperty('immutable');
    expect(seen.keys.map(({ name }) => name)).toEqual([
      '__proto__',
      '',
      'a/b\n',
    ]);
    expect(Object.getPrototypeOf(seen.labels)).toBe(Object.prototype);
  });

  it.each(['constructor', '__proto__', 'toString', 'a'.repeat(100_000)])(
    'of the type %.20s are Opaque at best',
    secretType => {
      const seen = observeSecret(
        {
          metadata: { namespace: 'a', name: 'b' },
          type: secretType,
          data: { length: 'YQ==', name: 'YQ==' },
        },
        options,
      );
      expect(seen.class).toBe('other');
      expect(seen.keys.map(key => key.class)).toEqual(['other', 'identifier']);
    },
  );
});
