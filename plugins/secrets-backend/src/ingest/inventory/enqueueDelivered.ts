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
  formatObjectRef,
  type ObjectStatusObservation,
} from '@keyward/observation';
import type { KnownSystems } from '@keyward/kube-model/systems';
import { enqueueAnalyses } from '../../store/analyses/analyses';
import { boundTexts, selectRows } from '../../store/common/rows';
import type { BatchContext } from './context';

/** A resource that was written, with what it and its row before say of how it does. */
export interface WrittenResource {
  namespace: string;
  name: string;
  status?: ObjectStatusObservation;
  before?: ObjectStatusObservation;
}

/**
 * Has the secrets analysed that resources deliver which fail, or failed before: why they
 * do is part of what is found of the secrets. Resources are named as kind and name of
 * the objects that they are.
 */
export async function enqueueDelivered(
  { tx, fence, blank, observedAt }: BatchContext,
  written: readonly WrittenResource[],
  { delivererKinds }: KnownSystems,
): Promise<void> {
  const refs = written.flatMap(({ namespace, name, status, before }) => {
    const [kind, ...rest] = name.split('/');
    const group = delivererKinds.get(kind)?.group;
    const fails = status?.ready === 'false' || before?.ready === 'false';
    return fails && group !== undefined && rest.length > 0
      ? formatObjectRef({
          sourceId: fence.sourceId,
          apiGroup: group,
          kind,
          namespace,
          name: rest.join('/'),
        })
      : [];
  });
  if (blank || refs.length === 0) {
    return;
  }
  const wanted = boundTexts(tx, 'holder', refs);
  const rows = await selectRows<{ source_id: string; id: string }>(
    tx,
    `select distinct t.source_id, t.id from ${wanted.sql}
     ${wanted.join} edges e on e.source_id = ? and e.holder = x.holder
     ${wanted.join} secrets t on t.source_id = e.to_source and t.ref = e.to_ref`,
    [...wanted.bindings, fence.sourceId],
  );
  await enqueueAnalyses(
    tx,
    rows.map(({ source_id: sourceId, id: secretId }) => ({
      sourceId,
      secretId,
      dueAt: observedAt,
    })),
  );
}
