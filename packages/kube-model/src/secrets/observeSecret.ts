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
  valueAgesOf,
  type KeyObservation,
  type SecretObservation,
  kubernetesSecretRef,
  SecretValue,
  isJson,
  jsonOf,
  ObservationError,
  stringOf,
} from '@keyward/observation';
import {
  observeCertificates,
  CLASSIFIER_VERSION,
  classifyKey,
  classifySecret,
  sizeBucketOf,
  type Fingerprinter,
  transitOf,
  weaknessOf,
} from '@keyward/values';
import { delivererOf } from '../deliverer';
import { findSecretExposures } from '../exposures';
import {
  allowedLabels,
  type ObjectMetadata,
  observeAnnotations,
  otherLabels,
  readMetadata,
} from '../metadata';
import { knownSystems, type KnownSystems } from '../systems';
import { isDrifted } from './isDrifted';

/** @public */
export interface ObserveSecretOptions {
  sourceId: string;
  /** What may be taken: with `metadata` values are not looked at. */
  taken: 'fingerprint' | 'metadata';
  /** Needed with `fingerprint`. */
  fingerprinter?: Fingerprinter;
  /** The type and the number of keys, where the object itself has no data. */
  secretType?: string;
  keyCount?: number;
  /** The passwords of the secret's keystores, from the one companion secret that is named for them. */
  keystorePasswords?: () => readonly SecretValue[];
  /** What may still be spent on opening keystores, of several secrets together. It is taken from. */
  keystoreWork?: { rounds: number };
  /** What is known of systems; default: what this version knows. */
  systems?: KnownSystems;
}

/**
 * Turns a Secret, as JSON or as PartialObjectMetadata, into an observation,
 * field by field. Values are looked at and dropped.
 *
 * @throws {@link ObservationError}, whose message names the key and not its value
 * @public
 */
export function observeSecret(
  object: unknown,
  options: ObserveSecretOptions,
): SecretObservation {
  const { systems = knownSystems } = options;
  const metadata = readMetadata(object, { apiVersion: 'v1', kind: 'Secret' });
  if (!metadata.namespace) {
    throw new ObservationError('A Secret without metadata.namespace');
  }
  const fields = jsonOf(object);
  const secretType = options.secretType ?? stringOf(fields.type) ?? 'Opaque';
  const values =
    options.taken === 'fingerprint' ? valuesOf(fields, metadata) : undefined;
  const keys = values
    ? keysOfData(values, metadata, secretType, options)
    : keysOfManagers(metadata, secretType, systems);
  const drifted = values && isDrifted(metadata, values, systems.valueHashes);
  const exposures =
    options.taken === 'fingerprint'
      ? findSecretExposures(fields, secretType)
      : [];
  const others = otherLabels(metadata.labels);
  return {
    type: 'secret',
    ref: kubernetesSecretRef(
      options.sourceId,
      metadata.namespace,
      metadata.name,
    ),
    namespace: metadata.namespace,
    name: metadata.name,
    ...optional('uid', metadata.uid),
    ...optional('resourceVersion', metadata.resourceVersion),
    ...optional('createdAt', metadata.createdAt),
    secretType,
    class: classifySecret({
      secretType,
      labels: metadata.labels,
      keyClasses: keys.map(key => key.class),
    }),
    taken: options.taken,
    ...(fields.immutable === true ? { immutable: true } : {}),
    keys,
    keyCount: options.keyCount ?? keys.length,
    labels: allowedLabels(metadata.labels),
    ...(others.length > 0 ? { otherLabels: others } : {}),
    annotations: observeAnnotations(metadata.annotations),
    owners: metadata.owners,
    managers: metadata.managers,
    deliverer: delivererOf(metadata, secretType, systems),
    ...(drifted !== undefined ? { drifted } : {}),
    ...(exposures.length > 0 ? { exposures } : {}),
    classifierVersion: CLASSIFIER_VERSION,
  };
}

/** @throws {@link ObservationError} */
function valuesOf(
  fields: Record<string, unknown>,
  metadata: ObjectMetadata,
): Map<string, SecretValue> {
  const { data } = fields;
  if (data !== undefined && data !== null && !isJson(data)) {
    throw new ObservationError(`${placeOf(metadata)}: data is no map`);
  }
  const values = new Map<string, SecretValue>();
  for (const [name, encoded] of Object.entries(data ?? {})) {
    values.set(name, readValue(metadata, name, encoded));
  }
  // Only manifests have it, and it wins there: a server answers with data.
  for (const [name, text] of Object.entries(jsonOf(fields.stringData))) {
    if (typeof text !== 'string') {
      throw new ObservationError(`${placeOf(metadata, name)} is no string`);
    }
    values.set(name, SecretValue.fromText(text));
  }
  return values;
}

/** The keys with their values looked at. */
function keysOfData(
  values: ReadonlyMap<string, SecretValue>,
  metadata: ObjectMetadata,
  secretType: string,
  {
    fingerprinter,
    keystorePasswords,
    keystoreWork,
    systems = knownSystems,
  }: ObserveSecretOptions,
): KeyObservation[] {
  if (!fingerprinter) {
    throw new Error('A fingerprinter is needed to take fingerprints');
  }
  const ageOf = agesIn(metadata, systems);
  const certificates = observeCertificates(values, {
    keystorePasswords,
    keystoreWork,
  });
  return [...values].map(([name, value]) => {
    const found = certificates.get(name);
    const { fingerprint, keyId, weak } = fingerprinter.fingerprint(value);
    const keyClass = classifyKey(name, secretType, value);
    const weakness = weaknessOf(value, keyClass, weak);
    const transit = transitOf(name, value);
    return {
      name,
      class: keyClass,
      size: sizeBucketOf(value.length),
      ...(fingerprint ? { fingerprint } : {}),
      fingerprintKeyId: keyId,
      ...(weak ? { weak } : {}),
      ...(weakness ? { weakness } : {}),
      ...(transit ? { transit } : {}),
      age: ageOf(name),
      ...(found ? { certificates: found } : {}),
    };
  });
}

/** The names of the keys that some manager owns; others are not known. */
function keysOfManagers(
  metadata: ObjectMetadata,
  secretType: string,
  systems: KnownSystems,
): KeyObservation[] {
  const names = new Set(
    metadata.managers.flatMap(({ dataKeys }) => dataKeys ?? []),
  );
  const ageOf = agesIn(metadata, systems);
  return [...names].map(name => ({
    name,
    class: classifyKey(name, secretType),
    age: ageOf(name),
  }));
}

function agesIn(metadata: ObjectMetadata, systems: KnownSystems) {
  return valueAgesOf(
    isCopiedOrRestored(metadata, systems)
      ? { managers: metadata.managers }
      : { createdAt: metadata.createdAt, managers: metadata.managers },
  );
}

/**
 * Whether an object was restored from a backup or copied from another one, so
 * that its values may be older than itself: its creation says nothing of them.
 */
function isCopiedOrRestored(
  { labels, annotations, managers }: ObjectMetadata,
  systems: KnownSystems,
): boolean {
  return (
    [labels, annotations].some(marks =>
      Object.keys(marks).some(key => systems.isCopyMark(key)),
    ) ||
    managers.some(({ name, dataKeys }) => dataKeys && systems.isRestorer(name))
  );
}

function readValue(
  metadata: ObjectMetadata,
  name: string,
  encoded: unknown,
): SecretValue {
  const place = placeOf(metadata, name);
  if (encoded !== null && typeof encoded !== 'string') {
    throw new ObservationError(`${place} is no base64 string`);
  }
  try {
    return SecretValue.fromBase64(encoded ?? '');
  } catch {
    throw new ObservationError(`${place} is not valid base64`);
  }
}

function placeOf(metadata: ObjectMetadata, key?: string): string {
  const place = `Secret ${metadata.namespace}/${metadata.name}`;
  return key === undefined ? place : `${place}: key ${JSON.stringify(key)}`;
}

function optional<K extends string>(
  key: K,
  value: string | undefined,
): { [P in K]?: string } {
  return (value ? { [key]: value } : {}) as { [P in K]?: string };
}
