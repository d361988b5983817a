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
  checkAnnotations,
  checkLabels,
  checkName,
  checkNamespace,
  checkType,
} from '../names';
import { annotationsOfScope, type SealingScope } from '../scope';
import { checkSealedValues } from '../validate';
import type { SealedSecretManifest } from './types';

/**
 * What a SealedSecret consists of once its values are sealed.
 *
 * @public
 */
export interface SealedSecretParts {
  namespace: string;
  name: string;
  /** What the values were sealed for. Default: `strict`. */
  scope?: SealingScope;
  /** Sealed values by key. */
  encryptedData: Record<string, string>;
  /** The type of the Secret. Default: `Opaque`. */
  type?: string;
  /** Labels of the Secret. */
  labels?: Record<string, string>;
  /** Annotations of the Secret. */
  annotations?: Record<string, string>;
  /** Whether the Secret is immutable. */
  immutable?: boolean;
}

/**
 * Makes a new SealedSecret of values that were sealed before, for example by a browser.
 *
 * The scope stands in it twice: the controller reads it in `metadata.annotations`,
 * kubeseal in `spec.template.metadata.annotations`.
 *
 * @throws {@link SealingError} where a name, key, label, annotation or type is none, and
 *   for a value that is not sealed
 * @public
 */
export function composeSealedSecret(
  parts: SealedSecretParts,
): SealedSecretManifest {
  const { scope = 'strict', type = 'Opaque', encryptedData } = parts;
  const { labels = {}, annotations = {}, immutable } = parts;
  const name = checkName(parts.name);
  const namespace = checkNamespace(parts.namespace);
  checkType(type, Object.keys(encryptedData));
  checkLabels(labels);
  checkAnnotations(annotations);
  checkSealedValues(encryptedData);
  const ofScope = annotationsOfScope(scope);
  const ofSecret = { ...annotations, ...ofScope };
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: {
      name,
      namespace,
      ...(scope !== 'strict' && { annotations: ofScope }),
    },
    spec: {
      encryptedData,
      template: {
        metadata: {
          name,
          namespace,
          ...(Object.keys(labels).length > 0 && { labels: { ...labels } }),
          ...(Object.keys(ofSecret).length > 0 && { annotations: ofSecret }),
        },
        type,
        ...(immutable && { immutable }),
      },
    },
  };
}
