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
  saveCounted,
} from '../../store/compliance';
import type { SourceStates } from '../../store/inventory/secretFilters';
import type { ComplianceOptions } from './ComplianceOptions';
import { countSource } from './countSource';
import { loadStates } from './loadStates';
import type { WholeSource } from './wholeSource';

/** Even where nothing changed values grow older. */
const OLD_MS = 3_600_000;
/** A source that changes all the time is let rest by so many times of what its counting takes. */
const REST = 10;

/** Until when sources are let rest, by id; in milliseconds of {@link performance.now}. */
type Rests = Map<string, number>;

/** Counts sources again that changed, and those that were counted long ago; the oldest counts first. */
export async function recount(
  options: ComplianceOptions,
  {
    signal,
    budgetMs = Infinity,
    oldMs = OLD_MS,
    rests,
  }: {
    signal?: AbortSignal;
    budgetMs?: number;
    oldMs?: number;
    /** Kept from call to call. */
    rests?: Rests;
  } = {},
): Promise<void> {
  const { knex, now = Date.now } = options;
  const begun = performance.now();
  const states = await loadStates(options);
  const revisions = await loadRevisions(knex);
  const stored = await loadCountedSources(knex);
  const old = new Date(now() - oldMs).toISOString();
  const due = [...states.keys()]
    .map(id => ({ id, known: stored.get(id) }))
    .filter(
      ({ id, known }) =>
        !known ||
        known.countedAt <= old ||
        known.revision !== revisions.get(id)?.revision,
    )
    .sort((one, other) =>
      (one.known?.countedAt ?? '') < (other.known?.countedAt ?? '') ? -1 : 1,
    );
  for (const { id } of due) {
    const start = performance.now();
    if (signal?.aborted || start - begun > budgetMs) {
      return;
    }
    if ((rests?.get(id) ?? start) > start) {
      continue;
    }
    await countAndSave(options, states, id, revisions.get(id)?.revision);
    const end = performance.now();
    rests?.set(id, end + REST * (end - start));
  }
}

/** Counts a source, and stores what comes of it. */
export async function countAndSave(
  options: ComplianceOptions,
  states: SourceStates,
  sourceId: string,
  revision = '',
): Promise<void> {
  const { countedAt, scopes, access, controlPlane, seesUses } =
    await countSource(options, states, sourceId);
  const whole: WholeSource = { access, seesUses, controlPlane };
  await saveCounted(options.knex, {
    sourceId,
    countedAt,
    // What was not analysed yet is counted again, though nothing else changes.
    revision: scopes.some(({ counts }) => counts.pending) ? '' : revision,
    cluster: JSON.stringify(whole),
    scopes,
  });
}
