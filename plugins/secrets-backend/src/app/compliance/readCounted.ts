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

import type { SourceStates } from '../../store/inventory/secretFilters';
import type { ComplianceOptions, ComplianceRequest } from './ComplianceOptions';
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
    'all' in visibility &&
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
    counted: await readSources(options, states, sourceIds),
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
    'all' in visibility && !others.some(refs => refs && refs.length > 0);
  return isCounted
    ? await readSources(options, states, sourceIds)
    : await countFiltered(options, states, { visibility, filters });
}

async function readSources(
  options: ComplianceOptions,
  states: SourceStates,
  sourceIds: string[] | undefined,
): Promise<CountedSource[]> {
  const counted: CountedSource[] = [];
  for (const id of states.keys()) {
    if (!sourceIds?.length || sourceIds.includes(id)) {
      counted.push(await countSource(options, states, id));
    }
  }
  return counted;
}
