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
  isJson,
  type Json,
  jsonOf,
  stringOf,
  type Observation,
} from '@keyward/observation';
import { observeObject, type SecretLookup } from '../objects';
import { observeSecret } from '../secrets';
import {
  createOneTimeFingerprinter,
  type Fingerprinter,
} from '@keyward/values';
import { problemOf, readKubectl, type ReadObject } from './readKubectl';

/** @public */
export interface ObserveKubectlOptions {
  sourceId: string;
  /** With `metadata` values are not looked at; `fingerprint` else. */
  taken?: 'fingerprint' | 'metadata';
  /** By default one with a random key, so that nothing outside compares. */
  fingerprinter?: Fingerprinter;
}

/** @public */
export interface KubectlObservations {
  observations: Observation[];
  /** What could not be read, and where it stands. */
  errors: { place: string; message: string }[];
  /** What whoever gave the text should know, as sentences. */
  warnings: string[];
}

/** Never looked at: one of them opens all that others protect. */
const UNTOUCHED_TYPES = new Set([
  'helm.sh/release.v1',
  'kubernetes.io/service-account-token',
]);
const SEALING_KEY_LABEL = 'sealedsecrets.bitnami.com/sealed-secrets-key';

const VALUES_ON_DISK =
  'The text holds the values of Secrets (base64 hides nothing): delete it, and take a dump with `keyward dump`, which holds none.';
const NO_MANAGERS =
  'Some Secrets came without managed fields, hence their ages begin at their creation and nothing tells who wrote them: add --show-managed-fields.';

/** The Secrets that were read so far. */
class KnownSecrets {
  readonly #names = new Set<string>();
  #missed = false;

  add({ namespace = '', name }: Pick<Observation, 'namespace' | 'name'>): void {
    this.#names.add(`/${name}`).add(`${namespace}/${name}`);
  }

  /** Whether one was asked for since this was asked last that is not known. */
  wasMissed(): boolean {
    const missed = this.#missed;
    this.#missed = false;
    return missed;
  }

  readonly has: SecretLookup = (namespace = '', name) => {
    const known = this.#names.has(`${namespace}/${name}`);
    this.#missed ||= !known;
    return known;
  };
}

/**
 * Observes what `kubectl get … -o json` or `-o yaml` printed, Secrets and any
 * other objects, in one or several documents. An object that cannot be read is
 * told with its place, and the rest is read.
 *
 * @public
 */
export function observeKubectl(
  text: string,
  options: ObserveKubectlOptions,
): KubectlObservations {
  const fingerprinter = options.fingerprinter ?? createOneTimeFingerprinter();
  const observations = new Map<string, Observation>();
  const errors: KubectlObservations['errors'] = [];
  const warnings = new Set<string>();
  const secrets = new KnownSecrets();
  /** What names something that may be a Secret which comes later. */
  const again: ReadObject[] = [];
  for (const placed of readKubectl(text)) {
    const { place } = placed;
    if ('error' in placed) {
      errors.push({ place, message: placed.error });
      continue;
    }
    const { object } = placed;
    try {
      const isSecret = isOfSecret(placed);
      const observation = isSecret
        ? secretOf(object, options, fingerprinter)
        : objectOf(placed, options, secrets);
      if (observations.has(observation.ref)) {
        errors.push({ place, message: 'this object stands there twice' });
        continue;
      }
      observations.set(observation.ref, observation);
      if (isSecret) {
        secrets.add(observation);
        warnOf(object, warnings);
      } else if (secrets.wasMissed()) {
        again.push(placed);
      }
    } catch (error) {
      errors.push({ place, message: problemOf(error) });
    }
  }
  for (const read of again) {
    const observation = objectOf(read, options, secrets);
    observations.set(observation.ref, observation);
  }
  if (observations.size === 0 && errors.length === 0) {
    warnings.add('The text holds no objects.');
  }
  return {
    observations: [...observations.values()],
    errors,
    warnings: [...warnings],
  };
}

function isOfSecret({ kind, apiVersion }: ReadObject): boolean {
  return kind === 'Secret' && (apiVersion ?? 'v1') === 'v1';
}

function objectOf(
  { object, kind, apiVersion }: ReadObject,
  { sourceId }: ObserveKubectlOptions,
  secrets: KnownSecrets,
): Observation {
  return observeObject(object, {
    sourceId,
    kind,
    apiVersion,
    secretExists: secrets.has,
  });
}

function secretOf(
  object: Json,
  options: ObserveKubectlOptions,
  fingerprinter: Fingerprinter,
): Observation {
  const { sourceId } = options;
  const labels = jsonOf(jsonOf(object.metadata).labels);
  const untouched =
    UNTOUCHED_TYPES.has(stringOf(object.type) ?? '') ||
    Object.hasOwn(labels, SEALING_KEY_LABEL);
  return untouched || options.taken === 'metadata'
    ? observeSecret(object, {
        sourceId,
        taken: 'metadata',
        keyCount: Object.keys(jsonOf(object.data)).length,
      })
    : observeSecret(object, { sourceId, taken: 'fingerprint', fingerprinter });
}

function warnOf(object: Json, warnings: Set<string>): void {
  if (isJson(object.data) || isJson(object.stringData)) {
    warnings.add(VALUES_ON_DISK);
  }
  if (!Array.isArray(jsonOf(object.metadata).managedFields)) {
    warnings.add(NO_MANAGERS);
  }
}
