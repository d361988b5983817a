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
  type SecretsSource,
  type SecretsSourceProvider,
} from '@keyward/backstage-plugin-secrets-node';
import { isSourceId } from '@keyward/observation';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { waitAtMost } from '../../concurrency';
import type { Inventory, SourceFence } from '../inventory';
import { LeaseStore } from '../../store/sources/LeaseStore';
import { type AnswersAccess, SourceRunner } from './SourceRunner';
import { SourceStore } from '../../store/sources/SourceStore';

/** How often and how long; a killed replica's sources are taken over within `ttlMs` + `renewMs` and a little. */
export interface SourceTimings {
  renewMs: number;
  ttlMs: number;
  refreshMs: number;
}

const TIMINGS: SourceTimings = {
  renewMs: 3000,
  ttlMs: 12_000,
  refreshMs: 60_000,
};

/** Not all at once, so that replicas that start together share. */
const ACQUIRED_AT_A_TIME = 5;
const RETIRED_AFTER_MS = 120_000;
/** So long does the start wait for providers. */
const PATIENCE_MS = 5000;
/** Its end waits no longer than that for the database. */
const STOP_MS = 8000;

/** What a source may be called elsewhere. */
export type NamedSource = Pick<
  SecretsSource,
  'address' | 'configuredName' | 'id' | 'kind' | 'title'
>;

/** Holds sources by leases and runs those that it holds. */
export class SourceManager {
  readonly #inventory: Inventory;
  readonly #logger: LoggerService;
  readonly #providers: readonly SecretsSourceProvider[];
  readonly #timings: SourceTimings;
  readonly #mostSources: number;
  readonly #now: () => number;
  readonly #accessQuestions: AnswersAccess | undefined;
  readonly #leases: LeaseStore;
  readonly #store: SourceStore;
  readonly #named = new Map<SecretsSourceProvider, SecretsSource[]>();
  /** Providers that have not answered yet. */
  readonly #asked = new Set<SecretsSourceProvider>();
  readonly #runners = new Map<string, SourceRunner>();
  #sources = new Map<string, SecretsSource>();
  #timers: NodeJS.Timeout[] = [];
  #work: Promise<void> = Promise.resolve();
  /** The renewal that is under way. */
  #renewal: Promise<void> | undefined;
  /** Sources of which a full sync was asked for, and when. */
  readonly #syncs = new Map<string, string>();
  #stopped = false;

  constructor(options: {
    knex: Knex;
    inventory: Inventory;
    logger: LoggerService;
    providers: readonly SecretsSourceProvider[];
    /** The most sources that this replica holds. */
    mostSources?: number;
    timings?: Partial<SourceTimings>;
    holder?: string;
    now?: () => number;
    accessQuestions?: AnswersAccess;
  }) {
    this.#inventory = options.inventory;
    this.#logger = options.logger;
    this.#providers = options.providers;
    this.#timings = { ...TIMINGS, ...options.timings };
    this.#mostSources = options.mostSources ?? 100;
    this.#now = options.now ?? Date.now;
    this.#accessQuestions = options.accessQuestions;
    this.#leases = new LeaseStore({
      knex: options.knex,
      holder: options.holder ?? randomUUID(),
      ttlMs: this.#timings.ttlMs,
    });
    this.#store = new SourceStore({ knex: options.knex, now: this.#now });
  }

  /** Ids of the sources that this replica holds now. */
  get held(): string[] {
    return [...this.#runners.keys()].sort();
  }

  /** The same with their fences. */
  get fences(): SourceFence[] {
    return [...this.#runners.values()].map(({ lease, source }) => ({
      ...lease,
      mode: source.mode,
    }));
  }

  /** The sources that the configuration names now, held or not. */
  get named(): NamedSource[] {
    return [...this.#sources.values()].map(
      ({ id, kind, title, configuredName, address }) => ({
        id,
        kind,
        title,
        configuredName,
        address,
      }),
    );
  }

  async start(): Promise<void> {
    await this.#leases.releaseAllOfEmbedded();
    // Who names no sources for long must not keep those of others waiting.
    await waitAtMost(PATIENCE_MS, this.#refresh());
    await this.#enqueue(() => this.#tick());
    if (this.#stopped) {
      return;
    }
    this.#timers = [
      setInterval(() => this.#refresh(), this.#timings.refreshMs),
      setInterval(() => {
        this.#renew();
        this.#enqueue(() => this.#tick());
      }, this.#timings.renewMs),
    ];
  }

  /**
   * Ends all runs and gives their sources back. Those that cannot be given back in
   * time, others take over once their leases have expired.
   */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timers.forEach(clearInterval);
    const released = this.#release().catch(error => {
      this.#logger.warn(
        `Sources could not be given back: ${describeError(error)}`,
      );
    });
    if (!(await waitAtMost(STOP_MS, released))) {
      this.#logger.warn(
        'Sources could not be given back in time, as the database does not answer',
      );
    }
  }

  async #release(): Promise<void> {
    // Those that are being taken are not left to run.
    await Promise.all([
      this.#drop([...this.#runners.keys()]),
      this.#work,
      this.#renewal,
    ]);
    await this.#drop([...this.#runners.keys()]);
  }

  /** One thing at a time; a failure is logged and leaves the next one its try. */
  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#stopped) {
        return;
      }
      try {
        await task();
      } catch (error) {
        this.#logger.warn(
          `Sources could not be looked after: ${describeError(error)}`,
        );
      }
    });
    return this.#work;
  }

  /** Asks the providers which sources there are; leases are renewed meanwhile. */
  async #refresh(): Promise<void> {
    await Promise.all(
      this.#providers
        .filter(provider => !this.#asked.has(provider))
        .map(async provider => {
          this.#asked.add(provider);
          try {
            this.#named.set(provider, await provider.getSources());
            await this.#enqueue(() => this.#adopt());
          } catch (error) {
            // What it named before is taken to be still there.
            this.#logger.warn(
              `A provider could not name its sources: ${describeError(error)}`,
            );
          } finally {
            this.#asked.delete(provider);
          }
        }),
    );
  }

  /** Makes the sources that are named those that are followed. */
  async #adopt(): Promise<void> {
    const sources = this.#checked(
      this.#providers.flatMap(provider => this.#named.get(provider) ?? []),
    );
    // First, so that what keeps a source from running is said of it below.
    const outdated = [...this.#runners.values()].filter(
      ({ source }) => !isSameSource(source, sources.get(source.id)),
    );
    await this.#drop(outdated.map(({ source }) => source.id));
    await this.#leases.register([...sources.keys()]);
    await this.#store.register(
      [...sources.values()],
      await this.#leases.findHeld([...sources.keys()]),
    );
    if (this.#named.size === this.#providers.length) {
      await this.#store.retireOthers(
        [...sources.keys()],
        new Date(this.#now() - RETIRED_AFTER_MS).toISOString(),
      );
    }
    await this.#store.forgetOldHeartbeats();
    this.#sources = sources;
  }

  #checked(named: SecretsSource[]): Map<string, SecretsSource> {
    const sources = new Map<string, SecretsSource>();
    for (const source of named) {
      if (!isSourceId(source.id)) {
        this.#logger.error(
          `The source "${source.title}" is left out: its id "${source.id}" is not of the form [a-z0-9][a-z0-9.-]{0,62}`,
        );
        continue;
      }
      const first = sources.get(source.id);
      if (!first) {
        sources.set(source.id, source);
        continue;
      }
      const message = `Two sources have the id ${source.id}: "${first.title}" is followed, "${source.title}" is not`;
      this.#logger.error(message);
      sources.set(source.id, withWarning(first, message));
    }
    return sources;
  }

  /**
   * Renews what is held and drops what is lost. Waits for nothing else that is
   * done for sources, lest a lease expires meanwhile.
   */
  #renew(): void {
    this.#renewal ??= this.#renewHeld()
      .catch(error => {
        this.#logger.warn(
          `Sources could not be renewed: ${describeError(error)}`,
        );
      })
      .finally(() => {
        this.#renewal = undefined;
      });
  }

  async #renewHeld(): Promise<void> {
    const runners = [...this.#runners.values()];
    const renewed = await this.#leases.renew(runners.map(({ lease }) => lease));
    const lost: string[] = [];
    for (const runner of runners) {
      const { sourceId } = runner.lease;
      if (this.#runners.get(sourceId) !== runner) {
        continue;
      }
      const answer = renewed.get(sourceId);
      if (!answer) {
        this.#logger.warn(`The source ${sourceId} was taken over`);
        lost.push(sourceId);
      } else if (answer.syncRequestedAt) {
        this.#syncs.set(sourceId, answer.syncRequestedAt);
      }
    }
    if (this.#syncs.size > 0) {
      this.#enqueue(() => this.#beginSyncs());
    }
    await this.#drop(lost);
  }

  /** Those of a source that is busy are tried again after the next renewal. */
  async #beginSyncs(): Promise<void> {
    for (const [sourceId, requestedAt] of this.#syncs) {
      this.#syncs.delete(sourceId);
      const runner = this.#runners.get(sourceId);
      if (
        runner &&
        (await this.#leases.beginRequestedSync(runner.lease, requestedAt))
      ) {
        runner.restart();
      }
    }
  }

  /** Takes what is free, and says what is followed. */
  async #tick(): Promise<void> {
    const held = await this.#leases.findHeld([...this.#sources.keys()]);
    const free = [...this.#sources.values()].filter(({ id }) => !held.has(id));
    await this.#acquire(free.filter(({ problem }) => !problem));
    await this.#store.beat([
      ...this.held,
      // Nobody follows them, and that is how it should be.
      ...free.filter(({ problem }) => problem).map(({ id }) => id),
    ]);
    await this.#inventory.countChanged();
  }

  async #acquire(free: SecretsSource[]): Promise<void> {
    let acquired = 0;
    for (const source of free) {
      if (
        acquired >= ACQUIRED_AT_A_TIME ||
        this.#runners.size >= this.#mostSources
      ) {
        return;
      }
      if (this.#runners.has(source.id)) {
        continue;
      }
      const lease = await this.#leases.acquire(source.id);
      if (!lease) {
        continue;
      }
      acquired += 1;
      const runner = new SourceRunner({
        source,
        lease,
        inventory: this.#inventory,
        leases: this.#leases,
        sources: this.#store,
        logger: this.#logger,
        accessQuestions: this.#accessQuestions,
      });
      this.#runners.set(source.id, runner);
      runner.start();
    }
  }

  /** Ends runs and gives their leases back, as far as they are still held. */
  async #drop(sourceIds: string[]): Promise<void> {
    const runners = sourceIds.flatMap(id => this.#runners.get(id) ?? []);
    for (const id of sourceIds) {
      this.#runners.delete(id);
    }
    await Promise.all(runners.map(runner => runner.stop()));
    await this.#leases.release(runners.map(({ lease }) => lease));
  }
}

function withWarning(source: SecretsSource, message: string): SecretsSource {
  return {
    id: source.id,
    kind: source.kind,
    title: source.title,
    dashboardUrl: source.dashboardUrl,
    mode: source.mode,
    problem: source.problem,
    warnings: [
      ...(source.warnings ?? []),
      {
        code: 'duplicate-id',
        message,
        remedy: 'Give one of them another id in the configuration',
      },
    ],
    run: async run => await source.run(run),
  };
}

/** Whether a source is described as it was, so that its run may go on. */
function isSameSource(
  before: SecretsSource,
  now: SecretsSource | undefined,
): boolean {
  const describe = (source: SecretsSource | undefined) =>
    source &&
    JSON.stringify([
      source.kind,
      source.title,
      source.mode,
      source.dashboardUrl,
      source.problem,
      source.warnings,
    ]);
  return describe(before) === describe(now);
}
