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

import { NotFoundError } from '@backstage/errors';
import {
  type AccessGraph,
  type AccessNeed,
  type AccessObject,
  createAccessGraph,
  declareSystems,
  findUnread,
  type UnreadAccess,
} from '@keyward/kube-access';
import { knownSystems, type KnownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { setImmediate as giveWay } from 'node:timers/promises';
import { describeUnknown } from './describeUnknown';
import {
  type AccessRevisions,
  type Cluster,
  type RevisionColumns,
  toRevisions,
} from './listClusters';
import { loadAccessObjects, loadChangedSecrets } from './loadAccessObjects';
import { loadCompleteKinds } from './loadCompleteKinds';
import { loadSourceNeeds } from './loadSourceNeeds';

/** In a busy cluster pods come and go all the time: an answer may be as old. */
const KEPT_AT_LEAST_MS = 10_000;
/** Where more are other ones, all is read again. */
const MOST_CHANGED = 500;
/** By the number of their objects, of which each takes about a kilobyte. */
const MOST_OBJECTS = 500_000;
/** By the number of what is ranked. */
const MOST_RANKED = 200_000;

/** Who can reach what in one source. */
export interface SourceAccess {
  /** What is known of the systems that its deliverers are of. */
  systems: KnownSystems;
  graph: AccessGraph;
  /** All but pods. */
  objects: AccessObject[];
  /** ISO 8601 */
  asOf: string;
  /** Those that it was built at. */
  revisions: AccessRevisions;
  /** Set where not all that decides is known, so that nobody is not the answer. */
  unknown?: string;
  /** The same, of which {@link describeUnknown} says what concerns somebody. */
  unread: UnreadAccess & { isDump: boolean };
  /** The kinds of which all objects are known. */
  complete: ReadonlySet<string>;
  /** Which ServiceAccounts need which of the Secrets; read once, when somebody asks. */
  needs(): Promise<AccessNeed[]>;
}

interface Entry {
  /** Of Secrets: up to which those that came, changed or went are in it. */
  revisions: AccessRevisions;
  builtAt: number;
  size: number;
  access: Promise<SourceAccess>;
}

/** What is worked out of all of a source: so much of it is kept as there are items. */
export interface Ranked {
  items: object[];
}

/** The same, with {@link SourceAccess.unknown}. */
export type KnownAs<T> = T & Pick<SourceAccess, 'unknown'>;

interface KeptRanking {
  revisions: AccessRevisions;
  builtAt: number;
  ranking: KnownAs<Ranked>;
}

/**
 * Answers on access, built from what the inventory has of a source and kept
 * until something that decides is another. Any replica has its own.
 */
export class AccessGraphs {
  readonly #knex: Knex;
  readonly #now: () => number;
  /** The names of resources that make pods by word of the configuration. */
  readonly #podMakers: ReadonlySet<string>;
  readonly #declare: (object: AccessObject) => AccessObject;
  /** What is known of systems. */
  readonly systems: KnownSystems;
  readonly #entries = new LRUCache<string, Entry>({
    maxSize: MOST_OBJECTS,
    sizeCalculation: ({ size }) => Math.min(Math.max(size, 1), MOST_OBJECTS),
  });
  readonly #rankings = new LRUCache<string, KeptRanking>({
    maxSize: MOST_RANKED,
    sizeCalculation: ({ ranking }) =>
      Math.min(ranking.items.length + 1, MOST_RANKED),
  });
  readonly #running = new Map<string, Promise<KnownAs<Ranked>>>();

  constructor(options: {
    knex: Knex;
    now?: () => number;
    podMakers?: { group: string; resource: string }[];
    systems?: KnownSystems;
  }) {
    this.systems = options.systems ?? knownSystems;
    this.#declare = declareSystems(this.systems);
    this.#knex = options.knex;
    this.#podMakers = new Set(
      options.podMakers?.map(({ group, resource }) => `${resource}.${group}`),
    );
    this.#now = options.now ?? Date.now;
  }

  async of(sourceId: string): Promise<SourceAccess> {
    return await this.#of(sourceId, await this.revisionsOf(sourceId));
  }

  /**
   * What a source is at by now; it costs no graph.
   *
   * @throws NotFoundError if there is none
   */
  async revisionsOf(sourceId: string): Promise<AccessRevisions> {
    const row = await this.#knex('sources')
      .where({ id: sourceId })
      .first<RevisionColumns | undefined>(
        'access_revision',
        'secrets_revision',
      );
    if (!row) {
      throw new NotFoundError('No source with this id');
    }
    return toRevisions(row);
  }

  /**
   * What is worked out of all of a cluster, kept apart from the answers it rests on.
   * It is far smaller than these, so a page over many clusters builds none of them
   * again.
   *
   * @param what - names what is worked out
   */
  async rank<T extends Ranked>(
    cluster: Cluster,
    what: string,
    work: (access: SourceAccess) => Promise<T>,
  ): Promise<KnownAs<T>> {
    const key = `${what} ${cluster.id}`;
    const known = this.#rankings.get(key);
    if (known && this.#isGood(known, cluster.revisions)) {
      return known.ranking as KnownAs<T>;
    }
    const running =
      this.#running.get(key) ??
      this.#rank(key, cluster, work).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return (await running) as KnownAs<T>;
  }

  async #rank<T extends Ranked>(
    key: string,
    cluster: Cluster,
    work: (access: SourceAccess) => Promise<T>,
  ): Promise<KnownAs<T>> {
    const builtAt = this.#now();
    const access = await this.#of(cluster.id, cluster.revisions);
    const ranking: KnownAs<T> = {
      ...(await work(access)),
      ...(access.unknown !== undefined && { unknown: access.unknown }),
    };
    this.#rankings.set(key, { revisions: access.revisions, builtAt, ranking });
    return ranking;
  }

  #isGood(
    { revisions, builtAt }: Pick<KeptRanking, 'revisions' | 'builtAt'>,
    { all, secrets }: AccessRevisions,
  ): boolean {
    return (
      (revisions.all === all && revisions.secrets === secrets) ||
      this.#now() - builtAt < KEPT_AT_LEAST_MS
    );
  }

  async #of(
    sourceId: string,
    revisions: AccessRevisions,
  ): Promise<SourceAccess> {
    const known = this.#entries.get(sourceId);
    const now = this.#now();
    if (
      known &&
      (known.revisions.all === revisions.all ||
        now - known.builtAt < KEPT_AT_LEAST_MS)
    ) {
      const after = known.revisions.secrets;
      if (after < revisions.secrets) {
        known.revisions = { ...known.revisions, secrets: revisions.secrets };
        const { revisions: reached } = known;
        this.#keep(
          sourceId,
          known,
          known.access.then(async access => ({
            ...(await this.#changeSecrets(sourceId, access, after)),
            revisions: reached,
          })),
        );
      }
      return await known.access;
    }
    const entry: Entry = {
      revisions,
      builtAt: now,
      size: 1,
      access: this.#build(sourceId, revisions).then(({ access, size }) => {
        // Its size is known only now.
        if (this.#entries.peek(sourceId) === entry) {
          this.#entries.set(sourceId, Object.assign(entry, { size }));
        }
        return access;
      }),
    };
    this.#entries.set(sourceId, entry);
    this.#keep(sourceId, entry, entry.access);
    return await entry.access;
  }

  /** Keeps what is being read, unless it fails. */
  #keep(sourceId: string, entry: Entry, access: Promise<SourceAccess>) {
    entry.access = access;
    access.catch(() => {
      if (this.#entries.peek(sourceId) === entry) {
        this.#entries.delete(sourceId);
      }
    });
  }

  /** Everything that decides in a source, pods among it, as it is now; not kept. */
  async load(
    sourceId: string,
  ): Promise<Omit<SourceAccess, 'graph' | 'revisions'>> {
    const asOf = new Date(this.#now()).toISOString();
    const { kinds, isDump } = await loadCompleteKinds(this.#knex, sourceId);
    const objects: AccessObject[] = [];
    for await (const page of loadAccessObjects(this.#knex, sourceId)) {
      objects.push(...page.map(object => this.#declared(object)));
      await giveWay();
    }
    const unread = { ...findUnread(objects, kinds), isDump };
    return {
      needs: this.#readNeeds(sourceId, objects),
      systems: this.systems,
      objects,
      asOf,
      unknown: describeUnknown(unread),
      unread,
      complete: kinds,
    };
  }

  #readNeeds(sourceId: string, objects: AccessObject[]): SourceAccess['needs'] {
    let read: Promise<AccessNeed[]> | undefined;
    return async () => {
      read ??= loadSourceNeeds(
        this.#knex,
        sourceId,
        objects,
        this.systems,
      ).catch(error => {
        read = undefined;
        throw error;
      });
      return await read;
    };
  }

  /** Says of what is served how it leads to Secrets, where modules or the configuration do. */
  #declared(object: AccessObject): AccessObject {
    const declared = this.#declare(object);
    return declared.kind === 'APIResource' && this.#podMakers.has(declared.name)
      ? { ...declared, makesPods: true }
      : declared;
  }

  async #build(
    sourceId: string,
    revisions: AccessRevisions,
  ): Promise<{ access: SourceAccess; size: number }> {
    const { objects, ...rest } = await this.load(sourceId);
    return {
      access: {
        graph: createAccessGraph(objects),
        objects: objects.filter(({ kind }) => kind !== 'Pod'),
        revisions,
        ...rest,
      },
      size: objects.length,
    };
  }

  /** Brings an answer up to date with the Secrets that came, changed or went. */
  async #changeSecrets(
    sourceId: string,
    access: SourceAccess,
    after: number,
  ): Promise<SourceAccess> {
    const changed = await loadChangedSecrets(this.#knex, {
      sourceId,
      after,
      limit: MOST_CHANGED + 1,
    });
    if (changed.length > MOST_CHANGED) {
      return (await this.#build(sourceId, access.revisions)).access;
    }
    const { graph } = access;
    const others = new Map(
      changed.map(each => [`${each.namespace}/${each.name}`, each]),
    );
    for (const { object, ...name } of others.values()) {
      if (object) {
        graph.setSecret(object);
      } else {
        graph.deleteSecret(name);
      }
    }
    const isSame = (object: AccessObject) =>
      object.kind !== 'Secret' ||
      !others.has(`${object.namespace}/${object.name}`);
    const objects = [
      ...access.objects.filter(isSame),
      ...[...others.values()].flatMap(({ object }) => object ?? []),
    ];
    return { ...access, objects, needs: this.#readNeeds(sourceId, objects) };
  }
}
