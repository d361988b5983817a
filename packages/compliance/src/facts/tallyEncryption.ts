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

import { MOST_EXAMPLES } from './tallies';
import type { Tally } from './types';
import type { ClusterEncryption } from '../encryption/judgeEncryption';
import { providerGrades } from '../encryption/providers';

/**
 * Counts clusters for the checks of encryption at rest. Each cluster of a scope
 * has to be among them, those too of which nothing is known.
 *
 * @public
 */
export function tallyEncryption(
  clusters: readonly ClusterEncryption[],
): Record<'encryption-at-rest' | 'encryption-provider', Tally> {
  return {
    'encryption-at-rest': tally(clusters, ({ state }) =>
      state === 'unknown' ? undefined : state === 'encrypted',
    ),
    'encryption-provider': tally(
      clusters,
      ({ provider }) => provider && providerGrades[provider].isSuitable,
    ),
  };
}

function tally(
  clusters: readonly ClusterEncryption[],
  isGood: (cluster: ClusterEncryption) => boolean | undefined,
): Tally {
  const good = clusters.filter(cluster => isGood(cluster) === true);
  const bad = clusters.filter(cluster => isGood(cluster) === false);
  return {
    good: good.length,
    bad: bad.length,
    unknown: clusters.length - good.length - bad.length,
    ...(bad.length > 0 && {
      examples: bad
        .slice(0, MOST_EXAMPLES)
        .map(({ cluster }) => ({ kind: 'cluster' as const, id: cluster })),
    }),
  };
}
