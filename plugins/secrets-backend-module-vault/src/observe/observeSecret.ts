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
  type AnnotationObservation,
  formatSecretRef,
  type KeyObservation,
  type SystemSecretObservation,
  type ValueAge,
} from '@keyward/observation';
import {
  instantOf,
  type Json,
  jsonOf,
  stringMapOf,
} from '@keyward/observation/json';
import {
  CLASSIFIER_VERSION,
  classifyKey,
  classifySecret,
} from '@keyward/values';
import type { FoundReaders } from './RoleReach';
import { SYSTEM } from './system';

/** Marks that say whose a secret is are read; of other custom metadata only the names are. */
const MARK = /^keyward\.io\//;
const MOST_KEYS = 1000;

/** What is known of one secret of a KV engine. */
export interface FoundSecret {
  sourceId: string;
  mount: string;
  /** In the engine. */
  path: string[];
  engine: 'kv-1' | 'kv-2';
  /** As `metadata/` answers it; absent where it may not be read, and for version 1. */
  metadata?: unknown;
  /** Absent where they may not be read. */
  keyNames?: string[];
  /** Who reads its value; absent where that is not known. */
  readers?: FoundReaders;
}

/**
 * A secret of a KV engine.
 *
 * Each version of a secret of KV version 2 holds all keys, so that the current one tells
 * exactly when the value of an only key was written. Of several keys another may be the
 * one that was: their values were not set before the first version.
 * Source: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata
 */
export function observeSecret(found: FoundSecret): SystemSecretObservation {
  const { sourceId, mount, path, engine } = found;
  const metadata = jsonOf(found.metadata);
  const current = numberOf(metadata.current_version);
  const versions = jsonOf(metadata.versions);
  const version =
    current === undefined ? {} : jsonOf(versions[String(current)]);
  const createdAt = momentOf(metadata.created_time);
  const writtenAt = momentOf(version.created_time);
  const names = found.keyNames?.slice(0, MOST_KEYS);
  const age = ageOf(createdAt, writtenAt, names?.length);
  const keys = (names ?? []).map(
    (name): KeyObservation => ({
      name,
      class: classifyKey(name, 'kv'),
      age,
    }),
  );
  const name = path.at(-1)!;
  const location = [mount, ...path.slice(0, -1)];
  return {
    type: 'secret',
    ref: formatSecretRef(SYSTEM, sourceId, ...location, name),
    system: SYSTEM,
    location,
    name,
    secretType: 'kv',
    class: classifySecret({
      secretType: 'kv',
      labels: {},
      keyClasses: keys.length > 0 ? keys.map(key => key.class) : ['other'],
    }),
    taken: 'metadata',
    keys,
    keyCount: found.keyNames?.length ?? 0,
    ...(createdAt ? { createdAt } : {}),
    annotations: annotationsOf(metadata.custom_metadata),
    attributes: {
      engine,
      state: found.metadata === undefined ? 'unknown' : stateOf(version),
      ...(current === undefined ? {} : { currentVersion: current }),
      ...(found.metadata === undefined
        ? {}
        : { versions: Object.keys(versions).length }),
      ...(typeof metadata.cas_required === 'boolean'
        ? { isCasRequired: metadata.cas_required }
        : {}),
      ...(found.readers
        ? { kubernetesRolesThatRead: found.readers.texts }
        : {}),
    },
    ...(found.readers ? { readers: found.readers.readers } : {}),
    classifierVersion: CLASSIFIER_VERSION,
  };
}

function ageOf(
  createdAt: string | undefined,
  writtenAt: string | undefined,
  keys: number | undefined,
): ValueAge {
  if (writtenAt === undefined) {
    return { basis: 'unknown' };
  }
  const earliest = keys === 1 ? writtenAt : createdAt;
  return {
    ...(earliest ? { earliest } : {}),
    latest: writtenAt,
    basis: 'source',
  };
}

function stateOf({
  destroyed,
  deletion_time: deletedAt,
}: Json): 'live' | 'deleted' | 'destroyed' {
  if (destroyed === true) {
    return 'destroyed';
  }
  // A moment to come is when `delete_version_after` will delete it.
  const at = momentOf(deletedAt);
  return at !== undefined && Date.parse(at) <= Date.now() ? 'deleted' : 'live';
}

function annotationsOf(custom: unknown): AnnotationObservation[] {
  return Object.entries(stringMapOf(custom)).map(([key, value]) => ({
    key,
    length: value.length,
    ...(MARK.test(key) ? { value } : {}),
  }));
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : undefined;
}

/** Vault writes an empty text or the year 1 for never. */
function momentOf(value: unknown): string | undefined {
  const instant = instantOf(value);
  return instant && Date.parse(instant) > 0 ? instant : undefined;
}
