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

// Follows one cluster. Each resource is a stream (StreamFollower), which lists
// and then watches, and fails and recovers alone. The collector starts the
// streams, looks for custom kinds now and then, asks the server whether it is
// alive, and sums up how all this stands in reports.
import type { Fingerprinter } from '@keyward/model';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterClient, ClusterError } from '../client';
import {
  builtInStreams,
  discoverKinds,
  objectStreams,
  type SecretsMode,
  type Stream,
} from '../streams';
import { sleep } from './Backoff';
import { Semaphore } from './Semaphore';
import { StreamFollower } from './StreamFollower';
import { summarize } from './summarize';
import type { CollectorSink } from './types';

const LISTS_AT_A_TIME = 3;
const DISCOVERY_MS = 120_000;
const ALIVE_MS = 5_000;
const ALIVE_TIME_OUT_MS = 5_000;
const REPORT_MS = 200;

/** @public */
export interface KubernetesCollectorOptions {
  sourceId: string;
  /** Its current context names the cluster and the credential. */
  kubeConfig: KubeConfig;
  mode: SecretsMode;
  /** Needed for the mode `fingerprint`. */
  fingerprinter?: Fingerprinter;
  /** Only these namespaces, for credentials that are bound to them. */
  namespaces?: string[];
  /** Custom kinds to look for. */
  kinds: { group: string; resource: string }[];
}

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

/** The state of one run. */
class CollectorRun {
  readonly #options: KubernetesCollectorOptions;
  readonly #client: ClusterClient;
  readonly #sink: CollectorSink;
  readonly #followers = new Map<string, StreamFollower>();
  readonly #lists = new Semaphore(LISTS_AT_A_TIME);
  readonly #tasks: Promise<void>[] = [];
  #fail: (error: unknown) => void = () => {};
  #clockSkewMs?: number;
  #alive?: ClusterError | 'yes';
  #discovery?: ClusterError;
  #changed = true;

  constructor(
    options: KubernetesCollectorOptions,
    client: ClusterClient,
    sink: CollectorSink,
  ) {
    this.#options = options;
    this.#client = client;
    this.#sink = sink;
  }

  async start(): Promise<void> {
    const { signal } = this.#sink;
    await this.#sink.report({ state: 'starting' });
    const failure = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    for (const stream of builtInStreams(this.#options)) {
      this.#follow(stream);
    }
    this.#task(() => this.#lookForKinds());
    this.#task(() => this.#askWhetherAlive());
    this.#task(() => this.#keepReporting());
    const aborted = new Promise<void>(resolve => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) {
        resolve();
      }
    });
    await Promise.race([aborted, failure]);
  }

  async ended(): Promise<void> {
    await Promise.allSettled(this.#tasks);
  }

  #follow(stream: Stream) {
    if (this.#followers.has(stream.id)) {
      return;
    }
    const follower = new StreamFollower(stream, {
      client: this.#client,
      sink: this.#sink,
      listener: {
        changed: () => {
          this.#changed = true;
        },
        clock: skew => {
          this.#clockSkewMs = skew;
        },
        limitLists: list => this.#lists.run(list),
      },
    });
    this.#followers.set(stream.id, follower);
    this.#task(() => follower.run());
  }

  #task(task: () => Promise<void>) {
    this.#tasks.push(
      task().catch(error => {
        if (!this.#sink.signal.aborted) {
          this.#fail(error);
        }
      }),
    );
  }

  /** Custom kinds come and go with the operators that bring them. */
  async #lookForKinds() {
    const { signal } = this.#sink;
    while (!signal.aborted) {
      let wait = DISCOVERY_MS;
      try {
        const kinds = await discoverKinds(
          this.#client,
          this.#options.kinds,
          signal,
        );
        for (const kind of kinds) {
          for (const stream of objectStreams(kind, this.#options)) {
            this.#follow(stream);
          }
        }
        this.#discovery = undefined;
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        if (!(error instanceof ClusterError)) {
          throw error;
        }
        this.#discovery = error;
        wait = ALIVE_MS;
      }
      this.#changed = true;
      await sleep(wait, signal);
    }
  }

  /** A watch that says nothing may be quiet or hung: a question tells. */
  async #askWhetherAlive() {
    const { signal } = this.#sink;
    while (!signal.aborted) {
      let alive: ClusterError | 'yes' = 'yes';
      try {
        const response = await this.#client.get('/version', {
          signal: AbortSignal.any([
            signal,
            AbortSignal.timeout(ALIVE_TIME_OUT_MS),
          ]),
          idleMs: ALIVE_TIME_OUT_MS,
        });
        response.resume();
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        alive =
          error instanceof ClusterError
            ? error
            : new ClusterError('unreachable', {
                path: '/version',
                what: 'no answer in time',
              });
      }
      if (alive !== this.#alive) {
        this.#changed = true;
      }
      this.#alive = alive;
      await sleep(ALIVE_MS, signal);
      // That it is followed up to now is news as well.
      this.#changed = true;
    }
  }

  async #keepReporting() {
    const { signal } = this.#sink;
    while (!signal.aborted) {
      if (this.#changed) {
        this.#changed = false;
        await this.#sink.report(
          summarize({
            followers: [...this.#followers.values()],
            alive: this.#alive,
            discovery: this.#discovery,
            clockSkewMs: this.#clockSkewMs,
          }),
        );
      }
      await sleep(REPORT_MS, signal);
    }
  }
}
