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

import { SealingError } from '@keyward/sealing';
import { createSealingKey } from '../__testUtils__/createSealingKey';
import {
  sealTargets,
  SealingRefusedError,
  type SealingJob,
} from './sealTargets';

const NOW = new Date('2026-11-28T12:00:00Z');

const valuesOf = (values: Record<string, string>) =>
  new Map(
    Object.entries(values).map(
      ([key, value]) => [key, new TextEncoder().encode(value)] as const,
    ),
  );

describe('sealTargets', () => {
  const production = createSealingKey();
  const staging = createSealingKey();
  const job = (overrides: Partial<SealingJob> = {}): SealingJob => ({
    title: 'production / shop',
    namespace: 'shop',
    name: 'db',
    scope: 'strict',
    certificate: production,
    values: valuesOf({ password: 'kX2bq9Lw0zR7t', empty: '', __proto: 'é🔑' }),
    ...overrides,
  });

  afterEach(() => {
    Object.assign(window, { isSecureContext: true });
  });

  it('seals each target with the certificate of its own, for its scope', async () => {
    const counts: number[] = [];
    const [one, other] = await sealTargets(
      [
        job(),
        job({
          title: 'staging / shop-staging',
          namespace: 'shop-staging',
          scope: 'namespace-wide',
          certificate: staging,
          values: valuesOf({ password: 'another' }),
        }),
      ],
      { now: NOW, onSealed: count => counts.push(count) },
    );
    expect(one.certificate).toBe(production.fingerprint);
    expect(
      Object.entries(one.encryptedData).map(([key, sealed]) => [
        key,
        production.open(sealed, 'shop/db'),
      ]),
    ).toEqual([
      ['password', 'kX2bq9Lw0zR7t'],
      ['empty', ''],
      ['__proto', 'é🔑'],
    ]);
    expect(staging.open(other.encryptedData.password, 'shop-staging')).toBe(
      'another',
    );
    expect(counts).toEqual([1, 2, 3, 4]);
  });

  it('lets the browser work between the values', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`key${at}`, 'value']),
    );
    await sealTargets([job({ values: valuesOf(many) })], { now: NOW });
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it.each<[string, Partial<SealingJob>, string]>([
    [
      'another certificate than the one that was shown',
      {
        certificate: { pem: staging.pem, fingerprint: production.fingerprint },
      },
      'otherCertificate',
    ],
    ['no value', { values: new Map() }, 'nothing'],
    [
      'more than a Secret holds',
      { values: new Map([['big', new Uint8Array(1024 * 1024 + 1)]]) },
      'tooLarge',
    ],
  ])(
    'refuses %s, and seals nothing of the others',
    async (_, wrong, reason) => {
      const counts: number[] = [];
      await expect(
        sealTargets([job(), job({ title: 'wrong', ...wrong })], {
          now: NOW,
          onSealed: count => counts.push(count),
        }),
      ).rejects.toMatchObject({ reason, target: 'wrong' });
      expect(counts).toEqual([]);
    },
  );

  it('refuses a certificate that has expired', async () => {
    await expect(
      sealTargets(
        [job({ certificate: createSealingKey('2026-02-01T00:00:00Z') })],
        {
          now: NOW,
        },
      ),
    ).rejects.toThrow(SealingError);
  });

  it('refuses a page that is not secure', async () => {
    Object.assign(window, { isSecureContext: false });
    await expect(sealTargets([job()], { now: NOW })).rejects.toThrow(
      new SealingRefusedError('insecure'),
    );
  });
});
