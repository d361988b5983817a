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

// The plugin keeps its writer to itself; the rows are to be those that it writes.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { Inventory } from '../../../../plugins/secrets-backend/src/ingest/inventory';
import { createFingerprinter } from '@keyward/values';
import { observeObject, observeSecret } from '@keyward/kube-model';
import { type Observation } from '@keyward/observation';
import { randomBytes } from 'node:crypto';
import type { KubernetesManifest } from '@internal/servers';
import type { Knex } from 'knex';
import { generateSecrets } from '../collect/generateSecrets';
import { addSource } from '../lib/addSource';
import { fillStream } from '../lib/fillStream';

const DAY_MS = 86_400_000;
/** What the last Secrets of each workload hold is what another one holds as well. */
const SHARED_EVERY = 50;
/** One Secret of as many has nobody who uses it. */
const UNUSED_EVERY = 10;

const FINGERPRINTER = createFingerprinter({
  key: Buffer.alloc(32, 7),
  keyId: 'bench',
});

/** What all of a group hold. */
export const GROUP_PASSWORD = randomBytes(24).toString('base64');

/** How much there is. */
export interface AnalysedSize {
  secrets: number;
  workloads: number;
  /** So many, the first ones, hold one password, and all other values differ. */
  group?: number;
}

/** The source that {@link fillAnalysed} fills. */
export const FENCE = {
  sourceId: 'bench',
  fence: 1,
  mode: 'fingerprint',
} as const;

/**
 * Fills an inventory with Secrets of two keys each and with Deployments that
 * refer to nine of ten of them; one of fifty has the values of its neighbour.
 */
export async function fillAnalysed(knex: Knex, size: AnalysedSize) {
  await addSource(knex, FENCE);
  const inventory = new Inventory({ knex });
  await fillStream(inventory, FENCE, 'v1/secrets', secretsOf(size));
  await fillStream(inventory, FENCE, 'apps/v1/deployments', workloadsOf(size));
  // Long enough to say that nobody uses what has no reference.
  const since = new Date(Date.now() - 60 * DAY_MS);
  await knex('sources').update({ observed_since: since.toISOString() });
  // As autovacuum does within a minute: the plans are to be those of every day.
  await knex.raw('vacuum analyze');
}

/** Observes a Secret as the source does. */
export function observe(secret: KubernetesManifest): Observation {
  return observeSecret(secret, {
    sourceId: FENCE.sourceId,
    taken: 'fingerprint',
    fingerprinter: FINGERPRINTER,
  });
}

function* secretsOf({ secrets, group }: AnalysedSize): Generator<Observation> {
  let before: KubernetesManifest | undefined;
  let index = 0;
  for (const secret of generateSecrets(secrets)) {
    if (group !== undefined) {
      if (index < group) {
        secret.data = { ...(secret.data as object), password: GROUP_PASSWORD };
      }
    } else if (index % SHARED_EVERY === 0) {
      secret.data = before?.data ?? secret.data;
    }
    index += 1;
    before = secret;
    yield observe(secret);
  }
}

function* workloadsOf(size: AnalysedSize): Generator<Observation> {
  const namespaces = new Map<string, string[]>();
  let index = 0;
  for (const { metadata } of generateSecrets(size.secrets)) {
    if (index++ % UNUSED_EVERY !== 0) {
      const names = namespaces.get(metadata.namespace!) ?? [];
      namespaces.set(metadata.namespace!, names);
      names.push(metadata.name!);
    }
  }
  const perNamespace = size.workloads / namespaces.size;
  for (const [namespace, names] of namespaces) {
    const share = Math.ceil(names.length / perNamespace);
    for (let at = 0; at * share < names.length; at++) {
      const envFrom = names
        .slice(at * share, (at + 1) * share)
        .map(name => ({ secretRef: { name } }));
      yield observeObject(
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { namespace, name: `service-${at}` },
          spec: {
            replicas: 1,
            template: { spec: { containers: [{ name: 'main', envFrom }] } },
          },
        },
        { sourceId: FENCE.sourceId },
      );
    }
  }
}
