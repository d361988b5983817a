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

import { setTimeout as delay } from 'node:timers/promises';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../KubernetesObject';
import type { ClusterStore } from '../server/ClusterStore';
import { SealingController } from '../server/SealingController';
import { restartConsumers } from './restartConsumers';
import {
  SEALED_SECRET,
  SealedSecretReconciler,
} from './SealedSecretReconciler';

const CONTROLLER_NAMESPACE = 'sealed-secrets';

/** What came of the manifests that were deployed. */
export interface Deployed {
  /** SealedSecrets that are new, or that changed. */
  applied: number;
  /** Those of them that the controller opened. */
  unsealed: number;
  /** Pods that were made anew. */
  restarted: number;
}

/**
 * Deploys manifests to a cluster: SealedSecrets are applied, their controller opens them,
 * and what uses their Secrets is restarted. Other kinds are left out.
 *
 * @param options - `pauseMs`: between these steps, so that people can follow them
 */
export async function deployManifests(
  store: ClusterStore,
  manifests: readonly string[],
  options: { pauseMs: number; signal: AbortSignal },
): Promise<Deployed> {
  const { pauseMs, signal } = options;
  const pause = () => delay(pauseMs, undefined, { signal, ref: false });
  const reconciler = new SealedSecretReconciler(
    store,
    new SealingController(store, CONTROLLER_NAMESPACE),
  );
  await pause();
  const applied = manifests
    .flatMap(text => loadAll(text) as KubernetesObject[])
    .filter(isSealedSecret)
    .flatMap(manifest => reconciler.apply(manifest, new Date()) ?? []);
  if (applied.length === 0) {
    return { applied: 0, unsealed: 0, restarted: 0 };
  }
  await pause();
  const secrets = applied.flatMap(
    object => reconciler.unseal(object, new Date()) ?? [],
  );
  await pause();
  const restarted = secrets.map(({ metadata }) =>
    restartConsumers(store, metadata, new Date()),
  );
  return {
    applied: applied.length,
    unsealed: secrets.length,
    restarted: restarted.reduce((sum, count) => sum + count, 0),
  };
}

function isSealedSecret(manifest: KubernetesObject | null | undefined) {
  return (
    manifest?.kind === SEALED_SECRET.kind &&
    manifest.apiVersion === SEALED_SECRET.apiVersion
  );
}
