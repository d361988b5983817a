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

// npm run bench -- seal: values sealed by @keyward/sealing against bare Web Crypto
// (RSA-OAEP, AES-GCM import and encryption) of the same values with the same key of
// 4096 bits, in turns: values of up to 4 KiB, as most have, and of 1 MiB. And how
// long a page in Chromium is kept from anything else while it seals 50 keys.
import { randomBytes } from 'node:crypto';
import { readSealingCertificate } from '@keyward/sealing';
// eslint-disable-next-line no-restricted-imports, @backstage/no-relative-monorepo-imports
import { createSealingKey } from '../../../packages/sealing/src/__testUtils__/createSealingKey';
import { printResult } from './lib/printResult';
import { median } from './lib/statistics';
import { timed } from './lib/timed';
import { measureInBrowser } from './seal/measureInBrowser';
import { sealByKeyward, sealByPrimitives } from './seal/sealSides';

const COUNT = 100;
const LARGE_COUNT = 2;
const ROUNDS = 50;
const KIB = 1024;

function valuesOf(count: number, size: (at: number) => number) {
  return new Map(
    Array.from({ length: count }, (_, at) => [
      `key-${at}`,
      new Uint8Array(randomBytes(size(at))),
    ]),
  );
}

async function measure(values: ReadonlyMap<string, Uint8Array>[]) {
  const certificate = await readSealingCertificate(
    createSealingKey({ bits: 4096 }).certificate,
    {
      now: new Date(),
    },
  );
  const sides = [sealByKeyward, sealByPrimitives];
  const times: number[][] = [[], []];
  // The first round only warms up. Who comes first changes, as the machine does.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const side of order) {
      const ms = await timed(async () => {
        for (const one of values) {
          await sides[side](one, certificate);
        }
      });
      if (round > 0) {
        times[side].push(ms);
      }
    }
  }
  const count = values.reduce((sum, { size }) => sum + size, 0);
  const [keyward, primitives] = times.map(
    // Whatever else the machine does can only add to a round.
    ofSide => (count / Math.min(...ofSide)) * 1000,
  );
  return { keyward, primitives };
}

async function main() {
  // Of 1 KiB on average, so that a Secret holds them.
  const small = await measure([
    valuesOf(COUNT, at => Math.round(4 * KIB * (at / COUNT) ** 3)),
  ]);
  const large = await measure(
    Array.from({ length: LARGE_COUNT }, () => valuesOf(1, () => KIB * KIB)),
  );
  const longest = await measureInBrowser();
  printResult({
    bench: 'seal',
    ratios: {
      rateVsPrimitives: small.keyward / small.primitives,
      largeRateVsPrimitives: large.keyward / large.primitives,
    },
    figures: {
      longestTaskMs: median(longest),
      longestOfAllMs: Math.max(...longest),
      sealedPerS: small.keyward,
      primitivesPerS: small.primitives,
      largeSealedPerS: large.keyward,
      largePrimitivesPerS: large.primitives,
    },
  });
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
