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
  type ApiServerArguments,
  type ApiServerMetrics,
  type EncryptionEvidence,
  type FirstSeenConfig,
  isOlderThan,
  type ManagedEncryption,
  readApiServerArguments,
  readApiServerMetrics,
} from '@keyward/compliance';
import { type ClusterClient, ClusterError } from '@keyward/kube-collector';
import { type AskCloud, CloudError } from '../cloud';
import { readMetricLines, readObject } from './readAnswers';

const METRICS = '/metrics';
const KMS_HEALTH = '/healthz/kms-providers';
const LEASES =
  '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases?labelSelector=apiserver.kubernetes.io%2Fidentity%3Dkube-apiserver';
const PODS =
  '/api/v1/namespaces/kube-system/pods?labelSelector=component%3Dkube-apiserver';
const SECRETS = '/api/v1/secrets';
const METADATA =
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
/** The kubelet marks what stands for a static pod. */
const MIRROR = 'kubernetes.io/config.mirror';

const PAGE = 500;
/** Behind one address several API servers answer by turns. */
const MOST_TRIES = 6;
const FORGET_MS = 3_600_000;
const RECOUNT_MS = 600_000;

/** What is known of a control plane, and what could not be asked. */
export interface ControlPlaneFacts {
  evidence: Omit<EncryptionEvidence, 'cluster'>;
  /** What the credential may not read, and why the cloud does not tell. */
  missing: string[];
}

interface ObjectList {
  metadata?: {
    resourceVersion?: string;
    continue?: string;
    remainingItemCount?: number;
  };
  items?: {
    metadata?: {
      resourceVersion?: string;
      annotations?: Record<string, string>;
    };
    spec?: {
      containers?: { name?: string; command?: string[]; args?: string[] }[];
    };
  }[];
}

/** Asks an API server how it stores and logs Secrets. No value is read. */
export class ControlPlaneReader {
  readonly #client: ClusterClient;
  readonly #recountMs: number;
  readonly #readsSecrets: boolean;
  readonly #askCloud?: AskCloud;
  /** What the cloud said, and when it was asked. */
  #managed?: { at: number; encryption: ManagedEncryption | undefined };
  readonly #servers = new Map<
    string,
    { metrics: ApiServerMetrics; at: number }
  >();
  /** How many Secrets are older than the configuration, as last counted. */
  #older?: { firstSeen: FirstSeenConfig; count: number; at: number };
  firstSeen?: FirstSeenConfig;

  constructor(
    client: ClusterClient,
    options: {
      firstSeen?: FirstSeenConfig;
      recountMs?: number;
      /** Whether the metadata of Secrets is read, to count them. */
      readsSecrets: boolean;
      /** Absent for a cluster of which no cloud is to be asked. */
      askCloud?: AskCloud;
    },
  ) {
    this.#askCloud = options.askCloud;
    this.#readsSecrets = options.readsSecrets;
    this.#client = client;
    this.#recountMs = options.recountMs ?? RECOUNT_MS;
    this.firstSeen = options.firstSeen;
  }

  async read(signal: AbortSignal): Promise<ControlPlaneFacts> {
    const missing: string[] = [];
    const ask = async <T>(what: string, run: () => Promise<T>) => {
      try {
        return await run();
      } catch (error) {
        if (error instanceof ClusterError && isRefused(error)) {
          missing.push(what);
          return undefined;
        }
        throw error;
      }
    };
    const leases = await ask('leases of kube-system', async () =>
      this.#list(LEASES, signal),
    );
    const apiServers = leases?.items?.length || undefined;
    const metrics = await ask(METRICS, async () =>
      this.#readMetrics(apiServers ?? 1, signal),
    );
    // After the metrics: what has a later version was written by what they tell of.
    const first = this.#readsSecrets
      ? await ask('Secrets', async () =>
          this.#list(`${SECRETS}?limit=1`, signal),
        )
      : undefined;
    this.#noteConfig(metrics ?? [], first?.metadata?.resourceVersion);
    const { firstSeen } = this;
    const notRewritten =
      firstSeen && this.#readsSecrets
        ? await ask('Secrets', async () => this.#countOlder(firstSeen, signal))
        : undefined;
    const pods = await ask('pods of kube-system', async () =>
      this.#list(PODS, signal),
    );
    const kms = usesKms(metrics ?? [])
      ? await ask(KMS_HEALTH, async () => this.#readKmsHealth(signal))
      : undefined;
    const managed = await this.#readCloud(signal, missing);
    return {
      evidence: {
        ...(managed && { managed }),
        ...(apiServers !== undefined && { apiServers }),
        ...(metrics && { metrics }),
        ...(pods && { staticPods: argumentsOf(pods) }),
        ...(first && { secrets: countOf(first) }),
        ...(firstSeen && { firstSeen }),
        ...(notRewritten !== undefined && { notRewritten }),
        ...(kms && { kms }),
      },
      missing: [...new Set(missing)],
    };
  }

  /** Why a cloud does not tell takes nothing from what the API server tells. */
  async #readCloud(
    signal: AbortSignal,
    missing: string[],
  ): Promise<ManagedEncryption | undefined> {
    if (!this.#askCloud) {
      return undefined;
    }
    if (this.#managed && Date.now() - this.#managed.at < this.#recountMs) {
      return this.#managed.encryption;
    }
    this.#managed = undefined;
    try {
      const encryption = await this.#askCloud(signal);
      this.#managed = { at: Date.now(), encryption };
      return encryption;
    } catch (error) {
      if (error instanceof CloudError) {
        missing.push(error.reason);
        return undefined;
      }
      throw error;
    }
  }

  async #list(path: string, signal: AbortSignal): Promise<ObjectList> {
    const isOfSecrets = path.startsWith(SECRETS);
    const response = await this.#client.get(path, {
      signal,
      ...(isOfSecrets && { accept: METADATA }),
    });
    return (await readObject(path.split('?')[0], response)) as ObjectList;
  }

  /** The metrics of as many API servers as answer, each as last read. */
  async #readMetrics(
    servers: number,
    signal: AbortSignal,
  ): Promise<ApiServerMetrics[]> {
    const now = Date.now();
    const fresh = new Set<string>();
    for (let tries = 0; tries < Math.min(servers * 2, MOST_TRIES); tries += 1) {
      const response = await this.#client.get(METRICS, {
        signal,
        accept: 'text/plain',
        // Over a connection of its own another one may answer.
        isApart: true,
      });
      const metrics = readApiServerMetrics(
        await readMetricLines(METRICS, response),
      );
      const instance = metrics.instance ?? '';
      this.#servers.set(instance, { metrics, at: now });
      fresh.add(instance);
      if (fresh.size >= servers) {
        break;
      }
    }
    for (const [instance, { at }] of this.#servers) {
      // One that did not say who it is may have been any of the others.
      const isNameless = instance === '' && !fresh.has('');
      if (now - at > FORGET_MS || isNameless) {
        this.#servers.delete(instance);
      }
    }
    return [...this.#servers.values()].map(({ metrics }) => metrics);
  }

  /** Notes since when the configuration is there that all API servers have. */
  #noteConfig(
    metrics: readonly ApiServerMetrics[],
    resourceVersion: string | undefined,
  ) {
    const hashes = new Set(metrics.map(({ configHash }) => configHash));
    const [configHash] = hashes;
    if (hashes.size !== 1 || !configHash) {
      if (metrics.length > 0) {
        this.firstSeen = undefined;
      }
      return;
    }
    const isKnown =
      this.firstSeen?.configHash === configHash &&
      metrics.every(
        ({ instance }) =>
          instance !== undefined &&
          Object.hasOwn(this.firstSeen!.plaintextWrites, instance),
      );
    if (!isKnown) {
      this.firstSeen =
        resourceVersion === undefined
          ? undefined
          : {
              configHash,
              resourceVersion,
              plaintextWrites: Object.fromEntries(
                metrics.flatMap(({ instance, written }) =>
                  instance === undefined
                    ? []
                    : [[instance, written.identity ?? 0]],
                ),
              ),
            };
    }
  }

  /** Counts the Secrets that may be older than a configuration; once there are none there will be none. */
  async #countOlder(
    firstSeen: FirstSeenConfig,
    signal: AbortSignal,
  ): Promise<number> {
    const known = this.#older;
    const isSame =
      known?.firstSeen.configHash === firstSeen.configHash &&
      known.firstSeen.resourceVersion === firstSeen.resourceVersion;
    if (
      isSame &&
      (known.count === 0 || Date.now() - known.at < this.#recountMs)
    ) {
      return known.count;
    }
    let count = 0;
    let next: string | undefined = '';
    while (next !== undefined) {
      const list: ObjectList = await this.#list(
        `${SECRETS}?limit=${PAGE}${
          next && `&continue=${encodeURIComponent(next)}`
        }`,
        signal,
      );
      count += (list.items ?? []).filter(({ metadata }) =>
        isOlderThan(metadata?.resourceVersion ?? '', firstSeen),
      ).length;
      next = list.metadata?.continue || undefined;
    }
    this.#older = { firstSeen, count, at: Date.now() };
    return count;
  }

  async #readKmsHealth(
    signal: AbortSignal,
  ): Promise<EncryptionEvidence['kms'] | undefined> {
    try {
      const response = await this.#client.get(KMS_HEALTH, { signal });
      response.resume();
      return 'healthy';
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'not-found') {
        return undefined;
      }
      if (error instanceof ClusterError && (error.status ?? 0) >= 500) {
        return 'failing';
      }
      throw error;
    }
  }
}

/** What is not served, as behind some proxies, cannot be read either. */
function isRefused({ code }: ClusterError): boolean {
  return code === 'forbidden' || code === 'not-found';
}

function countOf({ items = [], metadata }: ObjectList): number {
  return items.length + (metadata?.remainingItemCount ?? 0);
}

function usesKms(metrics: readonly ApiServerMetrics[]): boolean {
  return metrics.some(({ read, written }) =>
    [...Object.keys(read), ...Object.keys(written)].some(provider =>
      provider.startsWith('kms-'),
    ),
  );
}

/** Of static pods alone: anything else with the label is no API server for sure. */
function argumentsOf({ items = [] }: ObjectList): ApiServerArguments[] {
  return items
    .filter(({ metadata }) =>
      Object.hasOwn(metadata?.annotations ?? {}, MIRROR),
    )
    .flatMap(({ spec }) => {
      const container = spec?.containers?.find(
        ({ name }) => name === 'kube-apiserver',
      );
      return container
        ? [
            readApiServerArguments([
              ...(container.command ?? []),
              ...(container.args ?? []),
            ]),
          ]
        : [];
    });
}
