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
// and then watches, and fails and recovers alone. The run starts the streams,
// looks for custom kinds now and then, asks the server whether it is alive, and
// sums up how all this stands in reports.
import { OBSERVATION_VERSION } from '@keyward/observation';
import pLimit from 'p-limit';
import { type ClusterClient, ClusterError } from '../client';
import {
  builtInStreams,
  CustomKinds,
  findServed,
  type FoundStreams,
  KIND_LIMITS,
  observeServed,
  SERVED_STREAM,
  type Stream,
} from '../streams';
import { sleep } from './Backoff';
import { emptyBatch, newGeneration } from './emptyBatch';
import type { KubernetesCollectorOptions } from './KubernetesCollectorOptions';
import { SecretNames } from './SecretNames';
import { StreamFollower } from './StreamFollower';
import { summarize } from './summarize';
import type { CollectorSink } from './types';

const LISTS_AT_A_TIME = 3;
const DISCOVERY_MS = 120_000;
const ALIVE_MS = 5_000;
const ALIVE_TIME_OUT_MS = 5_000;
const REPORT_MS = 200;

/** Streams that are followed, each with the task that follows it. */
interface Following {
  follower: StreamFollower;
  ended: Promise<void>;
  /** The group of a custom kind. */
  group?: string;
}

/** The state of one run. */
export class CollectorRun {
  readonly #options: KubernetesCollectorOptions;
  readonly #client: ClusterClient;
  readonly #sink: CollectorSink;
  readonly #followers = new Map<string, Following>();
  /** Streams of earlier runs that nothing was heard of in this one. */
  readonly #left: Set<string>;
  readonly #lists = pLimit(LISTS_AT_A_TIME);
  /** Nothing is known of Secrets where only references are read. */
  readonly #names?: SecretNames;
  /** Of namespaces and Secrets: all else waits for them, as its texts may name some. */
  readonly #firstLists: Promise<void>[] = [];
  readonly #tasks: Promise<void>[] = [];
  #fail: (error: unknown) => void = () => {};
  #clockSkewMs?: number;
  #alive?: ClusterError | 'yes';
  readonly #customKinds: CustomKinds;
  /** Custom kinds as they were found last; undefined until they were looked for once. */
  #found?: FoundStreams;
  /** What was noted last of the resources that are only noted. */
  #noted?: string;
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
    this.#names = options.mode === 'references' ? undefined : new SecretNames();
    const { discovery } = options;
    this.#customKinds = new CustomKinds(client, {
      ...options,
      discovery: discovery && {
        excluded: discovery.exclude ?? [],
        limits: { ...KIND_LIMITS, ...discovery.limits },
      },
    });
    this.#left = new Set(
      Object.keys(sink.cursors).filter(id => sink.cursors[id] !== ''),
    );
  }

  async start(): Promise<void> {
    const { signal } = this.#sink;
    await this.#sink.report({ state: 'starting' });
    const failure = new Promise<never>((_, reject) => {
      this.#fail = reject;
    });
    for (const ref of (await this.#sink.secretRefs?.()) ?? []) {
      this.#names?.add(ref);
    }
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

  #follow(stream: Stream, group?: string) {
    this.#left.delete(stream.id);
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
        limitLists: list => this.#lists(list),
      },
      names: this.#names,
      idleMs: this.#options.watchIdleMs,
    });
    const isFirst = ['secrets', 'namespaces'].includes(stream.resource);
    if (isFirst) {
      this.#firstLists.push(follower.begun);
    }
    const ended = this.#task(async () => {
      if (!isFirst) {
        await Promise.all(this.#firstLists);
      }
      await follower.run();
    });
    this.#followers.set(stream.id, { follower, ended, group });
  }

  #task(task: () => Promise<void>): Promise<void> {
    const ended = task().catch(error => {
      if (!this.#sink.signal.aborted) {
        this.#fail(error);
      }
    });
    this.#tasks.push(ended);
    return ended;
  }

  /** Custom kinds come and go with the operators that bring them. */
  async #lookForKinds() {
    const { signal } = this.#sink;
    while (!signal.aborted) {
      let wait = DISCOVERY_MS;
      try {
        await this.#findKinds();
        await this.#noteServed();
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

  async #findKinds() {
    const found = await this.#customKinds.find(this.#sink.signal, streams =>
      this.#followAll(streams),
    );
    this.#followAll(found.streams);
    const served = new Set(found.streams.map(({ id }) => id));
    for (const [id, { follower, ended, group }] of this.#followers) {
      if (group && !served.has(id) && !found.isUnsure(group)) {
        this.#followers.delete(id);
        follower.end();
        await ended;
        await this.#empty(id);
      }
    }
    for (const id of this.#left) {
      if (!found.isUnsure(groupOf(id))) {
        this.#left.delete(id);
        await this.#empty(id);
      }
    }
    this.#found = found;
  }

  #followAll(streams: Stream[]) {
    for (const stream of streams) {
      this.#follow(stream, groupOf(stream.id));
    }
  }

  /** Notes which resources are served, where that is another answer than the last. */
  async #noteServed() {
    const { noted, sourceId } = this.#options;
    if (!noted) {
      return;
    }
    const { served, unsure } = await findServed(
      this.#client,
      noted,
      this.#sink.signal,
    );
    const answer = JSON.stringify([served, unsure]);
    if (answer !== this.#noted) {
      await this.#sink.apply({
        version: OBSERVATION_VERSION,
        stream: SERVED_STREAM,
        upserts: observeServed(served, sourceId),
        gone: [],
        // What a group serves that does not answer is as before.
        ...(unsure.length === 0 && {
          generation: newGeneration(),
          complete: true,
        }),
        cursor: '',
        observedAt: new Date().toISOString(),
      });
      this.#noted = answer;
    }
  }

  /**
   * What is known of a stream that there is no more is gone: its kind is not
   * served any longer, or the configuration leaves it out.
   */
  async #empty(stream: string) {
    await this.#sink.apply(emptyBatch(stream));
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
            followers: [...this.#followers.values()].map(
              ({ follower }) => follower,
            ),
            alive: this.#alive,
            discovery: this.#discovery,
            found: this.#found,
            isNamespaced: this.#options.namespaces !== undefined,
            clockSkewMs: this.#clockSkewMs,
          }),
        );
      }
      await sleep(REPORT_MS, signal);
    }
  }
}

/** The group of a stream, as its id begins with it. */
function groupOf(id: string): string {
  return id.split('/').length > 2 ? id.split('/')[0] : '';
}
