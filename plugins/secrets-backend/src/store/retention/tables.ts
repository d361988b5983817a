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
/** How the rows of a table hang on those of another one. */
interface Parent {
  table: string;
  /** Columns of the parent, by those of the table that hold the same. */
  by: Record<string, string>;
}

/** What is known of a table. */
export interface TableDescription {
  /** What the rows are deleted with; several where any of these will do. */
  parents: Parent[];
  /**
   * Set where rows are only ever added, so that any number of them may hang on
   * one: they go by their age, too.
   */
  isLog?: true;
}

const withSource: Parent = { table: 'sources', by: { source_id: 'id' } };
const withSecret: Parent = {
  table: 'secrets',
  by: { source_id: 'source_id', secret_id: 'id' },
};
const withFinding: Parent = { table: 'findings', by: { finding_id: 'id' } };
const withObject: Parent = {
  table: 'objects',
  by: { source_id: 'source_id', object_ref: 'ref' },
};

/**
 * Every table with rows about a source, a secret, a finding or an object, and
 * what its rows are deleted with. All that is ever forgotten is derived from this.
 */
export const tables: Readonly<Record<string, TableDescription>> = {
  sources: { parents: [] },
  source_heartbeats: { parents: [withSource] },
  source_leases: { parents: [withSource] },
  streams: { parents: [withSource] },
  namespace_environments: { parents: [withSource] },
  compliance_sources: { parents: [withSource] },
  compliance_rollups: { parents: [withSource] },

  objects: { parents: [withSource] },
  object_references: { parents: [withObject] },

  secrets: { parents: [withSource] },
  findings: { parents: [withSecret] },
  // An analysis of all secrets of a source names none.
  analyses: { parents: [withSecret, withSource] },
  certificates: { parents: [withSecret] },
  entity_links: { parents: [withSecret] },
  history: { parents: [withSecret], isLog: true },
  key_certificates: { parents: [withSecret] },
  rotation_keys: { parents: [withSecret] },
  secret_keys: { parents: [withSecret] },
  // What says them is a secret or an object.
  edges: {
    parents: [
      { table: 'secrets', by: { source_id: 'source_id', holder: 'ref' } },
      { table: 'objects', by: { source_id: 'source_id', holder: 'ref' } },
    ],
  },
  labels: {
    parents: [
      { table: 'secrets', by: { source_id: 'source_id', ref: 'ref' } },
      { table: 'objects', by: { source_id: 'source_id', ref: 'ref' } },
    ],
  },

  finding_events: { parents: [withFinding], isLog: true },
  finding_notices: { parents: [withFinding] },
  finding_tellings: { parents: [withFinding] },
};
