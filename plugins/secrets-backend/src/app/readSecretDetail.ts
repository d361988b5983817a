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

import type { UsageSettings } from '@keyward/findings';
import type { SecretDetail } from '../schema/openapi/generated/models';
import type { FindingsStore } from '../store/findings/FindingsStore';
import type { InventoryStore, VisibilityFilter } from '../store/inventory';
import { toSecretDetail } from './convert';
import { requireSecret } from './requireSecret';
import type { ResourceSyncs } from './ResourceSyncs';
import { worstOf } from './summariesOf';

/**
 * All that is told of one secret.
 *
 * @throws NotFoundError
 */
export async function readSecretDetail(
  options: {
    findings: FindingsStore;
    store: InventoryStore;
    syncs: ResourceSyncs;
    usage: UsageSettings;
  },
  id: string,
  visibility: VisibilityFilter,
): Promise<SecretDetail> {
  const { findings, store, syncs, usage } = options;
  const secret = await requireSecret(store, id, visibility);
  const worst = await findings.findWorst([id], visibility);
  const sameValues = await store.findSameValues(id, visibility);
  const deliverers = await store.findDeliverers(secret);
  return {
    ...toSecretDetail(secret, sameValues, usage),
    ...(deliverers.length > 0
      ? { deliveredBy: deliverers.map(each => syncs.withSync(each)) }
      : {}),
    ...worstOf(worst.get(id)),
  };
}
