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

// The plugin keeps its writer to itself; the rows are to be those that it writes.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import type { Inventory } from '../../../../plugins/secrets-backend/src/ingest/inventory';
import {
  OBSERVATION_VERSION,
  type ObservationBatch,
} from '@keyward/observation';

const PAGE = 2000;

type Observed = ObservationBatch['upserts'][number];

/** Applies all that a source observes of one stream, as a full sync does. */
export async function fillStream(
  inventory: Inventory,
  fence: Parameters<Inventory['apply']>[0],
  stream: string,
  observations: Iterable<Observed>,
): Promise<void> {
  const apply = async (upserts: Observed[], complete: boolean) =>
    await inventory.apply(fence, {
      version: OBSERVATION_VERSION,
      stream,
      generation: 'bench',
      upserts,
      gone: [],
      ...(complete ? { complete, cursor: '1' } : {}),
      observedAt: new Date().toISOString(),
    });
  let page: Observed[] = [];
  for (const observation of observations) {
    page.push(observation);
    if (page.length === PAGE) {
      await apply(page, false);
      page = [];
    }
  }
  await apply(page, true);
}
