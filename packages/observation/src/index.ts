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
 * The contract: what Keyward observes of secrets and of what uses them, their refs, the ages of values, and dumps.
 *
 * @packageDocumentation
 */

export * from './observation';
export { combineAges, narrowAge, type SeenValue, valueAgesOf } from './age';
export * from './csv';
export * from './dump';
export * from './json';
export * from './refs';
export * from './text';
export * from './values';
