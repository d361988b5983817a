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
  combineAges,
  type KeyObservation,
  type SecretObservation,
  type SecretReaders,
  type ValueAge,
} from '@keyward/observation';
import { tellsAccess } from '../../store/inventory/tellsAccess';
import { instantOf } from './context';
import type { ReadSecret } from './readObservation';
import { columnsOf } from '../../store/tables';
import { EXISTS } from '../../store/common/presence';

/** Counts what is kept of a secret's metadata: rows of another number are written again. */
const METADATA_VERSION = 3;
const KEY_NAMES = 20;
/** So many characters of key names can be searched for. */
const SEARCH_LENGTH = 20_000;

/** Columns that an observation of a secret sets. */
export const OBSERVED_COLUMNS = columnsOf(
  'secrets',
  'source_id',
  'id',
  'stream',
  'generation',
  'stamp',
  'namespace',
  'name',
  'system',
  'attributes',
  'presence',
  'uid',
  'created_at',
  'secret_type',
  'class',
  'taken',
  'immutable',
  'key_count',
  'key_names',
  'search',
  'detail',
  'tells_access',
  'own_deliverer',
  'age_earliest',
  'age_latest',
  'age_basis',
  'age_sort',
  'last_seen',
  'gone_at',
);

/** Columns that a new row needs besides. */
export const NEW_COLUMNS = {
  ...OBSERVED_COLUMNS,
  ...columnsOf(
    'secrets',
    'ref',
    'resource_kind',
    'deliverer',
    'deliverer_kind',
    'delivery_failed',
    'consumer_count',
    'consumers',
    'urgency',
    'first_seen',
  ),
};

export const KEY_COLUMNS = columnsOf(
  'secret_keys',
  'source_id',
  'secret_id',
  'name',
  'class',
  'size',
  'weak',
  'weakness',
  'transit',
  'fingerprint',
  'fingerprint_key_id',
  'age_earliest',
  'age_latest',
  'age_basis',
);

/** What of an observation is read for one secret only. */
export interface SecretRowDetail {
  labels: SecretObservation['labels'];
  otherLabels?: SecretObservation['otherLabels'];
  annotations: SecretObservation['annotations'];
  owners: SecretObservation['owners'];
  managers: SecretObservation['managers'];
  drifted?: SecretObservation['drifted'];
  exposures?: SecretObservation['exposures'];
  /** Set where it says something of where values come from. */
  edges?: true;
  /** Who reads it in its own system; absent where that is not known. */
  readers?: SecretReaders;
}

export function detailOf(
  secret: SecretObservation & { readers?: SecretReaders },
): SecretRowDetail {
  const { labels, otherLabels, annotations, owners, managers } = secret;
  const { drifted, exposures, edges, readers } = secret;
  return {
    labels,
    ...(otherLabels ? { otherLabels } : {}),
    annotations,
    owners,
    managers,
    ...(drifted !== undefined ? { drifted } : {}),
    ...(exposures ? { exposures } : {}),
    ...(edges ? { edges: true } : {}),
    ...(readers ? { readers } : {}),
  };
}

/**
 * What differs whenever a secret or the way it is observed does; undefined where
 * the system has no versions, so that such a secret is always written.
 */
export function stampOf(secret: SecretObservation): string | undefined {
  if (!secret.resourceVersion) {
    return undefined;
  }
  const keyId = secret.keys.find(key => key.fingerprintKeyId)?.fingerprintKeyId;
  return [
    secret.uid,
    secret.resourceVersion,
    secret.taken,
    secret.classifierVersion,
    keyId ?? '',
    METADATA_VERSION,
  ].join('|');
}

/** Whether a row's values were looked at by the same rules; so it is taken for where that is not known. */
export function hasSameClassifier(
  stamp: string | null,
  secret: SecretObservation,
): boolean {
  return (
    stamp === null || stamp.split('|')[3] === `${secret.classifierVersion}`
  );
}

/** The columns of `OBSERVED_COLUMNS`. */
export function observedRow(
  secret: ReadSecret,
  keys: KeyObservation[],
  place: {
    sourceId: string;
    id: string;
    stream: string;
    generation: string | undefined;
    observedAt: string;
  },
) {
  const age =
    keys.length > 0
      ? combineAges(keys.map(key => key.age))
      : ageByCreation(secret.createdAt);
  const earliest = instantOf(age.earliest);
  const latest = instantOf(age.latest);
  const detail = JSON.stringify(detailOf(secret));
  return {
    source_id: place.sourceId,
    id: place.id,
    stream: place.stream,
    generation: place.generation,
    stamp: stampOf(secret),
    namespace: secret.namespace,
    name: secret.name,
    system: secret.system,
    attributes: secret.attributes,
    presence: EXISTS,
    uid: secret.uid,
    created_at: instantOf(secret.createdAt),
    secret_type: secret.secretType,
    class: secret.class,
    taken: secret.taken,
    immutable: secret.immutable,
    key_count: secret.keyCount,
    key_names: JSON.stringify(
      secret.keys.slice(0, KEY_NAMES).map(key => key.name),
    ),
    search: searchTextOf(secret),
    detail,
    tells_access: tellsAccess(secret.secretType, detail),
    own_deliverer: JSON.stringify(secret.deliverer),
    age_earliest: earliest,
    age_latest: latest,
    age_basis: age.basis,
    age_sort: latest ?? earliest ?? '',
    last_seen: place.observedAt,
    gone_at: null,
  };
}

/** The columns of `KEY_COLUMNS`. */
export function keyRow(key: KeyObservation, sourceId: string, id: string) {
  return {
    source_id: sourceId,
    secret_id: id,
    name: key.name,
    class: key.class,
    size: key.size,
    weak: key.weak ?? false,
    weakness: key.weakness,
    transit: key.transit,
    fingerprint: key.fingerprint,
    fingerprint_key_id: key.fingerprintKeyId,
    age_earliest: instantOf(key.age.earliest),
    age_latest: instantOf(key.age.latest),
    age_basis: key.age.basis,
  };
}

/** What `q` is looked for in. */
export function searchTextOf(secret: {
  namespace: string;
  name: string;
  keys: { name: string }[];
}): string {
  const parts = [secret.namespace, secret.name];
  let length = 0;
  for (const { name } of secret.keys) {
    length += name.length + 1;
    if (length > SEARCH_LENGTH) {
      break;
    }
    parts.push(name);
  }
  return parts.join('\n').toLowerCase();
}

function ageByCreation(createdAt: string | undefined): ValueAge {
  return createdAt
    ? { earliest: createdAt, basis: 'creation' }
    : { basis: 'unknown' };
}
