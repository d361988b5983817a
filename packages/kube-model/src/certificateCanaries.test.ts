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

import { createPrivateKey } from 'crypto';
import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { inspect } from 'util';
import { createFingerprinter } from '@keyward/values';
import { observeSecret } from './secrets';
import { Canaries } from './__testUtils__/Canaries';

const folder = join(__dirname, '../../values/src/certificates/__fixtures__');
const PASSWORD = 'test-only-password';
/** All that holds a private key. */
const files = readdirSync(folder)
  .filter(name => name.includes('test-only'))
  .sort();
const KEYS = [
  'ec-256-pkcs8',
  'ed25519',
  'rsa-2048-pkcs1',
  'self-ca',
  'other-with-parameters',
];
const fingerprinter = createFingerprinter({
  key: Buffer.alloc(32, 3),
  keyId: 'k',
});

const canaries = new Canaries();
canaries.watch('the password', PASSWORD);
const wrong = canaries.plant('a wrong password');
for (const file of files) {
  canaries.watchBytes(file, readFileSync(join(folder, file)));
}
// What is secret of the keys that the keystores hold, once they are opened.
for (const name of KEYS) {
  const key = createPrivateKey(
    readFileSync(join(folder, `${name}.test-only.key`)),
  );
  const { d, p, q } = key.export({ format: 'jwk' });
  for (const [part, text] of Object.entries({ d, p, q })) {
    if (text) {
      const bytes = Buffer.from(text, 'base64url');
      canaries.watchBytes(`${part} of ${name}`, bytes);
    }
  }
}

function shownOf(data: Record<string, Buffer | string>): string {
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'a', name: 'store' },
    data: Object.fromEntries(
      Object.entries(data).map(([name, value]) => [
        name,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  };
  const observed = observeSecret(object, {
    sourceId: 'prod',
    taken: 'fingerprint',
    fingerprinter,
  });
  return [
    JSON.stringify(observed),
    inspect(observed, {
      depth: 30,
      showHidden: true,
      maxArrayLength: null,
      maxStringLength: null,
    }),
  ].join('\n');
}

describe('no key and no password gets out of a keystore', () => {
  it('and the search would find them', () => {
    expect(files.length).toBeGreaterThan(20);
    const file = readFileSync(join(folder, files[0]));
    expect(canaries.foundIn(`x${file.toString('hex')}`)).not.toEqual([]);
    expect(canaries.foundIn(`{"a":"${file.toString('base64')}"}`)).not.toEqual(
      [],
    );
    expect(canaries.foundIn(`the ${PASSWORD}!`)).not.toEqual([]);
    const { d } = createPrivateKey(
      readFileSync(join(folder, 'ec-256-pkcs8.test-only.key')),
    ).export({ format: 'jwk' });
    const scalar = Buffer.from(d!, 'base64url');
    expect(canaries.foundIn(scalar.toString('hex'))).toContain(
      'd of ec-256-pkcs8 at 0 (hex)',
    );
  });

  it.each(files)('%s', file => {
    const bytes = readFileSync(join(folder, file));
    const shown = [
      shownOf({ store: bytes, password: PASSWORD }),
      shownOf({ store: bytes, password: wrong }),
      shownOf({ 'keystore.jks': bytes, 'keystore-password': `${PASSWORD}\n` }),
      shownOf({ 'tls.crt': bytes, 'tls.key': bytes }),
      // Cut or changed, so that reading stumbles in the middle of it.
      ...[0.2, 0.5, 0.9].map(share =>
        shownOf({
          'store.p12': bytes.subarray(0, bytes.length * share),
          password: PASSWORD,
        }),
      ),
      ...[0.3, 0.6].map(share => {
        const changed = Buffer.from(bytes);
        changed[Math.floor(changed.length * share)] ^= 0xff;
        return shownOf({ 'store.p12': changed, password: PASSWORD });
      }),
    ].join('\n');
    expect(shown).toContain('"ref":"kubernetes:prod/a/store"');
    expect(canaries.foundIn(shown)).toEqual([]);
  });
});
