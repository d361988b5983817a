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

import { type Observation, OBSERVATION_VERSION } from '@keyward/observation';
import { type ClusterClient, ClusterError } from '../client';
import type { Stream } from '../streams';
import { Backoff, sleep } from './Backoff';
import { formatCursor, parseCursor } from './cursor';
import { mayOnlyList, pollPause, refusedPause } from './discoveredPauses';
import { emptyBatch, newGeneration } from './emptyBatch';
import { EventBuffer } from './EventBuffer';
import { fetchCompanions } from './fetchCompanions';
import { type KeptPage, listKept, type UnreadParts } from './listKept';
import { observeItems, RefusedObjects, splitItems } from './observeItems';
import { OpenTexts } from './OpenTexts';
import type { SecretNames } from './SecretNames';
import { isFull } from './tooManyOf';
import type { CollectorSink } from './types';
import { type WatchEvent, watchEvents } from './watchEvents';

const LONGEST_BACKOFF_MS = 30_000;
/** A watch that lived this long was well, whatever ended it. */
const WELL_MS = 10_000;
const MOST_TIMEOUTS = 4;
/** Secrets come in bursts: so long is waited for more of them. */
const GATHER_MS = 1_000;

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
  /** Namespaces of which nothing is read, as the kind has too many objects. */
  unread?: UnreadParts;
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
  readonly #idleMs?: number;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  readonly #backoff = new Backoff(LONGEST_BACKOFF_MS);
  readonly #names?: SecretNames;
  /** Of objects that are no Secrets, unless nothing is known of Secrets. */
  readonly #texts?: OpenTexts;
  /** Resolves once the first list was read, or could not be, or need not be. */
  readonly begun: Promise<void>;
  #begin!: () => void;

  constructor(
    stream: Stream,
    options: {
      client: ClusterClient;
      sink: CollectorSink;
      listener: FollowerListener;
      names?: SecretNames;
      idleMs?: number;
    },
  ) {
    this.stream = stream;
    this.#names = options.names;
    if (options.names && !isOfSecrets(stream)) {
      this.#texts = new OpenTexts(options.names, () => this.#readAgain());
    }
    this.#client = options.client;
    this.#sink = options.sink;
    this.#listener = options.listener;
    this.#idleMs = options.idleMs;
    this.#isPolled = stream.discovered?.isPolled === true;
    this.#signal = AbortSignal.any([options.sink.signal, this.#ended.signal]);
    this.begun = new Promise(resolve => {
      this.#begin = resolve;
      this.#signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Runs until it is ended. Rejects only with what the sink rejects with. */
  async run(): Promise<void> {
    const signal = this.#signal;
    let revision = parseCursor(this.stream, this.#sink.cursors[this.stream.id]);
    while (!signal.aborted) {
      try {
        if (this.#isStale || this.#isPolled) {
          revision = undefined;
        }
        revision ??= await this.#listener.limitLists(() => this.#list());
        this.#begin();
        if (this.#isPolled || this.status.unread) {
          revision = undefined;
          this.#set({ phase: 'watching', synced: true, error: undefined });
          this.#backoff.reset();
          await this.#rest();
          continue;
        }
        revision = await this.#watch(revision);
        if (!this.#well) {
          // Whoever ends watches at once must not be asked all the time.
          await sleep(this.#backoff.next(), signal);
        }
      } catch (error) {
        this.#begin();
        if (signal.aborted) {
          return;
        }
        if (!(error instanceof ClusterError)) {
          throw error;
        }
        if (revision !== undefined && mayOnlyList(this.stream, error)) {
          this.#isPolled = true;
          continue;
        }
        revision = this.#revisionAfter(error, revision);
        this.#set({
          phase: 'waiting',
          ...(error.code === 'gone' ? {} : { error }),
        });
        await sleep(
          refusedPause(this.stream, error) ??
            this.#backoff.next(error.retryAfterMs),
          signal,
        );
      }
    }
  }

  /** Ends it before the sink's signal does. */
  end() {
    this.#ended.abort();
  }

  /** The last revision that was applied. */
  #watched?: string;
  /** Whether it is listed now and then instead of being watched. */
  #isPolled: boolean;
  /** Whether the last watch lived. */
  #well = true;
  #timeouts = 0;
  /** A Secret has turned up that objects may name which were read before. */
  #isStale = false;
  #gathering?: NodeJS.Timeout;
  #endWatch: () => void = () => {};

  /** Where to go on after an error; undefined to list again. */
  #revisionAfter(
    error: ClusterError,
    revision: string | undefined,
  ): string | undefined {
    if (revision === undefined || error.code === 'gone') {
      return undefined;
    }
    // Also what a server answers that was set back to an older state and has
    // not come to this revision yet: then it would go on for ever.
    this.#timeouts = error.status === 504 ? this.#timeouts + 1 : 0;
    if (this.#timeouts >= MOST_TIMEOUTS) {
      this.#timeouts = 0;
      return undefined;
    }
    return this.#watched ?? revision;
  }

  async #list(): Promise<string> {
    const signal = this.#signal;
    this.#set({ phase: 'listing', done: 0, total: undefined });
    const generation = newGeneration();
    this.refused.clear();
    this.#texts?.clear();
    this.#isStale = false;
    const pages = listKept(this.#client, this.stream, signal);
    let pending: Promise<IteratorResult<KeptPage>> | undefined = pages.next();
    let version = '';
    try {
      while (pending) {
        const page: IteratorResult<KeptPage> = await pending;
        if (page.done) {
          break;
        }
        const { items, last, remaining, clockSkewMs }: KeptPage = page.value;
        version = page.value.resourceVersion;
        const done = this.status.done + items.length;
        // The next page is fetched while this one is written.
        pending = last ? undefined : pages.next();
        pending?.catch(() => {});
        const split = splitItems(this.stream, items, this.#sink);
        const upserts = await this.#observe(split.items, page.value.columns);
        split.unchanged.forEach(ref => this.#noteSecret(ref));
        await this.#sink.apply({
          version: OBSERVATION_VERSION,
          stream: this.stream.id,
          generation,
          upserts,
          unchanged: split.unchanged,
          gone: [],
          ...(last ? { complete: true, cursor: this.#cursorAt(version) } : {}),
          observedAt: new Date().toISOString(),
        });
        this.#set({
          done,
          total: remaining === undefined ? undefined : done + remaining,
          ...(last && { unread: page.value.unread }),
        });
        if (clockSkewMs !== undefined) {
          this.#listener.clock(clockSkewMs);
        }
      }
    } catch (error) {
      if (error instanceof ClusterError && error.code === 'too-many') {
        // A part of them would tell less than nothing.
        await this.#sink.apply(emptyBatch(this.stream.id));
      }
      throw error;
    } finally {
      await pages.return(undefined).catch(() => {});
    }
    this.#watched = version;
    return version;
  }

  /** Resolves with where to go on, or with nothing if all is to be listed again. */
  async #watch(from: string): Promise<string | undefined> {
    this.#watched = from;
    this.#well = false;
    const failed = new AbortController();
    const ended = new AbortController();
    this.#endWatch = () => ended.abort();
    const signal = AbortSignal.any([this.#signal, failed.signal, ended.signal]);
    const buffer = new EventBuffer(
      async ({ upserts, gone, cursor }) => {
        await this.#sink.apply({
          version: OBSERVATION_VERSION,
          stream: this.stream.id,
          upserts,
          gone,
          cursor: this.#cursorAt(cursor),
          observedAt: new Date().toISOString(),
        });
        this.#watched = cursor;
      },
      () => failed.abort(),
    );
    let opened = Infinity;
    try {
      for await (const event of watchEvents(this.#client, this.stream, {
        resourceVersion: from,
        signal,
        idleMs: this.#idleMs,
      })) {
        if (event === 'open') {
          opened = Date.now();
          this.#set({ phase: 'watching', synced: true, error: undefined });
        } else {
          this.#isWell();
          await this.#take(event, buffer);
        }
      }
      await buffer.flush();
    } catch (error) {
      // What came before the break is good: else one that always breaks soon
      // would never get on.
      await (this.#signal.aborted ? buffer.drop() : buffer.flush());
      if (ended.signal.aborted && !buffer.failure && !this.#signal.aborted) {
        this.#isWell();
        return undefined;
      }
      throw buffer.failure ? buffer.failure.error : error;
    } finally {
      if (Date.now() - opened > WELL_MS) {
        this.#isWell();
      }
    }
    return this.#watched;
  }

  #isWell() {
    this.#well = true;
    this.#timeouts = 0;
    this.#backoff.reset();
  }

  async #take(event: WatchEvent, buffer: EventBuffer): Promise<void> {
    const revision = event.resourceVersion ?? this.#watched!;
    if (event.type === 'bookmark') {
      await buffer.mark(revision);
      return;
    }
    const ref = this.stream.refOf(event.item);
    if (event.type === 'gone') {
      this.refused.forget(ref);
      if (ref !== undefined) {
        this.#texts?.forget(ref);
        if (isOfSecrets(this.stream)) {
          this.#names?.remove(ref);
        }
        await buffer.add(ref, undefined, revision);
      }
      return;
    }
    if (event.isNew && isFull(this.stream)) {
      this.#readAgain();
    }
    const [observation] = await this.#observe([event.item], event.columns);
    if (observation) {
      await buffer.add(observation.ref, observation, revision);
    } else {
      this.#listener.changed();
    }
  }

  async #observe(
    items: unknown[],
    columns: string[] | undefined,
  ): Promise<Observation[]> {
    const companions = await fetchCompanions(
      this.#client,
      this.stream,
      items,
      this.#signal,
    );
    const observations = await observeItems(
      this.stream,
      items,
      columns,
      this.refused,
      companions,
      ref => (ref === undefined ? undefined : this.#texts?.lookupFor(ref)),
    );
    observations.forEach(({ ref }) => this.#noteSecret(ref));
    return observations;
  }

  #noteSecret(ref: string) {
    if (isOfSecrets(this.stream)) {
      this.#names?.add(ref);
    }
  }

  /** Until it is time to list again, or a Secret has turned up that objects may name. */
  async #rest() {
    const woken = new AbortController();
    this.#endWatch = () => woken.abort();
    await sleep(pollPause(), AbortSignal.any([this.#signal, woken.signal]));
  }

  /** Has all objects listed again, those included that did not change. */
  #readAgain() {
    this.#isStale = true;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      if (this.#isStale) {
        this.#endWatch();
      }
    }, GATHER_MS).unref();
  }

  #cursorAt(revision: string): string {
    return formatCursor(this.stream, revision, this.#texts?.isEmpty === false);
  }

  #set(change: Partial<StreamStatus>) {
    Object.assign(this.status, change);
    this.#listener.changed();
  }
}

function isOfSecrets({ apiVersion, kind }: Stream): boolean {
  return apiVersion === 'v1' && kind === 'Secret';
}
