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

import type { KnownSystems } from '@keyward/kube-model/systems';
import type {
  AttributesSchema,
  ClusterObserver,
  SecretsSource,
  SourceProblem,
  SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import {
  ClusterClient,
  type CustomKind,
  type KindDiscovery,
  KubernetesCollector,
  type SecretsMode,
} from '@keyward/kube-collector';
import type { Fingerprinter } from '@keyward/values';
import type { KubeConfig } from '@kubernetes/client-node';
import {
  CONTROL_PLANE_STREAM,
  controlPlaneAttributes,
  type ControlPlaneIntervals,
  type ControlPlaneMemory,
  followControlPlane,
} from '../controlPlane';
import type { AskCloud } from '../cloud';
import { followAccess } from './followAccess';
import { followObservers } from './followObservers';
import type { ReadableSecrets } from './probePluginAccount';

const MOST_NAMED = 5;

/** What a {@link KubernetesSource} is made of. */
export interface KubernetesSourceOptions {
  id: string;
  title: string;
  /** What it is called in the configuration. */
  cluster: string;
  /** Of its API server, as far as it is known. */
  address?: string;
  /** What other modules observe in it. */
  observers: readonly ClusterObserver[];
  dashboardUrl?: string;
  mode: SecretsMode;
  namespaces?: string[];
  fingerprinter?: Fingerprinter;
  /** What is wrong with its configuration and does not keep it from running. */
  warnings?: SourceProblem[];
  /** What is known of systems; default: what this version knows. */
  systems?: KnownSystems;
  /** Custom kinds that are asked for. */
  kinds: CustomKind[];
  /** How others are looked for; absent where they are not. */
  discovery?: KindDiscovery;
  /** Resources of which is only noted whether the cluster serves them. */
  noted: { group: string; resource: string }[];
  createKubeConfig(): KubeConfig;
  /** How the cloud that manages the cluster is asked; absent where none is named. */
  createAskCloud?(kubeConfig: KubeConfig): AskCloud;
  /** How often the control plane is asked. */
  intervals?: ControlPlaneIntervals;
  /** Which Secrets plugin-kubernetes's account can read, if that can be known. */
  probe?(signal: AbortSignal): Promise<ReadableSecrets | undefined>;
}

/** One cluster. */
export class KubernetesSource implements SecretsSource {
  readonly kind = 'kubernetes';
  readonly id: string;
  readonly title: string;
  readonly configuredName: string;
  readonly address?: string;
  readonly dashboardUrl?: string;
  readonly mode: SecretsMode;
  readonly warnings: SourceProblem[];
  readonly attributes: Readonly<Record<string, AttributesSchema>>;
  readonly #controlPlane: ControlPlaneMemory = {};
  readonly #options: KubernetesSourceOptions;

  constructor(options: KubernetesSourceOptions) {
    this.id = options.id;
    this.title = options.title;
    this.configuredName = options.cluster;
    this.address = options.address;
    this.dashboardUrl = options.dashboardUrl;
    this.mode = options.mode;
    this.warnings = options.warnings ?? [];
    this.attributes = {
      ...Object.assign({}, ...options.observers.map(each => each.attributes)),
      cluster: controlPlaneAttributes,
    };
    this.#options = options;
  }

  async run(run: SourceRun): Promise<void> {
    const failed = new AbortController();
    const signal = AbortSignal.any([run.signal, failed.signal]);
    const { [CONTROL_PLANE_STREAM]: _, ...cursors } = run.cursors;
    const kubeConfig = this.#options.createKubeConfig();
    const collector = new KubernetesCollector({
      sourceId: this.id,
      mode: this.mode,
      namespaces: this.#options.namespaces,
      fingerprinter: this.#options.fingerprinter,
      kinds: this.#options.kinds,
      discovery: this.#options.discovery,
      noted: this.#options.noted,
      systems: this.#options.systems,
      kubeConfig,
    });
    let standing = this.warnings;
    let checked: SourceProblem[] = [];
    let collected: SourceProblem[] = [];
    let observed: SourceProblem[] = [];
    const warnings = () => [...standing, ...checked, ...collected, ...observed];
    this.#options.probe?.(run.signal).then(async readable => {
      if (readable) {
        standing = [...standing, pluginCanReadSecrets(this.title, readable)];
        await run.report({ warnings: warnings() });
      }
    }, ignore);
    if (run.accessQuestions) {
      followAccess(
        {
          client: new ClusterClient(kubeConfig),
          signal,
          questions: run.accessQuestions.bind(run),
        },
        async found => {
          checked = found;
          await run.report({ warnings: warnings() });
        },
      ).catch(ignore);
    }
    const following = followControlPlane(
      { signal, cursors: run.cursors, apply: batch => run.apply(batch) },
      {
        ...this.#options.intervals,
        sourceId: this.id,
        memory: this.#controlPlane,
        readsSecrets: this.mode !== 'references',
        askCloud: this.#options.createAskCloud?.(kubeConfig),
        kubeConfig,
      },
    );
    const observing = followObservers(
      this.#options.observers,
      {
        signal,
        sourceId: this.id,
        name: this.#options.cluster,
        namespaces: this.#options.namespaces,
        readsSecrets: this.mode !== 'references',
        client: new ClusterClient(kubeConfig),
        apply: batch => run.apply(batch),
      },
      async found => {
        observed = found;
        await run.report({ warnings: warnings() });
      },
    );
    const collecting = collector.run({
      signal,
      cursors,
      isApplied: run.isApplied?.bind(run),
      secretRefs: run.secretRefs?.bind(run),
      apply: batch => run.apply(batch),
      report: report => {
        if (!report.warnings) {
          return run.report(report);
        }
        collected = report.warnings;
        return run.report({ ...report, warnings: warnings() });
      },
    });
    try {
      // The first that fails ends the others.
      await Promise.all([collecting, following, observing]);
    } finally {
      failed.abort();
      await Promise.allSettled([collecting, following, observing]);
    }
  }
}

/** A probe that fails tells nothing, and the collector reports what is wrong. */
function ignore() {}

function pluginCanReadSecrets(
  cluster: string,
  readable: ReadableSecrets,
): SourceProblem {
  return {
    code: 'plugin-kubernetes-can-read-secrets',
    message: `The account of plugin-kubernetes may ${describe(
      readable,
    )} of ${cluster}: it is lent to everybody with kubernetes.proxy, who reads their values, or kubernetes.resources.read, who reads their annotations, which may hold values`,
    remedy:
      'Take Secrets out of the roles of that account. Nothing less is safe: a policy has to deny both permissions to everybody, and the second one is what the Kubernetes tab needs.',
  };
}

function describe(readable: ReadableSecrets): string {
  if ('everywhere' in readable) {
    return `${readable.everywhere.join(', ')} Secrets in all namespaces`;
  }
  const { namespaces, byName } = readable;
  const named = namespaces.slice(0, MOST_NAMED).join(', ');
  const more = namespaces.length - MOST_NAMED;
  return `read ${byName ? 'some Secrets' : 'Secrets'} in ${
    namespaces.length === 1 ? 'the namespace' : 'the namespaces'
  } ${named}${more > 0 ? ` and ${more} more` : ''}`;
}
