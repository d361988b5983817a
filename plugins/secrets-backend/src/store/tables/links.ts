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

import { defineTables, withSecret } from './defineTables';

/** Which entities of the catalog have which secrets, and what they claim. */
export const linkTables = defineTables({
  entity_links: {
    columns: {
      source_id: 'text',
      secret_id: 'text',
      entity_ref: 'text',
      system: 'text?',
      via: 'text',
    },
    parents: [withSecret],
  },
  entity_owners: {
    columns: {
      entity_ref: 'text',
      owner_ref: 'text',
      position: 'integer',
    },
    parents: [],
    purgedBy: 'store/links/entityLinks.ts',
  },
  entity_claims: {
    columns: {
      entity_ref: 'text',
      position: 'integer',
      annotation: 'text',
      value: 'text',
      status: 'text',
      remedy: 'text?',
    },
    parents: [],
    purgedBy: 'store/links/entityLinks.ts',
  },
  marked_entities: {
    columns: {
      entity_ref: 'text',
      owner_refs: 'text',
      location: 'text?',
      named_at: 'text',
    },
    parents: [],
    // A mark may stand in several sources.
    purgedBy: 'store/retention/forgetOld.ts',
  },
  absent_entities: {
    columns: {
      entity_ref: 'text',
      since: 'text',
    },
    parents: [],
    purgedBy: 'store/links/absentEntities.ts',
  },
});
