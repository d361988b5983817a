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

import type { Writable } from 'stream';
import { createOneTimeFingerprinter } from '@keyward/values';
import { type DumpEnd, DumpWriter } from '@keyward/observation';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterClient, ClusterError, OF_ONE_REQUEST } from '../client';
import { Backoff, sleep } from '../collector/Backoff';
import { listKept } from '../collector/listKept';
import { fetchCompanions } from '../collector/fetchCompanions';
import { observeItems, RefusedObjects } from '../collector/observeItems';
import { problemOf } from '../collector/problemOf';
import { SecretNames } from '../collector/SecretNames';
import {
  unlistedKindsOf,
  type UnlistedStream,
  unlistedWarnings,
} from '../collector/unlistedKinds';
import {
  builtInStreams,
  type CustomKind,
  CustomKinds,
  findServed,
  KIND_LIMITS,
  knownCustomKinds,
  type NamedResource,
  observeServed,
  type SecretsMode,
  SERVED_STREAM,
  type Stream,
} from '../streams';

const ATTEMPTS = 5;
const LONGEST_WAIT_MS = 10_000;
/** What waiting may mend. */
const PASSING = ['throttled', 'server-error', 'unreachable', 'gone'];
/** What hits one resource only: the rest can be read. */
const PARTIAL = ['forbidden', 'not-found'];

/** How far a dump is. @public */
export interface DumpClusterProgress {
  /** What is read now, for example `secrets`. */
  what: string;
  /** Objects that were read so far. */
  done: number;
}

/**
 * What is dumped, and where to.
 *
 * @public
 */
export interface DumpClusterOptions {
  /** Its current context names the cluster and the credential. */
  kubeConfig: KubeConfig;
  /** The first part of all refs. */
  sourceId: string;
  /** What people call the cluster. */
  title: string;
  /** How much is taken of Secrets. */
  mode: SecretsMode;
  /** Only these namespaces, for credentials that are bound to them. */
  namespaces?: string[];
  /** Custom kinds to look for beside those whose schemas have a place for a Secret; by default those that are known to deliver or use secrets. */
  kinds?: CustomKind[];
  /** Resources of which is only noted whether the cluster serves them. */
  noted?: readonly NamedResource[];
  /** Gets JSON lines, and is left open. */
  output: Writable;
  /** Ends it early, with a rejection. */
  signal?: AbortSignal;
  /** The time that the dump says. */
  now?(): Date;
  /** Told at each page. */
  onProgress?(progress: DumpClusterProgress): void;
}

/**
 * Lists a cluster once and writes what is there as a dump, without any value.
 * Fingerprints are made under a key that nobody keeps: they tell equal values
 * within this dump and nothing else.
 *
 * @throws {@link ClusterError} if the cluster cannot be read, or nothing of it may be; what is written by
 * then lacks its end, so that no reader takes it for a whole dump
 * @public
 */
export async function dumpCluster(
  options: DumpClusterOptions,
): Promise<DumpEnd> {
  const { kubeConfig, sourceId, mode, namespaces } = options;
  const signal = options.signal ?? new AbortController().signal;
  const now = options.now ?? (() => new Date());
  const client = new ClusterClient(kubeConfig);
  const fingerprinter =
    mode === 'fingerprint' ? createOneTimeFingerprinter() : undefined;
  const writer = new DumpWriter(options.output, {
    kind: 'kubernetes',
    sourceId,
    title: options.title,
    takenAt: now().toISOString(),
    mode,
  });
  const streamOptions = { sourceId, mode, namespaces, fingerprinter };
  // Secrets are listed before what may name them.
  const names = mode === 'references' ? undefined : new SecretNames();
  const unread: UnlistedStream[] = [];
  const warnings: string[] = [];
  const lists: string[] = [];
  let streams = 0;
  let done = 0;

  const dumpStream = async (stream: Stream) => {
    const refused = new RefusedObjects();
    streams += 1;
    options.onProgress?.({ what: stream.resource, done });
    try {
      await withRetries(signal, async () => {
        refused.clear();
        for await (const page of listKept(client, stream, signal)) {
          if (page.unread) {
            unread.push({ stream, ...page.unread });
          }
          for (const observation of await observeItems(
            stream,
            page.items,
            page.columns,
            refused,
            await fetchCompanions(client, stream, page.items, signal),
            () => names?.lookup(() => {}),
          )) {
            if (observation.type === 'secret') {
              names?.add(observation.ref);
            }
            await writer.write(observation);
          }
          done += page.items.length;
          options.onProgress?.({ what: stream.resource, done });
        }
      });
      if (!refused.message && unread.at(-1)?.stream !== stream) {
        lists.push(stream.id);
      }
    } catch (error) {
      const partial = stream.discovered ? OF_ONE_REQUEST : PARTIAL;
      if (!(error instanceof ClusterError) || !partial.includes(error.code)) {
        throw error;
      }
      unread.push({ stream, error });
    }
    if (refused.message) {
      warnings.push(`${stream.resource}: ${refused.message}`);
    }
  };

  for (const stream of builtInStreams(streamOptions)) {
    await dumpStream(stream);
  }
  const customKinds = new CustomKinds(client, {
    ...streamOptions,
    kinds: options.kinds ?? knownCustomKinds,
    discovery: { excluded: [], limits: KIND_LIMITS },
  });
  const found = await withRetries(signal, () => customKinds.find(signal));
  for (const stream of found.streams) {
    await dumpStream(stream);
  }
  if (options.noted) {
    const { served, unsure } = await withRetries(signal, () =>
      findServed(client, options.noted!, signal),
    );
    for (const observation of observeServed(served, sourceId)) {
      await writer.write(observation);
    }
    if (unsure.length === 0) {
      lists.push(SERVED_STREAM);
    }
  }
  if (unread.length === streams) {
    // A dump of nothing would pass for one of an empty cluster.
    throw unread[0].error;
  }
  const isDiscovered = ({ stream }: UnlistedStream) =>
    stream.discovered !== undefined;
  const unlisted = unread.filter(isDiscovered);
  return await writer.end({
    listed: listedOf(options, unread),
    lists,
    unlistedKinds: unlistedKindsOf(unlisted, found),
    warnings: [
      ...warningsOf(unread.filter(each => !isDiscovered(each))),
      ...unlistedWarnings(unlisted, found, namespaces !== undefined).map(
        ({ message }) => message,
      ),
      ...warnings,
    ],
  });
}

/** Where all Secrets were listed. */
function listedOf(
  { mode, namespaces }: DumpClusterOptions,
  unread: { stream: Stream }[],
): DumpEnd['listed'] {
  const failed = unread
    .map(({ stream }) => stream)
    .filter(({ resource }) => resource === 'secrets');
  if (mode === 'references') {
    return 'none';
  }
  if (!namespaces) {
    return failed.length > 0 ? 'none' : 'all';
  }
  const listed = namespaces.filter(
    name => !failed.some(({ namespace }) => namespace === name),
  );
  return listed.length > 0 ? listed : 'none';
}

function warningsOf(
  unread: { stream: Stream; error: ClusterError }[],
): string[] {
  const codes = [...new Set(unread.map(({ error }) => error.code))];
  return codes.map(code => {
    const hit = unread.filter(({ error }) => error.code === code);
    const { message, remedy } = problemOf(
      hit[0].error,
      hit.map(({ stream }) => stream.resource),
    );
    return remedy ? `${message}. ${remedy}` : message;
  });
}

async function withRetries<T>(
  signal: AbortSignal,
  task: () => Promise<T>,
): Promise<T> {
  const backoff = new Backoff(LONGEST_WAIT_MS);
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await task();
    } catch (error) {
      signal.throwIfAborted();
      if (
        !(error instanceof ClusterError) ||
        !PASSING.includes(error.code) ||
        attempt === ATTEMPTS
      ) {
        throw error;
      }
      await sleep(backoff.next(error.retryAfterMs), signal);
    }
  }
}
