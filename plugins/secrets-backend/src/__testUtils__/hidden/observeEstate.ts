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

import type { SecretObservation } from '@keyward/observation';
import { at, key, secret } from '../observations';
import { mark } from '../testLinker';
import { type Estate, type EstateSecret, refOf } from './randomEstate';

const DAY = 24 * 60;
/** How old a value is that was there before all steps, by its name. */
const AGES: Record<string, number> = { red: 400, green: 100, blue: 80 };

/** The minute at which a step is observed. */
export function minuteOf(step: number): number {
  return 10 + 30 * step;
}

/** The secrets that are there at a step, as they are observed. */
export function observeSecrets(
  { secrets }: Estate,
  sourceId: string,
  step: number,
): SecretObservation[] {
  return secrets
    .filter(each => each.sourceId === sourceId && each.steps[step])
    .map(each => observe(each, step))
    .sort((one, other) => (one.ref < other.ref ? -1 : 1));
}

function observe(of: EstateSecret, step: number): SecretObservation {
  const { namespace, name, kind, entity } = of;
  const keys = Object.entries(of.steps[step]!).map(([keyName, held]) => {
    const { value, since } = held;
    const time = at(
      since === undefined ? -DAY * (AGES[value] ?? 1) : minuteOf(since) - 5,
    );
    const isCertificate = kind === 'certificate' && keyName === 'url';
    return key(keyName, value, {
      age: { earliest: time, latest: time, basis: 'managed-fields' },
      ...(isCertificate && certificatesOf(value)),
    });
  });
  return secret(namespace, name, {
    ref: refOf(of),
    version: JSON.stringify([kind, keys]),
    keys,
    annotations: [
      ...(entity ? mark('entity', `component:default/${entity}`) : []),
      ...(kind === 'token'
        ? [
            {
              key: 'kubernetes.io/service-account.name',
              length: 6,
              value: 'runner',
            },
          ]
        : []),
    ],
    ...(kind === 'token' && {
      secretType: 'kubernetes.io/service-account-token',
    }),
    ...(kind === 'copied' && {
      deliverer: { kind: 'ExternalSecret', name, basis: 'owner' },
    }),
  });
}

function certificatesOf(value: string) {
  return {
    class: 'public' as const,
    fingerprint: undefined,
    fingerprintKeyId: undefined,
    certificates: {
      format: 'pem' as const,
      count: 1,
      notes: [],
      certificates: [
        {
          fingerprint: Buffer.from(value.padEnd(32)).toString('hex'),
          subject: `CN=${value}`,
          issuer: 'CN=issuer',
          serial: '1',
          sans: [],
          sanCount: 0,
          notBefore: at(-100 * DAY),
          notAfter: at((AGES[value] ?? 10) * DAY),
          keyAlgorithm: 'EC',
          signatureAlgorithm: 'ECDSA-SHA256',
          role: 'leaf' as const,
          selfSigned: false,
          position: 0,
        },
      ],
    },
  };
}
