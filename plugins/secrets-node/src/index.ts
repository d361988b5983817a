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
 * The contract between the Keyward back end and its source modules.
 *
 * @packageDocumentation
 */

export * from './clusterActors';
export * from './clusterObservers';
export * from './compliance';
export * from './errors';
export * from './findingEvents';
export * from './gitHosts';
export * from './locators';
export { normalizeAddress } from './normalizeAddress';
export * from './permissions';
export { readFingerprinter } from './readFingerprinter';
export { readPodMakers } from './readPodMakers';
export * from './resourceSyncs';
export * from './rules';
export * from './sealers';
export * from './sources';
export { UnfitObservations } from './UnfitObservations';
