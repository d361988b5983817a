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

/**
 * What is known of systems that run in clusters and have to do with secrets. It
 * imports nothing of Node, so that browsers can use it too.
 *
 * @packageDocumentation
 */

import { builtInSystems } from './builtInSystems';
import { KnownSystems } from './KnownSystems';

export type {
  KnownAccessPath,
  NeededRight,
  PodMaking,
  ServedResource,
} from './AccessPath';
export type { AppliedManifests } from './AppliedManifests';
export type { Extraction, ExtractionContext, Extractor } from './Extractor';
export type {
  AccessRole,
  KnownAccess,
  ObservedForAccess,
  ProjectObject,
  ProviderClassObject,
  SecretDeliveryObject,
  SecretSourceName,
  SecretSourceObject,
  SystemAccessObject,
} from './KnownAccess';
export type { KnownKind, KnownSystem } from './KnownSystem';
export type { KnownSystems } from './KnownSystems';
export type { Mark, MarkedObject } from './Mark';
export type { Operator } from './Operator';
export type { ReleaseRecords } from './ReleaseRecords';
export type { ReloaderCheck } from './ReloaderCheck';
export type { ValueHash } from './ValueHash';

/**
 * The systems that this version knows. Others are added by `with`.
 *
 * @public
 */
export const knownSystems: KnownSystems = new KnownSystems(builtInSystems);
