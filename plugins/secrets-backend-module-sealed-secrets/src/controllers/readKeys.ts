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
  at,
  type Json,
  jsonsOf,
  stringMapOf,
  stringOf,
} from '@keyward/observation/json';
import { instantOf } from '@keyward/observation/json';
import type { SealingKey } from './types';

/** The label of Secrets that hold sealing keys. */
export const SEALING_KEY_LABEL = 'sealedsecrets.bitnami.com/sealed-secrets-key';

/** The annotation by which the platform team notes when it backed a key up. */
const BACKED_UP_AT = 'keyward.io/backed-up-at';

/** Tools that create what was there before, so that a Secret is younger than the key in it. */
const RESTORERS = /velero|kasten|k10|restic|stash|trilio|longhorn|kanister/i;

/** Reads the metadata of a Secret with a sealing key. */
export function readKey(item: Json): SealingKey | undefined {
  const metadata = at(item, 'metadata');
  const namespace = stringOf(at(metadata, 'namespace'));
  const name = stringOf(at(metadata, 'name'));
  const labels = stringMapOf(at(metadata, 'labels'));
  const createdAt = instantOf(at(metadata, 'creationTimestamp'));
  if (
    namespace === undefined ||
    name === undefined ||
    !(SEALING_KEY_LABEL in labels)
  ) {
    return undefined;
  }
  const state = labels[SEALING_KEY_LABEL];
  const backedUpAt = instantOf(
    stringMapOf(at(metadata, 'annotations'))[BACKED_UP_AT],
  );
  const managers = jsonsOf(at(metadata, 'managedFields')).map(
    ({ manager }) => stringOf(manager) ?? '',
  );
  const marks = [...managers, ...Object.keys(labels)];
  return {
    namespace,
    name,
    state: state === 'active' || state === 'compromised' ? state : 'other',
    ...(createdAt ? { createdAt } : {}),
    ...(backedUpAt ? { backedUpAt } : {}),
    isMadeHere:
      stringOf(at(metadata, 'generateName')) !== undefined &&
      !marks.some(mark => RESTORERS.test(mark)),
  };
}

/**
 * How far the beginning of a certificate may be from the creation of its key: the
 * controller sets the first by its own clock, and the API server sets the second when
 * it stores the Secret, at times in the next second. Milliseconds.
 */
const CREATION_TOLERANCE = 10_000;

/** The active key that a certificate is of, as far as its beginning tells. */
export function keyOfCertificate(
  { notBefore }: { notBefore: string },
  keys: readonly SealingKey[],
): SealingKey | undefined {
  const distanceOf = ({ createdAt }: SealingKey) =>
    Math.abs(Date.parse(createdAt!) - Date.parse(notBefore));
  return keys
    .filter(({ state, createdAt }) => state === 'active' && createdAt)
    .filter(key => distanceOf(key) <= CREATION_TOLERANCE)
    .sort((a, c) => distanceOf(a) - distanceOf(c))[0];
}

/** The active key that values are sealed with, as far as the metadata tells. */
export function newestActiveKey(
  keys: readonly SealingKey[],
): SealingKey | undefined {
  return keys
    .filter(({ state, createdAt }) => state === 'active' && createdAt)
    .reduce<SealingKey | undefined>(
      (newest, key) =>
        newest && newest.createdAt! >= key.createdAt! ? newest : key,
      undefined,
    );
}
