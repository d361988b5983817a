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

import { ClusterClient } from '../client';
import { CollectorRun } from './CollectorRun';
import type { KubernetesCollectorOptions } from './KubernetesCollectorOptions';
import type { CollectorSink } from './types';

/**
 * Lists and watches a cluster, and hands value-free observations to a sink.
 *
 * @public
 */
export class KubernetesCollector {
  readonly #options: KubernetesCollectorOptions;
  readonly #client: ClusterClient;

  constructor(options: KubernetesCollectorOptions) {
    if (options.mode === 'fingerprint' && !options.fingerprinter) {
      throw new Error('The mode fingerprint needs a fingerprinter');
    }
    this.#options = options;
    this.#client = new ClusterClient(options.kubeConfig);
  }

  /**
   * Runs until the sink's signal aborts; rejects with what the sink rejects
   * with. What goes wrong with the cluster is reported and tried again.
   */
  async run(outer: CollectorSink): Promise<void> {
    const failed = new AbortController();
    const signal = AbortSignal.any([outer.signal, failed.signal]);
    const sink: CollectorSink = {
      signal,
      cursors: outer.cursors,
      isApplied: outer.isApplied?.bind(outer),
      secretRefs: outer.secretRefs?.bind(outer),
      apply: batch => outer.apply(batch),
      report: report => outer.report(report),
    };
    const run = new CollectorRun(this.#options, this.#client, sink);
    try {
      await run.start();
    } finally {
      // The first task that fails ends the others.
      failed.abort();
      await run.ended();
    }
  }
}
