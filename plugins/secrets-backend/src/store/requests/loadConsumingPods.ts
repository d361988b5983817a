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

import type { Knex } from 'knex';
import { hasEnded } from '../common/hasEnded';

const MOST_PODS = 500;

/** A pod, or another object, that refers to a Secret. */
export interface ConsumingPod {
  /** Whether it is a pod; else it is something that makes some, or takes the Secret itself. */
  isPod: boolean;
  /** A pod that runs no more, as those of Jobs are kept for a while. */
  hasEnded: boolean;
  createdAt?: string;
  how: string;
  subPath: boolean;
  /** Whether it starts without the Secret. */
  optional: boolean;
}

/** What refers to a Secret, each way once; at most 500. */
export async function loadConsumingPods(
  knex: Knex,
  secret: { sourceId: string; namespace: string; name: string },
): Promise<ConsumingPod[]> {
  const rows: {
    kind: string;
    api_group: string;
    created_at: string | null;
    how: string;
    sub_path: boolean | number;
    optional: boolean | number;
    detail: string | null;
  }[] = await knex('object_references as r')
    .join('objects as o', join =>
      join.on('o.source_id', 'r.source_id').andOn('o.ref', 'r.object_ref'),
    )
    .where({
      'r.source_id': secret.sourceId,
      'r.namespace': secret.namespace,
      'r.name': secret.name,
    })
    .orderBy(['o.ref', 'r.how'])
    .limit(MOST_PODS)
    .select(
      'o.kind',
      'o.api_group',
      'o.created_at',
      'r.how',
      'r.sub_path',
      'r.optional',
      'o.detail',
    );
  return rows.map(row => ({
    isPod: row.kind === 'Pod' && row.api_group === '',
    hasEnded: hasEnded(JSON.parse(row.detail ?? '{}')),
    ...(row.created_at === null ? {} : { createdAt: row.created_at }),
    how: row.how,
    subPath: Boolean(row.sub_path),
    optional: Boolean(row.optional),
  }));
}
