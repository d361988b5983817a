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

import { clusterOf, type RunningEstate } from '@internal/estate';
import { SimulatedGitHost } from './SimulatedGitHost';
import type { SimulatedDifference } from './SimulatedRepository';

/** The Git host of the simulated company. What is merged there is deployed to its clusters. */
export function createGitHost(
  estate: Pick<RunningEstate, 'repositories' | 'deploy'>,
  options: { baseUrl: string },
): SimulatedGitHost {
  return new SimulatedGitHost({
    ...options,
    repositories: estate.repositories(),
    onMerged: differences => {
      for (const [cluster, files] of Map.groupBy(differences, ({ path }) =>
        clusterOf(path),
      )) {
        if (cluster !== undefined) {
          deploy(estate, cluster, files);
        }
      }
    },
  });
}

function deploy(
  estate: Pick<RunningEstate, 'deploy'>,
  cluster: string,
  files: readonly SimulatedDifference[],
): void {
  estate
    .deploy(
      cluster,
      files.map(({ after }) => after),
    )
    .catch(error => {
      // The portal was stopped meanwhile, which ends what is under way.
      if (error.name !== 'AbortError') {
        throw error;
      }
    });
}
