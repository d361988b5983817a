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

import { COPY_OF, EXISTS } from '../common/presence';
import { unsought } from '../common/rows';

/** That a key `w` of a secret `c` holds the value of a key `k`. */
const SAME_VALUE = `w.source_id = c.source_id and w.secret_id = c.id
  and w.fingerprint = k.fingerprint and w.fingerprint_key_id = k.fingerprint_key_id`;

/**
 * Joins the copies `c` of the secrets at `x.namespace` and `x.name` of one source,
 * whose id is to be bound. What is marked as a copy is one only if it holds the same:
 * anybody may mark a Secret of their own.
 */
export const COPIES_JOIN = `labels l on l.key = '${COPY_OF}'
  and l.value = x.namespace || '/' || x.name and ${unsought('l.source_id')} = ?
  join secrets c on c.source_id = l.source_id and c.ref = l.ref and c.presence = ${EXISTS}
    and exists (select 1 from secret_keys w
      join secret_keys k on k.source_id = w.source_id and k.name = w.name
        and w.fingerprint = k.fingerprint and w.fingerprint_key_id = k.fingerprint_key_id
        and k.secret_id in (select q.id from secrets q
          where q.source_id = l.source_id and q.namespace = x.namespace
            and q.name = x.name and q.presence = ${EXISTS})
      where w.source_id = c.source_id and w.secret_id = c.id)`;

/**
 * Whether something makes copies of the value of a key `k` of a secret `s`: what is
 * marked as a copy and holds the value; what stands in no namespace or in that of the
 * secret and says so; and what says so elsewhere and makes a secret with the value.
 */
export const HAS_COPIES = `(exists (select 1 from labels l
    join secrets c on c.source_id = l.source_id and c.ref = l.ref and c.presence = ${EXISTS}
    join secret_keys w on ${SAME_VALUE}
    where l.key = '${COPY_OF}' and l.value = s.namespace || '/' || s.name
      and ${unsought('l.source_id')} = s.source_id)
  or exists (select 1 from object_references r
    join objects o on o.source_id = r.source_id and o.ref = r.object_ref
    where r.source_id = s.source_id and r.namespace = s.namespace
      and r.name = s.name and r.how = 'copy'
      and (o.namespace is null or o.namespace = s.namespace
        or exists (select 1 from edges e
          join secrets c on c.source_id = e.source_id and c.ref = e.to_ref
            and c.presence = ${EXISTS}
          join secret_keys w on ${SAME_VALUE}
          where e.source_id = r.source_id and e.holder = r.object_ref))))`;
