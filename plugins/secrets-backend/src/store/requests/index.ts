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

export { DraftStore, type StoredDraft } from './DraftStore';
export {
  type Applier,
  type AppliesTo,
  findAppliers,
  type FoundAppliers,
} from './findAppliers';
export { findPlaces, type Place } from './findPlaces';
export {
  type RequestChanges,
  type RequestLease,
  RequestLostError,
  RequestStore,
} from './RequestStore';
export {
  isLast,
  REQUEST_STATES,
  type RequestBlock,
  type RequestState,
  type SealedWrite,
  type StoredRequest,
  type StoredRequestEvent,
  type StoredRequestTarget,
  type TargetStep,
} from './types';
export { findSecretsAt, isShown, type SecretAt } from './findSecretsAt';
export { loadSecretLimits, type SecretLimit } from './loadSecretLimits';
export { loadConsumingPods, type ConsumingPod } from './loadConsumingPods';
export { type RequestFilter } from './whereVisible';
