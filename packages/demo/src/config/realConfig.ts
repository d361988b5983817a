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

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type JsonObject } from '@backstage/types';
import { type DemoOptions } from './readDemoOptions';

/** The configuration for real clusters: named ones only. */
export async function realConfig(
  options: DemoOptions,
  folder: string,
): Promise<JsonObject> {
  const state = resolve(folder, '../../.cache/portal');
  await mkdir(state, { recursive: true, mode: 0o700 });
  const { kubeconfig, contexts } = options.real!;
  return {
    backend: {
      database: {
        client: 'better-sqlite3',
        connection: { directory: resolve(state, 'database') },
      },
    },
    // Not what an adopter's portal starts with.
    catalog: { locations: [] },
    secrets: {
      fingerprint: { key: await readOwnKey(state), keyId: 'local' },
      ...(kubeconfig && {
        kubernetes: {
          clusters: contexts.map(context => ({
            cluster: context,
            credential: { kubeconfig, context },
          })),
        },
      }),
    },
  };
}

/** A fingerprint key of this machine's own, kept beside the database it is for. */
async function readOwnKey(state: string) {
  const file = resolve(state, 'fingerprint-key');
  try {
    return await readFile(file, 'utf8');
  } catch {
    const key = randomBytes(32).toString('base64');
    await writeFile(file, key, { mode: 0o600 });
    return key;
  }
}
