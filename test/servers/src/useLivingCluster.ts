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
import { LivingCluster } from './cluster/LivingCluster';
import { LivingClusterOptions } from './cluster/LivingClusterOptions';
import { startLivingCluster } from './cluster/startLivingCluster';

// Enough for a first build of all servers on a slow machine.
const startTimeoutMs = 30 * 60 * 1000;
const stopTimeoutMs = 30 * 1000;

/**
 * One living cluster for the tests of a file (or of a `describe` block):
 * started before the first, stopped after the last.
 *
 * @returns the cluster, to be asked for inside tests and hooks
 */
export function useLivingCluster(
  options: LivingClusterOptions = {},
): () => LivingCluster {
  let cluster: LivingCluster | undefined;

  beforeAll(async () => {
    cluster = await startLivingCluster(options);
  }, startTimeoutMs);

  afterAll(async () => {
    await cluster?.stop();
    cluster = undefined;
  }, stopTimeoutMs);

  return () => {
    if (!cluster) {
      throw new Error(
        'The living cluster runs only inside tests and hooks of this file',
      );
    }
    return cluster;
  };
}
