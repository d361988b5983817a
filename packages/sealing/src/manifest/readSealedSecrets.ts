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

import { readManifests } from './readManifests';

/**
 * A SealedSecret in a text.
 *
 * @public
 */
export interface PlacedSealedSecret {
  /** The document of the text that it is in, for people. */
  place: string;
  name: string;
  /** Absent where kustomize or `kubectl -n` gives it one. */
  namespace?: string;
  /** All of it. */
  object: Record<string, unknown>;
}

/**
 * Whether an object is a SealedSecret with a name.
 *
 * @public
 */
export function isSealedSecret(object: unknown): boolean {
  const { kind, apiVersion, metadata } = (object ?? {}) as Record<string, any>;
  return (
    kind === 'SealedSecret' &&
    typeof apiVersion === 'string' &&
    apiVersion.startsWith('bitnami.com/') &&
    typeof metadata?.name === 'string'
  );
}

/**
 * The SealedSecrets of a YAML or JSON text.
 *
 * @throws {@link SealingError} with the number of the line or document, never its text
 * @public
 */
export function readSealedSecrets(text: string): PlacedSealedSecret[] {
  return readManifests(text)
    .filter(({ object }) => isSealedSecret(object))
    .map(({ place, object }) => {
      const { name, namespace } = (object as any).metadata;
      return {
        place,
        name,
        ...(typeof namespace === 'string' && { namespace }),
        object: object as Record<string, unknown>,
      };
    });
}
