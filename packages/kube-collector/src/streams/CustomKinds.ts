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
import { type ClusterClient, ClusterError, OF_ONE_REQUEST } from '../client';
import { discoverKinds } from './discoverKinds';
import { type CustomKind, isKindNamed, nameOfKind } from './kindNames';
import type { KindLimits } from './kindLimits';
import type { LeftOutKind } from './LeftOutKind';
import { ObjectPool } from './ObjectPool';
import { objectStreams, pathOf } from './objectStreams';
import { type OpenApiAnswer, OpenApiKinds } from './OpenApiKinds';
import type { FoundKind } from './readOpenApiKinds';
import type { BuiltInResource } from './resources';
import type { Stream, StreamOptions } from './Stream';

/** What was found in one go. */
export interface FoundStreams {
  streams: Stream[];
  leftOut: LeftOutKind[];
  /** Of discovered kinds those whose schema does not say what stands in them, by their names. */
  open: string[];
  /** Whether the streams of a group that are not among these may be there all the same. */
  isUnsure(group: string): boolean;
}

/** The custom kinds of a cluster that are followed: those that are asked for by name, and those that are discovered. */
export class CustomKinds {
  readonly #client: ClusterClient;
  readonly #options: StreamOptions;
  readonly #wanted: readonly CustomKind[];
  readonly #discovery?: { excluded: readonly string[]; limits: KindLimits };
  readonly #openApi?: OpenApiKinds;
  readonly #pool: ObjectPool;

  constructor(
    client: ClusterClient,
    options: StreamOptions & {
      kinds: readonly CustomKind[];
      /** Absent where only what is asked for is followed. */
      discovery?: { excluded: readonly string[]; limits: KindLimits };
    },
  ) {
    this.#client = client;
    this.#options = options;
    this.#wanted = options.kinds;
    this.#discovery = options.discovery;
    this.#openApi = options.discovery
      ? new OpenApiKinds(client, options.discovery.limits)
      : undefined;
    this.#pool = new ObjectPool({
      ofEach: options.discovery?.limits.objects ?? 0,
      ofAll: options.discovery?.limits.totalObjects ?? 0,
    });
  }

  /**
   * @param onAskedFor - is told of the kinds that are asked for as soon as these are found
   * @throws {@link ClusterError} if nothing can be told
   */
  async find(
    signal: AbortSignal,
    onAskedFor: (streams: Stream[]) => void = () => {},
  ): Promise<FoundStreams> {
    const asked = await discoverKinds(this.#client, [...this.#wanted], signal);
    const streams = asked.kinds.flatMap(kind => this.#streamsOf(kind));
    onAskedFor(streams);
    const found = await this.#discover(signal);
    if (!found) {
      return {
        streams,
        leftOut: [],
        open: [],
        isUnsure: group => asked.unsure.includes(group),
      };
    }
    if (found === 'cannot-tell') {
      return {
        streams,
        leftOut: [{ reason: 'no-discovery' }],
        open: [],
        isUnsure: () => true,
      };
    }
    const leftOut: LeftOutKind[] = found.unread.map(kind => ({
      name: nameOfKind(kind),
      reason: kind.reason,
    }));
    leftOut.push(
      ...[...asked.kinds, ...found.found]
        .filter(kind => this.#options.namespaces && !kind.namespaced)
        .map(kind => ({
          name: nameOf(kind),
          reason: 'no-namespace' as const,
        })),
    );
    const kinds = found.found.sort(mostLikelyFirst);
    const { limits } = this.#discovery!;
    let count = 0;
    for (const kind of kinds) {
      const own = this.#streamsOf(kind);
      if (own.length > 0 && count + own.length > limits.streams) {
        leftOut.push({ name: nameOf(kind), reason: 'too-many-kinds' });
        continue;
      }
      for (const stream of own) {
        streams.push({
          ...stream,
          discovered: {
            isPolled: count >= limits.watches,
            pool: this.#pool,
            ...(kind.namespaced &&
              !this.#options.namespaces && {
                parts: {
                  pathIn: namespace =>
                    pathOf(kind.groupVersion, kind.plural, namespace),
                  most: limits.namespaces,
                },
              }),
          },
        });
        count += 1;
      }
    }
    return {
      streams,
      leftOut,
      open: kinds.filter(({ isOpen }) => isOpen).map(nameOf),
      isUnsure: group =>
        asked.unsure.includes(group) ||
        found.unsure.includes(group) ||
        (asked.groups.includes(group) && !found.groups.includes(group)),
    };
  }

  async #discover(
    signal: AbortSignal,
  ): Promise<OpenApiAnswer | 'cannot-tell' | undefined> {
    const { excluded = [] } = this.#discovery ?? {};
    const asked = this.#wanted.map(nameOfKind);
    try {
      return await this.#openApi?.find(
        kind =>
          !asked.includes(nameOfKind(kind)) && !isKindNamed(excluded, kind),
        signal,
      );
    } catch (error) {
      if (
        error instanceof ClusterError &&
        OF_ONE_REQUEST.includes(error.code)
      ) {
        return 'cannot-tell';
      }
      throw error;
    }
  }

  #streamsOf(kind: BuiltInResource): Stream[] {
    return objectStreams(kind, this.#options);
  }
}

function nameOf({ groupVersion, plural }: BuiltInResource): string {
  return `${plural}.${groupVersion.split('/')[0]}`;
}

function mostLikelyFirst(a: FoundKind, b: FoundKind): number {
  return (
    Number(a.isOpen) - Number(b.isOpen) || (nameOf(a) < nameOf(b) ? -1 : 1)
  );
}
