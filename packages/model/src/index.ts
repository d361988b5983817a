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
 * Observations of secrets, what consumes them, where they come from and how old their values are.
 *
 * @packageDocumentation
 */

export * from './observation/types';
export { combineAges, narrowAge, type SeenValue, valueAgeOf } from './age';
export * from './certificates';
export * from './classify';
export * from './csv';
export * from './dump';
export * from './findings';
export { mergeDeliverer, type DeliveringObject } from './kubernetes/deliverer';
export { ObservationError } from './kubernetes/metadata';
export * from './kubernetes/objects';
export * from './kubernetes/schemas';
export * from './kubernetes/secrets';
export * from './kubernetes/selectors';
export * from './kubernetes/topLevel';
export * from './refs';
export * from './text';
export * from './values';
