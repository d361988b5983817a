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

export type { CountedCell } from './countCells';
export { countCells } from './countCells';
export {
  countListedTransit,
  countTransit,
  isOfTransit,
  listTransit,
  type TransitObject,
  type TransitQuery,
} from './countTransit';
export {
  completeDay,
  dayOf,
  keepCounts,
  loadDay,
  loadKeptScopes,
  loadDays,
} from './complianceDays';
export type { ComplianceQuery } from './ComplianceQuery';
export { addCount, addCounts, coveredName, type Counts } from './counts';
export { listEvidence, type EvidenceRow } from './listEvidence';
export { loadControlPlane, type ControlPlane } from './loadControlPlane';
export { loadLinkedSecrets, loadOwnership } from './ownership';
export {
  emptyForgotten,
  loadCountedSources,
  loadNamedScopes,
  loadRevisions,
  loadScopes,
  noteKept,
  saveCounted,
  takeChangedScopes,
  touchCounted,
  type ScopeName,
  type StoredScope,
} from './rollups';
export { tallySecrets, type SourceCounts } from './tallySecrets';
