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

import type { KnownSystems } from '@keyward/kube-model/systems';
import type { BatchContext } from './context';
import type { ReadBatch } from './readBatch';

/**
 * Counts up `transit_revision` of the source, so that compliance counts it again, where
 * objects that say how something is reached came, changed or went one by one. The end of
 * a full sync counts up `access_revision`, which does the same.
 */
export async function noteTransit(
  { tx, fence, blank, unchanged, stream }: BatchContext,
  batch: ReadBatch,
  systems: KnownSystems,
): Promise<void> {
  if (batch.complete || blank || !saysHowReached(stream, systems)) {
    return;
  }
  const same = new Set(unchanged);
  if (
    batch.goneObjects.length > 0 ||
    batch.objects.some(({ ref }) => !same.has(ref))
  ) {
    await tx('sources')
      .where({ id: fence.sourceId })
      .increment('transit_revision', 1);
  }
}

/** Whether objects of a stream, as `networking.k8s.io/v1/ingresses@shop`, say how something is reached. */
function saysHowReached(stream: string, systems: KnownSystems): boolean {
  const [path] = stream.split('@');
  const segments = path.split('/');
  return systems.kinds.some(
    ({ group, resource, transit }) =>
      transit && group === segments[0] && resource === segments.at(-1),
  );
}
