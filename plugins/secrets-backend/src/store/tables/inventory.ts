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

import {
  defineTables,
  withObject,
  withSecret,
  withSource,
} from './defineTables';

/** Secrets and other resources, the objects of clusters, and what leads from one to another. */
export const inventoryTables = defineTables({
  secrets: {
    columns: {
      source_id: 'text',
      id: 'text',
      ref: 'text',
      stream: 'text?',
      generation: 'text?',
      stamp: 'text?',
      namespace: 'text',
      name: 'text',
      presence: 'integer',
      uid: 'text?',
      created_at: 'text?',
      secret_type: 'text',
      class: 'text',
      taken: 'text',
      immutable: 'boolean?',
      key_count: 'integer',
      key_names: 'text',
      search: 'text',
      detail: 'text',
      own_deliverer: 'text',
      deliverer: 'text',
      deliverer_kind: 'text',
      delivery_failed: 'boolean',
      consumer_count: 'integer',
      consumers: 'text',
      age_earliest: 'text?',
      age_latest: 'text?',
      age_basis: 'text',
      age_sort: 'text',
      urgency: 'integer',
      first_seen: 'text',
      last_seen: 'text',
      gone_at: 'text?',
      consumed_at: 'text?',
      access_revision: 'integer?',
      tells_access: 'boolean?',
      worst: 'integer',
      system: 'text',
      resource_kind: 'text',
      attributes: 'text?',
    },
    parents: [withSource],
  },
  secret_keys: {
    columns: {
      source_id: 'text',
      secret_id: 'text',
      name: 'text',
      class: 'text',
      size: 'text?',
      weak: 'boolean',
      fingerprint: 'text?',
      fingerprint_key_id: 'text?',
      age_earliest: 'text?',
      age_latest: 'text?',
      age_basis: 'text',
      weakness: 'text?',
      transit: 'text?',
    },
    parents: [withSecret],
  },
  certificates: {
    columns: {
      source_id: 'text',
      secret_id: 'text',
      key: 'text',
      position: 'integer',
      fingerprint: 'text',
      subject: 'text',
      issuer: 'text',
      serial: 'text',
      sans: 'text',
      san_count: 'integer',
      not_before: 'text',
      not_after: 'text',
      key_algorithm: 'text',
      key_size: 'integer?',
      signature_algorithm: 'text',
      role: 'text',
      self_signed: 'boolean',
    },
    parents: [withSecret],
  },
  key_certificates: {
    columns: {
      source_id: 'text',
      secret_id: 'text',
      key: 'text',
      format: 'text?',
      count: 'integer',
      key_matches: 'text?',
      chain_order: 'text?',
      notes: 'text',
    },
    parents: [withSecret],
  },
  history: {
    columns: {
      id: 'bigint',
      source_id: 'text',
      secret_id: 'text',
      at: 'text',
      event: 'text',
      keys: 'text?',
      detail: 'text?',
    },
    parents: [withSecret],
    isLog: true,
  },
  resource_syncs: {
    columns: {
      source_id: 'text',
      secret_id: 'text',
      requested_at: 'text',
    },
    parents: [withSecret],
  },
  objects: {
    columns: {
      source_id: 'text',
      ref: 'text',
      stream: 'text',
      generation: 'text?',
      stamp: 'text?',
      api_group: 'text',
      api_version: 'text',
      kind: 'text',
      namespace: 'text?',
      name: 'text',
      uid: 'text?',
      created_at: 'text?',
      owner_ref: 'text?',
      relations: 'text',
      labels: 'text',
      pod_labels: 'text',
      annotations: 'text',
      status: 'text?',
      detail: 'text?',
    },
    parents: [withSource],
  },
  object_references: {
    columns: {
      source_id: 'text',
      object_ref: 'text',
      position: 'integer',
      namespace: 'text',
      name: 'text',
      how: 'text',
      keys: 'text?',
      container: 'text?',
      container_kind: 'text?',
      path: 'text?',
      optional: 'boolean',
      sub_path: 'boolean',
    },
    parents: [withObject],
  },
  labels: {
    columns: {
      source_id: 'text',
      ref: 'text',
      key: 'text',
      value: 'text',
    },
    parents: [
      { table: 'secrets', by: { source_id: 'source_id', ref: 'ref' } },
      { table: 'objects', by: { source_id: 'source_id', ref: 'ref' } },
    ],
  },
  edges: {
    columns: {
      source_id: 'text',
      holder: 'text',
      position: 'integer',
      from_source: 'text?',
      from_ref: 'text?',
      system: 'text?',
      store: 'text?',
      path: 'text?',
      properties: 'text?',
      version: 'text?',
      locator: 'text?',
      resolved_at: 'text?',
      via_ref: 'text?',
      to_source: 'text',
      to_ref: 'text',
      ready: 'text?',
      reason: 'text?',
      since: 'text?',
      last_sync: 'text?',
    },
    // What says them is a secret or an object.
    parents: [
      { table: 'secrets', by: { source_id: 'source_id', holder: 'ref' } },
      { table: 'objects', by: { source_id: 'source_id', holder: 'ref' } },
    ],
  },
  value_groups: {
    columns: {
      fingerprint: 'text',
      fingerprint_key_id: 'text',
      any_place: 'text',
      hand_place: 'text?',
      inside: 'boolean',
      outside: 'boolean',
    },
    parents: [],
    // A value belongs to no source.
    purgedBy: 'store/retention/forgetOld.ts',
  },
});
