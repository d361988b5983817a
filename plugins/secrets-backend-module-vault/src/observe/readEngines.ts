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
  formatResourceRef,
  type ResourceObservation,
} from '@keyward/observation';
import { type VaultClient, VaultError } from '../client';
import { SYSTEM } from './system';

/** Kind of the resource that an engine is. */
export const ENGINE = 'vault-engine';
/** Engines of Vault itself. */
const OWN = new Set([
  'system',
  'identity',
  'cubbyhole',
  'ns_system',
  'ns_identity',
  'ns_cubbyhole',
]);

/** A secrets engine. */
export interface Engine {
  /** Without a slash at its end. */
  mount: string;
  type: string;
  /** Of a KV engine. */
  kv?: 'kv-1' | 'kv-2';
}

/**
 * The engines that a Vault has.
 *
 * @throws VaultError where they may not be read
 */
export async function readEngines(client: VaultClient): Promise<Engine[]> {
  const answer = await client.read('sys/mounts');
  const mounts: Record<string, any> = answer?.data ?? {};
  if (Object.keys(mounts).length === 0) {
    // Each Vault has engines of its own.
    throw new VaultError('sys/mounts', { isGarbage: true });
  }
  return Object.entries(mounts).flatMap(([path, mount]) =>
    path.endsWith('/') ? engineOf(path.slice(0, -1), mount) : [],
  );
}

/**
 * The engine at a path, as anybody is told who has some right in it. Other than
 * `sys/mounts` that needs no policy of its own.
 *
 * @returns undefined where there is none
 * @throws VaultError where it may not be known
 */
export async function readEngine(
  client: VaultClient,
  mount: string,
): Promise<Engine | undefined> {
  const answer = await client.read(`sys/internal/ui/mounts/${mount}`);
  // Of a path inside an engine it tells of that engine.
  return answer?.data?.path === `${mount}/`
    ? engineOf(mount, answer.data)[0]
    : undefined;
}

function engineOf(mount: string, told: any): Engine[] {
  const type: unknown = told?.type;
  if (typeof type !== 'string' || OWN.has(type)) {
    return [];
  }
  const isKv = type === 'kv' || type === 'generic';
  const kv = told.options?.version === '2' ? 'kv-2' : 'kv-1';
  return [{ mount, type, ...(isKv ? { kv } : {}) }];
}

/** An engine as a resource. */
export function observeEngine(
  sourceId: string,
  { mount, type, kv }: Engine,
): ResourceObservation {
  return {
    type: 'resource',
    kind: ENGINE,
    ref: formatResourceRef(ENGINE, sourceId, mount),
    system: SYSTEM,
    location: [],
    name: mount,
    attributes: {
      type,
      isRead: kv !== undefined,
      ...(kv ? { engineVersion: kv.slice(-1) } : {}),
    },
  };
}
