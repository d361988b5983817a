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

import { classifyKey } from '@keyward/values';
import {
  type ExposureObservation,
  type SecretClass,
  SecretValue,
  type Json,
} from '@keyward/observation';
import { objectAt } from '../fields/read';
import { Exposures } from './Exposures';
import { COPIES, lookAtAnnotations, parseCopy } from './findExposures';

/** Classes that are worth nothing to who finds them. */
const HARMLESS: ReadonlySet<SecretClass> = new Set(['identifier', 'public']);

/**
 * The credentials that stand in the annotations of a Secret: the copy of it
 * that `kubectl apply` and other tools keep there, and any other annotation
 * that holds one. Annotations are printed, logged and listed as metadata where
 * nobody expects a value.
 *
 * @param object - the Secret as JSON
 */
export function findSecretExposures(
  object: Json,
  secretType: string,
): ExposureObservation[] {
  const exposures = new Exposures();
  const annotations = objectAt(object, 'metadata', 'annotations');
  for (const name of COPIES) {
    const copy = parseCopy(annotations[name]);
    const found = [
      ...credentialsOf(objectAt(copy, 'data'), secretType, fromBase64),
      ...credentialsOf(
        objectAt(copy, 'stringData'),
        secretType,
        SecretValue.fromText,
      ),
    ];
    exposures.note(
      { place: 'annotation', name, path: `metadata.annotations[${name}]` },
      found,
    );
  }
  lookAtAnnotations(annotations, 'metadata', exposures);
  return exposures.list;
}

function credentialsOf(
  data: Json,
  secretType: string,
  read: (text: string) => SecretValue | undefined,
) {
  return Object.entries(data).flatMap(([name, text]) => {
    const value =
      typeof text === 'string' && text !== '' ? read(text) : undefined;
    if (!value) {
      return [];
    }
    const found = classifyKey(name, secretType, value);
    return HARMLESS.has(found)
      ? []
      : [{ name, class: found, detector: 'copy-of-secret' }];
  });
}

function fromBase64(text: string): SecretValue | undefined {
  try {
    return SecretValue.fromBase64(text);
  } catch {
    return undefined;
  }
}
