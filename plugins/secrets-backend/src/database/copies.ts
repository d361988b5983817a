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

import { COPY_OF } from './presence';

/**
 * Joins the copies `c` of the secrets at `x.namespace` and `x.name` of one source,
 * whose id is to be bound.
 */
export const COPIES_JOIN = `labels l on l.key = '${COPY_OF}'
  and l.value = x.namespace || '/' || x.name and l.source_id = ?
  join secrets c on c.source_id = l.source_id and c.ref = l.ref and c.presence = 2`;

/** Whether something makes copies of a secret, of secrets as `s`. */
export const HAS_COPIES = `(exists (select 1 from labels l where l.key = '${COPY_OF}'
    and l.value = s.namespace || '/' || s.name and l.source_id = s.source_id)
  or exists (select 1 from object_references r where r.source_id = s.source_id
    and r.namespace = s.namespace and r.name = s.name and r.how = 'copy'))`;
