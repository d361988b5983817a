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

import type { SealingCertificate } from '../certificate';
import {
  checkAnnotations,
  checkLabels,
  checkName,
  checkNamespace,
  checkType,
} from '../names';
import { type SealingScope } from '../scope';
import { sealValues } from '../seal';
import { composeSealedSecret } from './composeSealedSecret';
import type { SealedSecretManifest } from './types';

/**
 * What to make a SealedSecret of.
 *
 * @public
 */
export interface SealedSecretOptions {
  certificate: SealingCertificate;
  namespace: string;
  name: string;
  /** Default: `strict`. */
  scope?: SealingScope;
  /** By key. */
  values: ReadonlyMap<string, Uint8Array>;
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
 * Seals values into a new SealedSecret.
 *
 * @throws {@link SealingError} where a name, key, label, annotation or type is none
 * @public
 */
export async function createSealedSecret(
  options: SealedSecretOptions,
): Promise<SealedSecretManifest> {
  const { certificate, values, scope = 'strict', type = 'Opaque' } = options;
  const { labels = {}, annotations = {}, immutable } = options;
  const name = checkName(options.name);
  const namespace = checkNamespace(options.namespace);
  checkType(type, [...values.keys()]);
  checkLabels(labels);
  checkAnnotations(annotations);
  const encryptedData = await sealValues(values, certificate, {
    scope,
    namespace,
    name,
  });
  return composeSealedSecret({
    namespace,
    name,
    scope,
    encryptedData,
    type,
    labels,
    annotations,
    immutable,
  });
}
