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

import type { Refusal } from '@keyward/backstage-plugin-secrets-common';
import type { Knex } from 'knex';
import {
  findSecretsAt,
  loadSecretLimits,
  type SecretLimit,
  type StoredDraft,
} from '../store/requests';

type Target = StoredDraft['targets'][number];

/**
 * Whether the quotas of the namespaces have room for the Secrets that are new. To replace a
 * value takes no room.
 *
 * @returns a refusal where they have none, and a warning where that is not known
 */
export async function checkQuotas(
  knex: Knex,
  targets: readonly Target[],
): Promise<{ refusals: Refusal[]; warnings: Refusal[] }> {
  const refusals: Refusal[] = [];
  const warnings: Refusal[] = [];
  const created = targets.filter(({ mode }) => mode === 'create');
  for (const inNamespace of Map.groupBy(created, ({ sourceId, namespace }) =>
    JSON.stringify([sourceId, namespace]),
  ).values()) {
    const [{ sourceId, namespace }] = inNamespace;
    const names = inNamespace.map(({ name }) => name);
    const there = await findSecretsAt(knex, inNamespace[0], names);
    const count = names.length - there.length;
    if (count === 0) {
      continue;
    }
    const place = { sourceId, namespace };
    const limits = await loadSecretLimits(knex, place);
    const full = limits?.find(limit => isTooSmall(limit, count));
    if (full) {
      refusals.push({ ...refusalOf(full, namespace, count), ...place });
    } else if (!limits?.every(isKnown)) {
      warnings.push({
        code: 'quota-unknown',
        reason: `Whether a quota of the namespace ${namespace} in ${sourceId} has room for another Secret is not known.`,
        remedy: limits
          ? 'Wait until its status says how many Secrets there are, or look at the ResourceQuotas of the namespace.'
          : 'Let Keyward list ResourceQuotas in this cluster, or look at those of the namespace. See docs/sources.md.',
        ...place,
      });
    }
  }
  return { refusals, warnings };
}

function isKnown({ hard, used }: SecretLimit): boolean {
  return hard !== undefined && used !== undefined;
}

function isTooSmall({ hard, used }: SecretLimit, count: number): boolean {
  return hard !== undefined && (used ?? 0) + count > hard;
}

function refusalOf(
  { name, hard = 0, used = 0 }: SecretLimit,
  namespace: string,
  count: number,
): Pick<Refusal, 'code' | 'reason' | 'remedy'> {
  const room = Math.max(0, hard - used);
  return {
    code: 'quota-used-up',
    reason: `The quota ${name} of the namespace ${namespace} has room for ${
      room === 0 ? 'no other Secret' : `${room} of the ${count} new Secrets`
    }.`,
    remedy:
      'Have the quota raised, or delete Secrets of the namespace that nothing uses.',
  };
}
