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

import type { EncryptionEvidence } from '@keyward/compliance';
import type { Knex } from 'knex';
import { RESOURCE } from '../common/presence';

/** What a source said of the control plane of its cluster. */
export interface ControlPlane {
  evidence: Omit<EncryptionEvidence, 'cluster'>;
  /** What its credential may not read. */
  missing: string[];
}

/** What is known of the control plane of a cluster; undefined where nobody told. */
export async function loadControlPlane(
  knex: Knex,
  sourceId: string,
): Promise<ControlPlane | undefined> {
  const row: { attributes: string | null } | undefined = await knex('secrets')
    .where({
      source_id: sourceId,
      presence: RESOURCE,
      resource_kind: 'cluster',
    })
    .first('attributes');
  if (!row?.attributes) {
    return undefined;
  }
  try {
    const { evidence, missing = [] } = JSON.parse(row.attributes);
    return typeof evidence === 'string'
      ? { evidence: JSON.parse(evidence), missing }
      : undefined;
  } catch {
    return undefined;
  }
}
