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

import { type UnlistedKind } from '@keyward/observation';
import { unlistedKindsIn } from '@keyward/findings';
import type { Knex } from 'knex';
import { KUBERNETES } from '../common/presence';
import type { Row } from '../tables';

const ANY_KIND = '*';

/** What is known of a source that decides whether a secret in it is used. */
export interface Coverage {
  /**
   * Since when nothing that uses a secret can have been missed; undefined also where
   * the source may not read everything it should, as consumers may be in the rest.
   */
  observedSince?: string;
  /** Whether all objects of a kind are seen, as `secretstores.external-secrets.io`. */
  isListed(kind: string): boolean;
  /** Kinds that may use a secret unseen; `*` where it is not known which, as in other systems than Kubernetes. */
  unlistedKindsOf(secret: { system: string; namespace: string }): string[];
}

type SourceRow = Row<
  'sources',
  'observed_since' | 'problems' | 'unlisted_kinds'
>;

/** Reads how much is seen of what may use the secrets of a source. */
export async function loadCoverage(
  knex: Knex,
  sourceId: string,
): Promise<Coverage> {
  const row: SourceRow | undefined = await knex('sources')
    .where({ id: sourceId })
    .first('observed_since', 'problems', 'unlisted_kinds');
  const problems: { code: string }[] = JSON.parse(row?.problems ?? '[]');
  const unlisted: UnlistedKind[] = JSON.parse(row?.unlisted_kinds ?? '[]');
  return {
    ...(row?.observed_since &&
    problems.every(({ code }) => code !== 'forbidden')
      ? { observedSince: row.observed_since }
      : {}),
    isListed: kind =>
      unlisted.every(({ name }) => name !== undefined && name !== kind),
    unlistedKindsOf: ({ system, namespace }) =>
      system === KUBERNETES ? unlistedKindsIn(unlisted, namespace) : [ANY_KIND],
  };
}
