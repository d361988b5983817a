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

import type { EntityNaming } from '@keyward/backstage-plugin-secrets-node';
import { formatSecretRef } from '@keyward/observation';

const PATH = 'vault.io/secrets-path';
const ENGINE = 'vault.io/secrets-engine';
/** As plugin-vault has it. */
const DEFAULT_ENGINE = 'secrets';
const LONGEST = 600;
/** A part that no secret has, or that would mean others. */
const UNFIT = /^(|\.{1,2}|\*{1,2})$/;

/**
 * The secrets that entities name by the annotations of plugin-vault: all below a path of an
 * engine, in each Vault, as they name none.
 * Source: https://github.com/backstage/community-plugins/tree/main/workspaces/vault
 */
export class VaultNaming implements EntityNaming {
  readonly annotations = [PATH];
  readonly #ids: readonly string[];
  readonly #defaultEngine: string;

  /** @param ids - of the sources */
  constructor(ids: readonly string[], defaultEngine = DEFAULT_ENGINE) {
    this.#ids = ids;
    this.#defaultEngine = defaultEngine;
  }

  readRefs(annotations: Readonly<Record<string, unknown>>) {
    const path = partsOf(annotations[PATH]);
    const engine = partsOf(annotations[ENGINE] ?? this.#defaultEngine);
    return path && engine
      ? this.#ids.map(id => ({
          annotation: PATH,
          ref: `${formatSecretRef('vault', id, ...engine, ...path)}/**`,
        }))
      : [];
  }
}

function partsOf(text: unknown): string[] | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) {
    return undefined;
  }
  const parts = text
    .trim()
    .replace(/^\/|\/$/g, '')
    .split('/');
  return parts.some(part => UNFIT.test(part)) ? undefined : parts;
}
