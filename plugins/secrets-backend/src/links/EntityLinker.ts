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

import type {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import { waitAtMost } from '../concurrency';
import type { InventoryChange, InventoryStore } from '../store/inventory';
import { rebuildingErrors } from '../errors';
import type { EntityNaming } from '@keyward/backstage-plugin-secrets-node';
import type { AccessConfig } from '../permissions';
import type { EntityClaims } from './EntityClaims';
import { findAffected, type KnownEntity } from './findAffected';
import { LinkResolver } from './LinkResolver';
import { isAnother } from './origins';
import { chunksOf } from './pages';
import { readClaims } from './readClaims';
import { findNamedEntities, readEntities } from './readEntities';

const TASK_ID = 'secrets-entity-links';
/** Entities that are resolved and written together. */
const AT_ONCE = 200;
/** After a change, so that a burst leads to one run. */
const SETTLE_MS = 300;
/** A run after a change takes at most a third of the time. */
const REST = 2;
/** A run over all entities at most a fifth of it. */
const FULL_REST = 4;
/** Until the catalog of a fresh portal has read its files. */
const FIRST_TRIES = 12;
const FIRST_TRY_MS = 5_000;
/** Until the next run over all: owners may be others by then, and another replica may have been the one to read them. */
const KNOWN_MS = 45_000;
/** What is under way may take so long to come to its end. */
const REST_MS = 5000;

/** What an {@link EntityLinker} works with. */
export interface EntityLinkerOptions {
  access: AccessConfig;
  auth: AuthService;
  catalog: CatalogService;
  logger: LoggerService;
  /** How entities name secrets of some systems beside. */
  namings?: readonly EntityNaming[];
  scheduler: SchedulerService;
  store: InventoryStore;
  /** Told which sources' links changed. */
  onLinked(sourceIds: string[]): void;
}

/**
 * Keeps the links between entities and secrets in step with the catalog and the
 * clusters. The catalog publishes no changes of owners, hence one replica reads all of
 * it each half minute, or less often where that takes long; after a change in a cluster
 * the replica that observed it looks again at the entities that the change concerns.
 */
export class EntityLinker {
  readonly #options: EntityLinkerOptions;
  /** As the last full run of this process left them; undefined before the first. */
  #known?: Map<string, KnownEntity>;
  /** How long {@link EntityLinker.#known} is taken for what the catalog says. */
  #knownUntil = 0;
  /** Namespaces that changed, by source; `undefined` for too many to tell. */
  #changed = new Map<string, Set<string> | undefined>();
  #queue: Promise<unknown> = Promise.resolve();
  #timer?: NodeJS.Timeout;
  #notBefore = 0;
  #notAllBefore = 0;
  #triesLeft = FIRST_TRIES;
  #stopped = false;

  constructor(options: EntityLinkerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#options.scheduler.scheduleTask({
      id: TASK_ID,
      scope: 'global',
      frequency: { seconds: 30 },
      initialDelay: { seconds: 3 },
      timeout: { minutes: 10 },
      fn: rebuildingErrors(async () => {
        if (Date.now() >= this.#notAllBefore) {
          await this.reconcile();
        }
      }),
    });
    this.#schedule(FIRST_TRY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await waitAtMost(REST_MS, this.#queue);
  }

  /** Something in a source changed. */
  touch(
    change: Pick<InventoryChange, 'sourceId' | 'namespaces' | 'secretIds'>,
  ) {
    const { sourceId, namespaces, secretIds } = change;
    if (namespaces?.length === 0 && secretIds?.length === 0) {
      return;
    }
    const before = this.#changed.get(sourceId) ?? new Set<string>();
    const whole =
      !namespaces ||
      (this.#changed.has(sourceId) && !this.#changed.get(sourceId));
    this.#changed.set(
      sourceId,
      whole ? undefined : new Set([...before, ...(namespaces ?? [])]),
    );
    this.#schedule(SETTLE_MS);
  }

  /**
   * Looks at one entity at once, and does not wait for a run over all of them. What fails
   * here, or is taken back by a run that goes on meanwhile, is done by the next run.
   */
  async relink(entity: Entity): Promise<void> {
    const changed = new Set<string>();
    const known = this.#known ?? new Map<string, KnownEntity>();
    try {
      const claims = readClaims(entity, this.#options.namings);
      await this.#link([claims], known, changed);
    } catch (error) {
      this.#options.logger.warn(
        `Links of ${stringifyEntityRef(
          entity,
        )} were not brought up to date: ${describeError(error)}`,
      );
    }
    this.#tell(changed);
  }

  /** Looks at every entity. */
  async reconcile(): Promise<void> {
    await this.#exclusively(async () => await this.#reconcileAll());
  }

  /** Looks at the entities that the changes since the last run concern. */
  async reconcileChanged(): Promise<void> {
    await this.#exclusively(async () => await this.#reconcileChanged());
  }

  #schedule(delay: number): void {
    if (this.#stopped || this.#timer) {
      return;
    }
    const wait = Math.max(delay, this.#notBefore - Date.now());
    this.#timer = setTimeout(async () => {
      this.#timer = undefined;
      const began = Date.now();
      try {
        await this.reconcileChanged();
      } catch (error) {
        // Another replica may have written the same links; the next run sees to it.
        this.#options.logger.warn(
          `Entity links were not brought up to date: ${describeError(error)}`,
        );
        this.#known = undefined;
      }
      this.#notBefore = Date.now() + REST * (Date.now() - began);
      if (this.#changed.size > 0) {
        this.#schedule(SETTLE_MS);
      } else if (!this.#known?.size && this.#triesLeft > 0) {
        this.#triesLeft -= 1;
        this.#schedule(FIRST_TRY_MS);
      }
    }, wait);
    this.#timer.unref();
  }

  async #exclusively(work: () => Promise<void>): Promise<void> {
    const run = this.#queue.then(work);
    this.#queue = run.catch(() => {});
    await run;
  }

  async #reconcileAll(): Promise<void> {
    const { store } = this.#options;
    this.#changed = new Map();
    this.#known = undefined;
    const began = Date.now();
    const known = new Map<string, KnownEntity>();
    const changed = new Set<string>();
    let absent: string[] = [];
    const named = await findNamedEntities(store);
    const entities = readEntities({
      ...this.#options,
      named,
      onAbsent: refs => {
        absent = refs;
      },
    });
    for await (const page of entities) {
      await store.rememberEntities(
        page.filter(({ entityRef }) => named.has(entityRef)),
      );
      await this.#link(page, known, changed);
    }
    for (const refs of chunksOf(named)) {
      await store.keepRemembered(refs);
    }
    await store.setAbsentEntities(absent);
    const gone = (await store.listLinkedEntities()).filter(
      ref => !known.has(ref),
    );
    await store.removeEntityLinks(gone);
    this.#known = known;
    const now = Date.now();
    this.#notAllBefore = now + FULL_REST * (now - began);
    this.#knownUntil = this.#notAllBefore + KNOWN_MS;
    this.#tell(changed, gone.length > 0);
  }

  async #reconcileChanged(): Promise<void> {
    const known = this.#known;
    const changes = this.#changed;
    const fresh = Date.now() < this.#knownUntil;
    if (!known?.size || !fresh || [...changes.values()].includes(undefined)) {
      await this.#reconcileAll();
      return;
    }
    this.#changed = new Map();
    const affected = new Set<string>();
    for (const [sourceId, namespaces] of changes) {
      const found = await findAffected(this.#options.store, known, {
        sourceId,
        namespaces: namespaces!,
      });
      found.forEach(ref => affected.add(ref));
    }
    const changed = new Set<string>();
    for (const refs of chunksOf(affected)) {
      const claims = refs.map(ref => known.get(ref)!.claims);
      await this.#link(claims, known, changed);
    }
    this.#tell(changed);
  }

  async #link(
    entities: EntityClaims[],
    known: Map<string, KnownEntity>,
    changed: Set<string>,
  ): Promise<void> {
    const { access, store } = this.#options;
    const sources = await store.listSourceTitles();
    for (let start = 0; start < entities.length; start += AT_ONCE) {
      const some = await this.#hold(entities.slice(start, start + AT_ONCE));
      // A resolver remembers what Namespaces say, hence is not kept.
      const resolver = new LinkResolver({ access, store, sources });
      const resolved = await resolver.resolve(some);
      some.forEach((claims, index) => {
        const { places } = resolved[index];
        known.set(claims.entityRef, { claims, places });
      });
      const sourceIds = await store.replaceEntityLinks(
        resolved.map(({ stored }) => stored),
      );
      sourceIds.forEach(sourceId => changed.add(sourceId));
    }
  }

  /** Notes which entities are others than those that were marked by their names. */
  async #hold(entities: EntityClaims[]): Promise<EntityClaims[]> {
    const remembered = await this.#options.store.findRemembered(
      entities.map(({ entityRef }) => entityRef),
    );
    return entities.map(claims => ({
      ...claims,
      held: isAnother(claims, remembered.get(claims.entityRef)),
    }));
  }

  #tell(changed: Set<string>, removed = false): void {
    if (changed.size > 0 || removed) {
      this.#options.onLinked([...changed]);
    }
  }
}
