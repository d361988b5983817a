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
import { type SealingScope } from '../scope';
import { sealValues } from '../seal';
import { findTarget } from './findTarget';
import { type MergedManifest, mergeSealedValues } from './mergeSealedValues';

/**
 * What to seal into a manifest that is there.
 *
 * @public
 */
export interface MergeOptions {
  certificate: SealingCertificate;
  /** By key; other keys of the manifest stay as they are. */
  values: ReadonlyMap<string, Uint8Array>;
  /** Which SealedSecret of the text; needed where there are several. */
  namespace?: string;
  name?: string;
  /** What the manifest has to say; without it, what it says counts. */
  scope?: SealingScope;
}

/**
 * Seals values into a SealedSecret that is there: for its own namespace, name and
 * scope. All else of the text stays as it is, comments and order too.
 *
 * @param text - YAML or JSON, also of several documents
 * @throws {@link SealingError}
 * @public
 */
export async function mergeIntoSealedSecret(
  text: string,
  options: MergeOptions,
): Promise<MergedManifest> {
  const { certificate, values } = options;
  const { target } = findTarget(text, options);
  return mergeSealedValues(text, {
    ...options,
    encryptedData: await sealValues(values, certificate, target),
  });
}
