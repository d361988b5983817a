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

import {
  loadCountedSources,
  loadRevisions,
  loadScopes,
} from '../../store/compliance';
import { isUnlimited } from '../../store/inventory/applyVisibility';
import type { SourceStates } from '../../store/inventory/secretFilters';
import type { ComplianceOptions, ComplianceRequest } from './ComplianceOptions';
import { countAndSave } from './recount';
import { readWhole } from './wholeSource';
import {
  countFiltered,
  type CountedKind,
  type CountedSource,
  countSource,
} from './countSource';

/** What was counted in some sources, and of which of their scopes it was asked. */
interface Counted {
  counted: CountedSource[];
  kind: CountedKind;
  ref: string;
}

/** What was counted for a request by somebody who sees all. */
export async function readCounted(
  options: ComplianceOptions,
  states: SourceStates,
  {
    visibility,
    filters = {},
    environments,
  }: Pick<ComplianceRequest, 'visibility' | 'filters' | 'environments'>,
): Promise<Counted> {
  const { sourceIds, owners, systems } = filters;
  const asked = (
    [
      ['team', owners],
      ['system', systems],
      ['environment', environments],
    ] as const
  ).filter(([, refs]) => refs?.length);
  const isCounted =
    isUnlimited(visibility) &&
    (asked.length === 0 || (asked.length === 1 && asked[0][1]?.length === 1));
  if (!isCounted) {
    const counted = await countFiltered(options, states, {
      visibility,
      filters,
    });
    return { counted, kind: 'portal', ref: '*' };
  }
  const [[kind, refs] = ['portal' as const, ['*']]] = asked;
  return {
    counted: await readSources(options, states, sourceIds, {
      kind,
      ref: refs![0],
    }),
    kind,
    ref: refs![0],
  };
}

/** What was counted for scopes of a kind, each of what a filter selects. */
export async function countFilteredOrStored(
  options: ComplianceOptions,
  states: SourceStates,
  {
    visibility,
    filters = {},
    environments,
    by,
  }: Pick<ComplianceRequest, 'visibility' | 'filters' | 'environments'> & {
    by: 'team' | 'system' | 'cluster' | 'environment';
  },
): Promise<CountedSource[]> {
  const { sourceIds, owners, systems } = filters;
  const others = [
    by !== 'team' && owners,
    by !== 'system' && systems,
    by !== 'environment' && environments,
  ];
  const isCounted =
    isUnlimited(visibility) && !others.some(refs => refs && refs.length > 0);
  return isCounted
    ? await readSources(options, states, sourceIds, {
        kind: by === 'cluster' ? 'portal' : by,
      })
    : await countFiltered(options, states, { visibility, filters });
}

/** Installations with no more secrets than these are counted as they are asked about. */
const LIVE_SECRETS = 3_000;

/** Of all sources, or of some: what was stored of them, or what there is now where that costs little. */
async function readSources(
  options: ComplianceOptions,
  states: SourceStates,
  sourceIds: string[] | undefined,
  scope: { kind: CountedKind; ref?: string },
): Promise<CountedSource[]> {
  const { knex, liveSecrets = LIVE_SECRETS } = options;
  const ids = [...states.keys()].filter(
    id => !sourceIds?.length || sourceIds.includes(id),
  );
  const revisions = await loadRevisions(knex);
  const secrets = ids
    .map(id => revisions.get(id)?.secrets ?? 0)
    .reduce((sum, count) => sum + count, 0);
  if (secrets <= liveSecrets) {
    const counted: CountedSource[] = [];
    for (const id of ids) {
      counted.push(await countSource(options, states, id));
    }
    return counted;
  }
  const stored = await loadCountedSources(knex);
  for (const id of ids) {
    // A source that is new is not to be left out until it is its turn.
    if (!stored.has(id)) {
      await countAndSave(options, states, id, revisions.get(id)?.revision);
    }
  }
  const known = ids.every(id => stored.has(id))
    ? stored
    : await loadCountedSources(knex);
  const scopes = await loadScopes(knex, scope);
  return ids.flatMap(id => {
    const source = known.get(id);
    return source
      ? [
          {
            sourceId: id,
            countedAt: source.countedAt,
            ...readWhole(source.cluster),
            scopes: (scopes.get(id) ?? []) as CountedSource['scopes'],
          },
        ]
      : [];
  });
}
