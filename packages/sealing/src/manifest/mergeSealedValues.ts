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

import type { SealingScope, SealingTarget } from '../scope';
import { SealingError } from '../SealingError';
import { checkSealedValues } from '../validate';
import { findTarget } from './findTarget';
import { setEncryptedData } from './setEncryptedData';

/**
 * What to put into a manifest that is there.
 *
 * @public
 */
export interface SealedValuesOptions {
  /** Sealed values by key; other keys of the manifest stay as they are. */
  encryptedData: Record<string, string>;
  /** Which SealedSecret of the text; needed where there are several. */
  namespace?: string;
  name?: string;
  /** What the values were sealed for; the manifest has to say the same. */
  scope?: SealingScope;
}

/**
 * What was sealed into a manifest.
 *
 * @public
 */
export interface MergedManifest {
  text: string;
  target: SealingTarget;
  /** Keys that had a value before. */
  replaced: string[];
  added: string[];
}

/**
 * Puts values that were sealed before into a SealedSecret that is there. All else of
 * the text stays as it is, comments and order too.
 *
 * @param text - YAML or JSON, also of several documents
 * @throws {@link SealingError}
 * @public
 */
export function mergeSealedValues(
  text: string,
  options: SealedValuesOptions,
): MergedManifest {
  const { encryptedData } = options;
  checkSealedValues(encryptedData);
  const { index, target, keys } = findTarget(text, options);
  const merged = setEncryptedData(text, index, encryptedData);
  if (merged === undefined) {
    throw new SealingError(
      'manifest',
      'The values cannot be put into this manifest without changing more of it',
      {
        where: `document ${index + 1}, spec.encryptedData`,
        remedy: 'write it as plain YAML, without anchors and aliases',
      },
    );
  }
  const before = new Set(keys);
  const given = Object.keys(encryptedData);
  return {
    text: merged,
    target,
    replaced: given.filter(key => before.has(key)),
    added: given.filter(key => !before.has(key)),
  };
}
