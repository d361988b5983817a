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

import { z } from 'zod';
import { instantOf } from '../json';
import { keyCertificates } from './certificatesSchema';
import {
  type DelivererObservation,
  type ExposureObservation,
  type ObjectObservation,
  type Observation,
  type ReferenceKind,
  type SecretClass,
  type SecretObservation,
  type SizeBucket,
  type ValueAgeBasis,
  type TransitSecurity,
  type Weakness,
} from '../observation';

/** One of the members of a union of words; the compiler sees that none is left out. */
function wordOf<T extends string>(words: Record<T, true>): z.ZodType<T> {
  return z.custom<T>(
    value => typeof value === 'string' && Object.hasOwn(words, value),
  );
}

const secretClass = wordOf<SecretClass>({
  password: true,
  'api-key': true,
  token: true,
  tls: true,
  'ssh-key': true,
  'docker-config': true,
  'connection-string': true,
  'oauth-client': true,
  'encryption-key': true,
  'service-account-token': true,
  'helm-release': true,
  'sealing-key': true,
  'bootstrap-token': true,
  identifier: true,
  public: true,
  other: true,
});

const sizeBucket = wordOf<SizeBucket>({
  empty: true,
  '1-11 B': true,
  '12-31 B': true,
  '32-127 B': true,
  '128 B-1 KiB': true,
  '1-16 KiB': true,
  '16 KiB-1 MiB': true,
  'over 1 MiB': true,
});

const weakness = wordOf<Weakness>({
  empty: true,
  common: true,
  short: true,
  guessable: true,
});

const transit = wordOf<TransitSecurity>({
  encrypted: true,
  unverified: true,
  optional: true,
  plaintext: true,
  unstated: true,
  local: true,
});

const ageBasis = wordOf<ValueAgeBasis>({
  source: true,
  observed: true,
  'managed-fields': true,
  creation: true,
  unknown: true,
});

const delivererBasis = wordOf<DelivererObservation['basis']>({
  owner: true,
  label: true,
  annotation: true,
  manager: true,
  delivery: true,
  type: true,
});

const referenceKind = wordOf<ReferenceKind>({
  env: true,
  envFrom: true,
  volume: true,
  projected: true,
  imagePullSecret: true,
  csi: true,
  secretProviderClass: true,
  serviceAccount: true,
  ingressTls: true,
  gatewayTls: true,
  storage: true,
  webhook: true,
  role: true,
  customResource: true,
  argument: true,
  copy: true,
  annotation: true,
  convention: true,
});

const name = z.string().min(1).max(1024);
const text = z.string().max(4096);
const instant = z
  .string()
  .refine(value => instantOf(value) !== undefined)
  .transform(value => instantOf(value)!);
const labels = z.record(z.string(), text);
const age = z.object({
  earliest: instant.optional(),
  latest: instant.optional(),
  basis: ageBasis,
});
const annotations = z.array(
  z.object({
    key: name,
    length: z.number().int().nonnegative(),
    value: text.optional(),
  }),
);
const owners = z.array(
  z.object({
    apiVersion: name,
    kind: name,
    name,
    uid: text,
    controller: z.boolean().optional(),
  }),
);

const exposures = z.array(
  z.object({
    place: wordOf<ExposureObservation['place']>({
      data: true,
      env: true,
      args: true,
      annotation: true,
    }),
    name,
    container: name.optional(),
    path: text,
    class: secretClass,
    detector: name,
    count: z.number().int().positive(),
    names: z.array(name).max(100).optional(),
  }),
);

const status = z.object({
  ready: wordOf<'true' | 'false' | 'unknown'>({
    true: true,
    false: true,
    unknown: true,
  }),
  reason: text.optional(),
  since: text.optional(),
  lastSync: text.optional(),
});

const locator = z.object({
  system: text,
  store: text.optional(),
  path: text.optional(),
  keys: z.array(text).optional(),
  version: text.optional(),
});

const edges = z.array(
  z.object({
    from: z.union([text, locator]),
    to: text,
    via: text.optional(),
    status: status.optional(),
  }),
);

const secret = z.object({
  type: z.literal('secret'),
  ref: name,
  namespace: name,
  name,
  uid: text.optional(),
  resourceVersion: text.optional(),
  createdAt: instant.optional(),
  secretType: name,
  class: secretClass,
  taken: wordOf<SecretObservation['taken']>({
    fingerprint: true,
    metadata: true,
  }),
  immutable: z.boolean().optional(),
  keys: z.array(
    z.object({
      name,
      class: secretClass,
      size: sizeBucket.optional(),
      fingerprint: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .optional(),
      fingerprintKeyId: name.optional(),
      weak: z.boolean().optional(),
      weakness: weakness.optional(),
      transit: transit.optional(),
      age,
      certificates: keyCertificates.optional(),
    }),
  ),
  keyCount: z.number().int().nonnegative(),
  labels,
  otherLabels: z.array(text).optional(),
  annotations,
  owners,
  managers: z.array(
    z.object({
      name,
      operation: text,
      subresource: text.optional(),
      time: instant.optional(),
      dataKeys: z.array(text).optional(),
    }),
  ),
  deliverer: z.object({
    kind: name,
    apiGroup: text.optional(),
    namespace: text.optional(),
    name: text.optional(),
    basis: delivererBasis,
  }),
  drifted: z.boolean().optional(),
  exposures: exposures.optional(),
  edges: edges.optional(),
  classifierVersion: z.number().int().nonnegative(),
});

const object = z.object({
  type: z.literal('object'),
  ref: text,
  apiGroup: text,
  apiVersion: text,
  kind: name,
  namespace: name.optional(),
  // Those of roles and bindings may be of any length.
  name: z.string().min(1),
  uid: text.optional(),
  resourceVersion: text.optional(),
  createdAt: instant.optional(),
  labels,
  podLabels: labels.optional(),
  annotations,
  owners,
  references: z.array(
    z.object({
      namespace: text,
      name: text,
      how: referenceKind,
      keys: z.array(text).optional(),
      container: text.optional(),
      containerKind: wordOf<'container' | 'init' | 'ephemeral'>({
        container: true,
        init: true,
        ephemeral: true,
      }).optional(),
      path: text.optional(),
      optional: z.boolean().optional(),
      subPath: z.boolean().optional(),
    }),
  ),
  deliveries: z.array(
    z.object({
      namespace: text,
      name: text,
      from: z.array(locator).optional(),
    }),
  ),
  edges: edges.optional(),
  reads: z.array(locator).optional(),
  status: status.optional(),
  configMaps: z.array(name).optional(),
  exposures: exposures.optional(),
  detail: z.record(z.string(), z.unknown()).optional(),
});

const schema: z.ZodType<Observation, unknown> = z.discriminatedUnion('type', [
  secret,
  object,
]);

/**
 * An observation out of somebody else's hands, rebuilt field by field: what the
 * contract does not know is dropped.
 *
 * @returns the observation, or the field that is not as it should be (its name
 *   only, as the rest may be anything)
 */
export function parseObservation(
  value: unknown,
): { observation: SecretObservation | ObjectObservation } | { field: string } {
  const result = schema.safeParse(value);
  if (result.success) {
    return { observation: result.data };
  }
  const [issue] = result.error.issues;
  const path: string[] = [];
  for (const part of issue.path) {
    path.push(typeof part === 'number' ? `[${part}]` : `.${String(part)}`);
    // Below these stand names that the dump chose.
    if (part === 'labels' || part === 'podLabels' || part === 'detail') {
      break;
    }
  }
  return { field: path.join('').replace(/^\./, '') || 'the observation' };
}
