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
import { LivingCluster } from '../cluster/LivingCluster';
import { KubernetesManifest } from './KubernetesManifest';
import { orderManifests } from './orderManifests';
import { hasAge, plantAge } from './plantAge';
import {
  PreparedManifest,
  prepareManifest,
  reasonToSkip,
} from './prepareManifest';
import { ResourceType, ResourceTypes } from './ResourceTypes';
import { waitForWorkloads } from './waitForWorkloads';

const fieldManager = 'keyward-servers';
const concurrency = 8;
const retryForMs = 30_000;

/** Options of {@link applyManifests}. */
export interface ApplyManifestsOptions {
  /**
   * Wait until the workloads run, for so long; 0 does not wait. Default: 60 s
   * where KWOK and the controllers run.
   */
  waitMs?: number;
}

/** Something that {@link applyManifests} did otherwise than asked. */
export interface ManifestNote {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  note: string;
}

/** What {@link applyManifests} did. */
export interface AppliedManifests {
  applied: number;
  /** Not applied: the cluster makes these itself. */
  skipped: ManifestNote[];
  /** Applied with a difference. */
  changed: ManifestNote[];
}

/**
 * Applies manifests of any kind as `kubectl apply --server-side` would, in an
 * order that works, with the ages they name. Namespaces that no manifest makes
 * are made. Pods and ReplicaSets with a controller are left to that controller.
 *
 * @throws naming every object that the API server refused
 */
export async function applyManifests(
  cluster: LivingCluster,
  manifests: KubernetesManifest[],
  options: ApplyManifestsOptions = {},
): Promise<AppliedManifests> {
  const types = new ResourceTypes(cluster.api);
  const result: AppliedManifests = { applied: 0, skipped: [], changed: [] };
  const failures: string[] = [];

  const wanted: KubernetesManifest[] = [];
  for (const manifest of manifests) {
    const reason = reasonToSkip(manifest);
    if (reason) {
      result.skipped.push(noteOf(manifest, reason));
    } else {
      wanted.push(manifest);
    }
  }

  for (const stage of orderManifests([
    ...missingNamespaces(wanted),
    ...wanted,
  ])) {
    const queue = [...stage];
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        try {
          const changes = await applyManifest(cluster, types, next);
          result.changed.push(...changes.map(change => noteOf(next!, change)));
          result.applied += 1;
        } catch (error) {
          failures.push(`${describe(next)}: ${(error as Error).message}`);
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  }
  if (failures.length > 0) {
    throw new Error(
      `${failures.length} of ${wanted.length} objects could not be applied to ${
        cluster.clusterName
      }:\n${failures.join('\n')}`,
    );
  }
  const waitMs = options.waitMs ?? (cluster.runsWorkloads ? 60_000 : 0);
  if (waitMs > 0) {
    await waitForWorkloads(cluster, waitMs);
  }
  return result;
}

async function applyManifest(
  cluster: LivingCluster,
  types: ResourceTypes,
  manifest: KubernetesManifest,
): Promise<string[]> {
  const type = await findType(types, manifest);
  const path = types.pathOf(type, manifest);
  const prepared = prepareManifest(manifest, type);
  await resolveOwners(cluster, types, prepared);
  await patch(cluster, path, prepared.body);
  if (prepared.status !== undefined) {
    const { apiVersion, kind, metadata } = prepared.body;
    const { name, namespace } = metadata;
    await patch(cluster, `${path}/status`, {
      apiVersion,
      kind,
      metadata: { name, namespace },
      status: prepared.status,
    });
  }
  if (hasAge(manifest)) {
    await plantAge(cluster, manifest, type, path);
  }
  return prepared.changes;
}

/** Custom kinds are served a moment after their definition. */
async function findType(
  types: ResourceTypes,
  { apiVersion, kind }: KubernetesManifest,
): Promise<ResourceType> {
  const deadline = Date.now() + retryForMs / 3;
  for (;;) {
    const type = await types.find(apiVersion, kind);
    if (type) {
      return type;
    }
    if (Date.now() > deadline) {
      throw new Error(`the API server does not serve ${apiVersion} ${kind}`);
    }
    await delay(200);
  }
}

/**
 * An owner is named by a uid that only the cluster knows. A reference to an
 * owner that does not exist would have the object collected as garbage.
 */
async function resolveOwners(
  cluster: LivingCluster,
  types: ResourceTypes,
  prepared: PreparedManifest,
): Promise<void> {
  const { metadata } = prepared.body;
  if (!metadata.ownerReferences) {
    return;
  }
  const resolved = [];
  for (const reference of metadata.ownerReferences) {
    const { apiVersion, kind, name } = reference;
    const type = await types.find(apiVersion, kind);
    const owner = type && {
      apiVersion,
      kind,
      metadata: { name, namespace: metadata.namespace },
    };
    const answer =
      owner && (await cluster.api.request('GET', types.pathOf(type, owner)));
    if (answer?.status === 200) {
      resolved.push({ ...reference, uid: answer.body.metadata.uid });
    } else {
      prepared.changes.push(
        `without its owner ${kind} ${name}, which does not exist here`,
      );
    }
  }
  metadata.ownerReferences = resolved;
}

async function patch(
  cluster: LivingCluster,
  path: string,
  body: KubernetesManifest,
): Promise<void> {
  const deadline = Date.now() + retryForMs;
  for (;;) {
    const { status, body: answer } = await cluster.api.request(
      'PATCH',
      `${path}?fieldManager=${fieldManager}&force=true`,
      { contentType: 'application/apply-patch+yaml', body },
    );
    if (status >= 200 && status <= 299) {
      return;
    }
    // The default ServiceAccount of a new namespace comes a moment later.
    const awaitsAccount =
      status === 403 && /service ?account/i.test(answer?.message ?? '');
    const passing = awaitsAccount || [404, 409, 429, 500, 503].includes(status);
    if (!passing || Date.now() > deadline) {
      throw new Error(`${status}: ${answer?.message ?? answer}`);
    }
    await delay(200);
  }
}

function missingNamespaces(
  manifests: KubernetesManifest[],
): KubernetesManifest[] {
  const made = new Set(
    manifests
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => metadata.name),
  );
  const used = new Set(manifests.map(({ metadata }) => metadata.namespace));
  return [...used]
    .filter(name => name !== undefined && !made.has(name))
    .map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: name! },
    }));
}

function noteOf(
  { apiVersion, kind, metadata: { namespace, name } }: KubernetesManifest,
  note: string,
): ManifestNote {
  return { apiVersion, kind, namespace, name, note };
}

function describe({ kind, metadata }: KubernetesManifest): string {
  return `${kind} ${[metadata.namespace, metadata.name]
    .filter(Boolean)
    .join('/')}`;
}
