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

import { boundTexts, selectRows } from '../../store/common/rows';
import {
  toNames,
  type BatchContext,
  type NameOrRef,
  type SecretName,
} from './context';

/** What some objects refer to and deliver, as stored. */
export async function namesOf(
  { tx, fence }: BatchContext,
  refs: string[],
): Promise<SecretName[]> {
  if (refs.length === 0) {
    return [];
  }
  const bound = boundTexts(tx, 'ref', refs);
  const rows = await selectRows<NameOrRef>(
    tx,
    `select r.namespace, r.name, null as ref from ${bound.sql}
       ${bound.join} object_references r on r.source_id = ? and r.object_ref = x.ref
     union
     select null, null, e.to_ref from ${bound.sql}
       ${bound.join} edges e on e.source_id = ? and e.holder = x.ref`,
    [...bound.bindings, fence.sourceId, ...bound.bindings, fence.sourceId],
  );
  return toNames(rows, fence.sourceId);
}

/** What the objects below some refer to: their top-level object may be another one now. */
export async function namesBelow(
  { tx, fence }: BatchContext,
  refs: string[],
): Promise<SecretName[]> {
  const bound = boundTexts(tx, 'ref', refs);
  return await selectRows<SecretName>(
    tx,
    `with below as (
       select c.ref from ${bound.sql}
         ${bound.join} objects c on c.source_id = ? and c.owner_ref = x.ref
     )
     select r.namespace, r.name from below b
       ${bound.join} object_references r on r.source_id = ? and r.object_ref = b.ref
     union
     select r.namespace, r.name from below b
       ${bound.join} objects c on c.source_id = ? and c.owner_ref = b.ref
       ${bound.join} object_references r on r.source_id = ? and r.object_ref = c.ref`,
    [
      ...bound.bindings,
      fence.sourceId,
      fence.sourceId,
      fence.sourceId,
      fence.sourceId,
    ],
  );
}
