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

export { AccessGraphs } from './AccessGraphs';
export { CatalogGroups } from './CatalogGroups';
export { rankGrants, type RankedGrant } from './rankGrants';
export { rankNamespaces, type RankedNamespace } from './rankNamespaces';
export { rankRisks, type RankedRisk } from './rankRisks';
export { RiskyBindings } from './riskyBindings';
export { rankSubjects, type RankedSubject } from './rankSubjects';
export { type ForetellsChanges, WhatIfWorkers } from './foretell/WhatIfWorkers';
export { whatIf, type WhatIfAnswer, type WhatIfOptions } from './whatIf';
export {
  readMatrix,
  type AccessMatrix,
  type AccessOptions,
} from './readMatrix';
export { readPath, type DescribedPath } from './readPath';
export { listReaders } from './listReaders';
export { REACH_START, readReach, type Reach } from './readReach';
export { recommendRoles, type RecommendedRole } from './recommendRoles';
export {
  listMountedTokens,
  RISKS,
  scoreParts,
  tallyClusters,
  tallyOwnAccess,
  tallyScore,
  type ClusterTallies,
} from './tallyAccess';
export { sampleAccess } from './sampleAccess';
