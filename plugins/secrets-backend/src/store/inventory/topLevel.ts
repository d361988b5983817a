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

/** Follows controllers of `o` upwards, for as long as they are known: pod, ReplicaSet, Deployment, and one more. */
export const TOP_LEVEL_JOINS = `
  left join objects p1 on p1.source_id = o.source_id and p1.ref = o.owner_ref
  left join objects p2 on p2.source_id = o.source_id and p2.ref = p1.owner_ref
  left join objects p3 on p3.source_id = o.source_id and p3.ref = p2.owner_ref`;

/** The column of the top-level object after `TOP_LEVEL_JOINS`. */
export function topLevel(
  column: 'ref' | 'api_group' | 'kind' | 'namespace' | 'name' | 'annotations',
): string {
  return `coalesce(p3.${column}, p2.${column}, p1.${column}, o.${column})`;
}
