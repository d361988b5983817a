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
 * What a request may see, turned into one SQL condition. A filter over entities and owners is answered from the
 * confirmed entity links, never from what a request names.
 */
export type VisibilityFilter =
  | { all: true }
  | { none: true }
  | { anyOf: VisibilityFilter[] }
  | { allOf: VisibilityFilter[] }
  | { not: VisibilityFilter }
  | { entityRefs: string[] }
  | { ownerRefs: string[] }
  | { sourceIds: string[] }
  | { namespaces: string[] }
  /** Locations as text: what is in them or below. */
  | { system: string; locations: string[] };
