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

import { stringify } from 'yaml';
import type { SealedSecretManifest } from './types';

/** `kubectl apply` copies the manifest into an annotation: all of them have 262,144 bytes. */
const LARGEST_CLIENT_SIDE = 250 * 1024;

/** What needs no quotes: it is no word such as `null`, no number, and has nothing special. */
const SHORTEST = 100;
const LETTER = /^[A-Za-z]/;
const SPECIAL = /[^A-Za-z0-9+/=]/;
const MARK = 'sealed-value-number-';
const MARKS = new RegExp(`(?<=: )${MARK}(\\d+)$`, 'gm');

/**
 * A SealedSecret as YAML or JSON, with a line end.
 *
 * @public
 */
export function formatSealedSecret(
  manifest: SealedSecretManifest,
  format: 'yaml' | 'json' = 'yaml',
): string {
  return format === 'json'
    ? `${JSON.stringify(manifest, undefined, 2)}\n`
    : formatYaml(manifest);
}

function isPlainText(value: string): boolean {
  return value.length >= SHORTEST && LETTER.test(value) && !SPECIAL.test(value);
}

/**
 * Sealed values stay on one line. They need no quotes, which the library would look for
 * longer than it takes to encrypt them: it is given marks instead.
 */
function formatYaml(manifest: SealedSecretManifest): string {
  const { encryptedData, ...spec } = manifest.spec;
  const values = Object.entries(encryptedData);
  const isPlain =
    values.every(([, value]) => isPlainText(value)) &&
    !JSON.stringify({ ...manifest, spec }).includes(MARK);
  const marked = Object.fromEntries(
    values.map(([key], position) => [key, `${MARK}${position}`]),
  );
  const text = stringify(
    {
      ...manifest,
      spec: {
        ...manifest.spec,
        ...(isPlain ? { encryptedData: marked } : {}),
      },
    },
    // What kubectl reads: texts such as `no` and `on` stay texts.
    { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' },
  );
  return isPlain
    ? text.replace(MARKS, (_, position) => values[Number(position)][1])
    : text;
}

/**
 * Whether a manifest is so large that `kubectl apply` refuses it, and only
 * server-side apply takes it.
 *
 * @param text - all of it, as it is applied
 * @public
 */
export function needsServerSideApply(text: string): boolean {
  return text.length > LARGEST_CLIENT_SIDE;
}
