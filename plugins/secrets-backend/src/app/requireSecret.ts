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

import { NotFoundError } from '@backstage/errors';
import type {
  InventoryStore,
  StoredSecretDetail,
  VisibilityFilter,
} from '../store/inventory';

/**
 * One secret of those that a filter shows.
 *
 * @throws NotFoundError, the same for one that is not there and one that is somebody else's
 */
export async function requireSecret(
  store: InventoryStore,
  id: string,
  visibility: VisibilityFilter,
): Promise<StoredSecretDetail> {
  const secret = await store.getSecret(id, visibility);
  if (!secret) {
    throw unknownSecret();
  }
  return secret;
}

/** What is said of a secret that is not there, or not the caller's to see. */
export function unknownSecret(): NotFoundError {
  return new NotFoundError('No secret with this id, or not yours to see');
}
