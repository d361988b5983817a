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

import { type RankedSubject } from '@keyward/backstage-plugin-secrets-common';
import { type Folding } from '../../hooks';

/** A subject in one cluster, or one that stands for what it may read in several. */
export interface SubjectRow extends Omit<RankedSubject, 'id'> {
  id: string;
  subject: string;
  /** In how many clusters it is; 1 for a row that is unfolded from another. */
  clusters: number;
  /** Whether it stands below the row that it is unfolded from. */
  isCopy?: boolean;
}

/** One row a subject, who may read most first; what is open shows its clusters below. */
export function groupSubjects(
  subjects: readonly RankedSubject[],
  folding: Folding,
): SubjectRow[] {
  const bySubject = new Map<string, RankedSubject[]>();
  for (const each of subjects) {
    bySubject.set(each.id, [...(bySubject.get(each.id) ?? []), each]);
  }
  return [...bySubject.values()]
    .map(ofOne => ({ ofOne, lead: leadOf(ofOne) }))
    .sort((a, b) => b.lead.secrets - a.lead.secrets)
    .flatMap(({ ofOne, lead }) => [
      lead,
      ...(lead.clusters > 1 && folding.isOpen(lead.id)
        ? ofOne.map(each => ({
            ...each,
            id: `${each.sourceId} ${each.id}`,
            subject: each.id,
            clusters: 1,
            isCopy: true,
          }))
        : []),
    ]);
}

/** What it may read in all of its clusters together; the one with most gives the rest. */
function leadOf(ofOne: readonly RankedSubject[]): SubjectRow {
  const [most] = ofOne;
  const sum = (numberOf: (each: RankedSubject) => number) =>
    ofOne.reduce((total, each) => total + numberOf(each), 0);
  return {
    ...most,
    subject: most.id,
    clusters: ofOne.length,
    secrets: sum(({ secrets }) => secrets),
    namespaces: sum(({ namespaces }) => namespaces),
    kinds: [...new Set(ofOne.flatMap(({ kinds }) => kinds))],
    isTooMany: ofOne.some(({ isTooMany }) => isTooMany),
  };
}
