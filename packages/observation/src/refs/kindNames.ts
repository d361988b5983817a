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

// What an API server says of its kinds becomes part of paths, of ids and of
// lines to be pasted: only what is named as Kubernetes names things is taken.
const GROUP =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const KIND = /^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/** Whether text can be the name of an API group. @public */
export function isApiGroup(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 253 && GROUP.test(text);
}

/** Whether text can be the version of an API group. @public */
export function isApiVersion(text: unknown): text is string {
  return typeof text === 'string' && LABEL.test(text);
}

/** Whether text can be a resource: the plural of a kind, in lower case. @public */
export function isResourceName(text: unknown): text is string {
  return typeof text === 'string' && LABEL.test(text);
}

/** Whether text can be a kind. @public */
export function isKindName(text: unknown): text is string {
  return typeof text === 'string' && KIND.test(text);
}
