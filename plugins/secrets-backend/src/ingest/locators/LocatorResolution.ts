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

import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  describeError,
  type SecretsLocatorResolver,
} from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import { waitAtMost } from '../../concurrency';
import type { InventoryChange } from '../../store/inventory';
import type { SourceFence } from '../../store/sources/SourceFence';
import { resolveEdges } from './resolveEdges';

/** What comes and goes in a remote system is followed at this pace, however much it is. */
const TICK_MS = 60_000;
/** Stores may have come to mean another place, and nobody says so. */
const ALL_EACH_TICKS = 10;
const REST_MS = 5000;

/**
 * Keeps what edges begin with up to date, as far as modules know it: what is new soon,
 * all of it when a source is taken over, and when secrets of a resolver's system came
 * or went.
 */
export class LocatorResolution {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #resolvers: readonly SecretsLocatorResolver[];
  readonly #held: () => SourceFence[];
  readonly #tickMs: number;
  /** Sources of which all was asked about, by fence. */
  #asked = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  readonly #waiting = new Set<string>();
  #ticks = 0;
  /** Of the sources of the resolvers' systems, as they were last asked about. */
  #revision: number | undefined;
  #stopped = false;

  constructor(options: {
    knex: Knex;
    logger: LoggerService;
    resolvers: readonly SecretsLocatorResolver[];
    /** Fences of the sources that this process holds. */
    held(): SourceFence[];
    tickMs?: number;
  }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
    this.#resolvers = options.resolvers;
    this.#held = options.held;
    this.#tickMs = options.tickMs ?? TICK_MS;
  }

  start(): void {
    if (this.#resolvers.length > 0) {
      this.#timer = setInterval(() => this.#tick(), this.#tickMs);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await waitAtMost(REST_MS, this.#work);
  }

  /** Looks at new edges of a source soon. */
  touch({ sourceId }: Pick<InventoryChange, 'sourceId'>): void {
    if (
      this.#stopped ||
      this.#resolvers.length === 0 ||
      this.#waiting.has(sourceId)
    ) {
      return;
    }
    this.#waiting.add(sourceId);
    this.#work = this.#work.then(async () => {
      this.#waiting.delete(sourceId);
      await this.#resolve(sourceId);
    });
  }

  async #tick(): Promise<void> {
    this.#ticks += 1;
    if (
      this.#ticks % ALL_EACH_TICKS === 0 ||
      (await this.#hasOtherSecrets().catch(() => true))
    ) {
      // What is under way may have asked before.
      this.#asked = new Map();
    }
    this.#held().forEach(fence => this.touch(fence));
  }

  /** Whether secrets of a resolver's system came or went, whoever holds its source. */
  async #hasOtherSecrets(): Promise<boolean> {
    const [{ revision }] = await this.#knex('sources')
      .whereIn(
        'kind',
        this.#resolvers.map(({ system }) => system),
      )
      .sum({ revision: this.#knex.raw('access_revision + secrets_revision') });
    const before = this.#revision;
    this.#revision = Number(revision ?? 0);
    return this.#revision !== before;
  }

  async #resolve(sourceId: string): Promise<void> {
    const fence = this.#held().find(each => each.sourceId === sourceId);
    if (!fence || this.#stopped) {
      return;
    }
    const asked = this.#asked;
    try {
      await resolveEdges(this.#knex, this.#resolvers, {
        sourceId,
        all: asked.get(sourceId) !== fence.fence,
        now: new Date().toISOString(),
      });
      asked.set(sourceId, fence.fence);
    } catch (error) {
      this.#logger.warn(
        `Where the secrets of ${sourceId} come from could not be asked: ${describeError(
          error,
        )}`,
      );
    }
  }
}
