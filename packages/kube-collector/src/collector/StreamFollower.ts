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

import { randomBytes } from 'crypto';
import { OBSERVATION_VERSION } from '@keyward/model';
import { type ClusterClient, ClusterError } from '../client';
import type { Stream } from '../streams';
import { Backoff, sleep } from './Backoff';
import { EventBuffer } from './EventBuffer';
import { listPages, type ListPage } from './listPages';
import { observeItems, RefusedObjects } from './observeItems';
import type { CollectorSink } from './types';
import { watchEvents } from './watchEvents';

const LONGEST_BACKOFF_MS = 30_000;

/** What a follower tells while it runs. */
export interface FollowerListener {
  changed(): void;
  clock(skewMs: number): void;
  /** Runs what lists, so that not all streams do at once. */
  limitLists<T>(list: () => Promise<T>): Promise<T>;
}

/** Where a stream stands. */
export interface StreamStatus {
  phase: 'waiting' | 'listing' | 'watching';
  /** The list was read once, or a cursor of an earlier run was good. */
  synced: boolean;
  done: number;
  total?: number;
  error?: ClusterError;
}

/**
 * Follows one stream: lists it in pages, then watches it from the list's
 * revision; after a restart it watches on from the stored one. A revision that
 * the server does not keep any more leads to a new list.
 */
export class StreamFollower {
  readonly stream: Stream;
  readonly status: StreamStatus = { phase: 'waiting', synced: false, done: 0 };
  readonly refused = new RefusedObjects();
  readonly #client: ClusterClient;
  readonly #sink: CollectorSink;
  readonly #listener: FollowerListener;
  readonly #backoff = new Backoff(LONGEST_BACKOFF_MS);

  constructor(
    stream: Stream,
    options: {
      client: ClusterClient;
      sink: CollectorSink;
      listener: FollowerListener;
    },
  ) {
    this.stream = stream;
    this.#client = options.client;
    this.#sink = options.sink;
    this.#listener = options.listener;
  }

  /** Runs until the signal aborts. Rejects only with what the sink rejects with. */
  async run(): Promise<void> {
    const { signal } = this.#sink;
    let cursor: string | undefined = this.#sink.cursors[this.stream.id];
    while (!signal.aborted) {
      try {
        cursor ??= await this.#listener.limitLists(() => this.#list());
        cursor = await this.#watch(cursor);
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        if (!(error instanceof ClusterError)) {
          throw error;
        }
        if (error.code === 'gone') {
          cursor = undefined;
          this.#set({ phase: 'waiting' });
          await sleep(this.#backoff.next(), signal);
          continue;
        }
        cursor = this.#watched ?? cursor;
        this.#set({ phase: 'waiting', error });
        await sleep(this.#backoff.next(error.retryAfterMs), signal);
      }
    }
  }

  /** The last revision that was applied. */
  #watched?: string;

  async #list(): Promise<string> {
    const { signal } = this.#sink;
    this.#set({ phase: 'listing', done: 0, total: undefined });
    const generation = `${Date.now()}-${randomBytes(4).toString('hex')}`;
    this.refused.clear();
    const pages = listPages(this.#client, this.stream, signal);
    let pending: Promise<IteratorResult<ListPage>> | undefined = pages.next();
    let version = '';
    try {
      while (pending) {
        const page: IteratorResult<ListPage> = await pending;
        if (page.done) {
          break;
        }
        const { items, columns, last, remaining, clockSkewMs }: ListPage =
          page.value;
        version = page.value.resourceVersion;
        // The next page is fetched while this one is written.
        pending = last ? undefined : pages.next();
        pending?.catch(() => {});
        const upserts = observeItems(this.stream, items, columns, this.refused);
        await this.#sink.apply({
          version: OBSERVATION_VERSION,
          stream: this.stream.id,
          generation,
          upserts,
          gone: [],
          ...(last ? { complete: true, cursor: version } : {}),
          observedAt: new Date().toISOString(),
        });
        const done = this.status.done + items.length;
        this.#set({
          done,
          total: remaining === undefined ? undefined : done + remaining,
        });
        if (clockSkewMs !== undefined) {
          this.#listener.clock(clockSkewMs);
        }
      }
    } finally {
      await pages.return(undefined).catch(() => {});
    }
    this.#watched = version;
    this.#backoff.reset();
    return version;
  }

  async #watch(from: string): Promise<string> {
    this.#watched = from;
    const buffer = new EventBuffer(async ({ upserts, gone, cursor }) => {
      await this.#sink.apply({
        version: OBSERVATION_VERSION,
        stream: this.stream.id,
        upserts,
        gone,
        cursor,
        observedAt: new Date().toISOString(),
      });
      this.#watched = cursor;
    });
    try {
      const { signal } = this.#sink;
      for await (const event of watchEvents(
        this.#client,
        this.stream,
        from,
        signal,
      )) {
        if (event === 'open') {
          this.#backoff.reset();
          this.#set({ phase: 'watching', synced: true, error: undefined });
          continue;
        }
        const cursor = event.resourceVersion ?? this.#watched;
        if (event.type === 'bookmark') {
          await buffer.mark(cursor);
          continue;
        }
        const ref = this.stream.refOf(event.item);
        if (event.type === 'gone') {
          this.refused.forget(ref);
          if (ref !== undefined) {
            await buffer.add(ref, undefined, cursor);
          }
          continue;
        }
        const [observation] = observeItems(
          this.stream,
          [event.item],
          event.columns,
          this.refused,
        );
        if (observation) {
          await buffer.add(observation.ref, observation, cursor);
        } else {
          this.#listener.changed();
        }
      }
      await buffer.flush();
    } finally {
      buffer.drop();
    }
    return this.#watched;
  }

  #set(change: Partial<StreamStatus>) {
    Object.assign(this.status, change);
    this.#listener.changed();
  }
}
