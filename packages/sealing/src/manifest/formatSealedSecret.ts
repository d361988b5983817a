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
    : // Sealed values stay on one line.
      stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false });
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
