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
import type { Place } from './findPlaces';

const STREAM = 'v1/resourcequotas';
const KIND = 'ResourceQuota';
const MOST_QUOTAS = 100;

/** How many Secrets a quota of a namespace allows, and how many it counts. */
export interface SecretLimit {
  /** Of the quota. */
  name: string;
  /** Undefined where its status does not say. */
  hard?: number;
  used?: number;
}

/**
 * The limits that the quotas of a namespace set for Secrets.
 *
 * @returns undefined where the quotas of the namespace were never listed
 */
export async function loadSecretLimits(
  knex: Knex,
  { sourceId, namespace }: Place,
): Promise<SecretLimit[] | undefined> {
  const listed = await knex('streams')
    .where({ source_id: sourceId })
    .whereIn('stream', [STREAM, `${STREAM}@${namespace}`])
    .whereNotNull('completed_at')
    .first('stream');
  if (!listed) {
    return undefined;
  }
  const rows: { name: string; detail: string }[] = await knex('objects')
    .where({ source_id: sourceId, namespace, kind: KIND, api_group: '' })
    .whereNotNull('detail')
    .orderBy('name')
    .limit(MOST_QUOTAS)
    .select('name', 'detail');
  return rows.flatMap(({ name, detail }) => {
    const limits: Omit<SecretLimit, 'name'>[] =
      JSON.parse(detail).secretLimits ?? [];
    return limits.map(({ hard, used }) => ({ name, hard, used }));
  });
}
