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

import {
  type SecretsSource,
  type SourceProblem,
  type SourceRun,
  UnfitObservations,
} from '@keyward/backstage-plugin-secrets-node';
import {
  type AnyObservation,
  type Coverage,
  OBSERVATION_VERSION,
  type ObservationBatch,
} from '@keyward/observation';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { VaultClient, VaultError } from '../client';
import type { VaultSettings } from '../config';
import { attributes } from './attributes';
import { isForbidden } from './isForbidden';
import { observeSecret } from './observeSecret';
import {
  findLeader,
  type Health,
  observeServer,
  readHealth,
  SERVER,
} from './observeServer';
import { Latency } from './Latency';
import { PolicyStore } from './PolicyStore';
import { problems } from './problems';
import {
  type Engine,
  ENGINE,
  observeEngine,
  readEngine,
  readEngines,
} from './readEngines';
import {
  CONNECTION,
  DATABASE_ROLE,
  readConnections,
  readDatabaseRoles,
  readStaticRoles,
  STATIC_ROLE,
} from './readDatabases';
import { type Raft, readRaft } from './readRaft';
import { readRoles, ROLE } from './readRoles';
import { RoleReach } from './RoleReach';
import { SYSTEM } from './system';
import { type WalkedEngine, walkEngine } from './walkEngine';

/** In which another node has become the leader. */
const AGAIN_MS = 5_000;

/**
 * How a look went: `unserved` where that it failed may be for another node becoming the
 * leader, and nothing of it was said yet.
 */
type Outcome = 'live' | 'failed' | 'unserved';

/**
 * One Vault. It is looked at from time to time: health first, then engines, roles and the
 * secrets of the KV engines, each stream apart, so that what may not be read keeps
 * nothing else from being known. What could not be read whole ends no sync: nothing is
 * taken for deleted by silence. Where the leader changes during a look, the look is made
 * once more before it counts.
 */
export class VaultSource implements SecretsSource {
  readonly id: string;
  readonly kind = SYSTEM;
  readonly title: string;
  readonly mode = 'metadata';
  readonly attributes = attributes;
  readonly dashboardUrl: string;
  readonly #settings: VaultSettings;
  readonly #latency = new Latency();
  #peersLost: SourceProblem[] = [];

  readonly #againMs: number;

  /** @param againMs - how long to wait where the leader may have changed */
  constructor(settings: VaultSettings, againMs = AGAIN_MS) {
    this.#againMs = againMs;
    this.id = settings.id;
    this.title = settings.title;
    this.dashboardUrl = `${settings.address}/ui/`;
    this.#settings = settings;
  }

  async run(run: SourceRun): Promise<void> {
    const client = new VaultClient(this.#settings);
    client.follow(run.signal);
    const wait = async (ms: number) =>
      await delay(ms, undefined, { signal: run.signal }).catch(() => {});
    let isLive = false;
    while (!run.signal.aborted) {
      let outcome = await this.#look(client, run, isLive);
      if (outcome === 'unserved') {
        await wait(this.#againMs);
        if (run.signal.aborted) {
          return;
        }
        outcome = await this.#look(client, run, false);
      }
      isLive = outcome === 'live';
      await wait(this.#settings.everyMs);
    }
  }

  /** @param mayRepeat - whether nothing is to be said of a failure that another leader may mend */
  async #look(
    client: VaultClient,
    following: SourceRun,
    mayRepeat: boolean,
  ): Promise<Outcome> {
    const unfit = new UnfitObservations(attributes);
    // Whoever writes to a Vault chooses names: those of one keep no other from being known.
    const run: SourceRun = {
      ...following,
      apply: batch => following.apply(unfit.leaveOut(batch)),
    };
    const began = new Date().toISOString();
    try {
      const { health, ...known } = await this.#lookAtServer(client);
      if (mayRepeat && isBetweenLeaders(health)) {
        return 'unserved';
      }
      await apply(run, 'server', { kind: SERVER }, [
        [
          observeServer(this.#settings, health, {
            ...known,
            ...this.#latency.add(health.answeredMs),
          }),
        ],
      ]);
      if (!isServing(health)) {
        await run.report({
          state: 'down',
          problems: [problems.notServing(this.title, health)],
        });
        return 'failed';
      }
      const { found, optional, mayBeServed } = await this.#lookInside(
        client,
        run,
      );
      if (mayRepeat && mayBeServed) {
        return 'unserved';
      }
      await run.report({
        state: found.length > 0 ? 'degraded' : 'live',
        problems: found,
        warnings: [
          ...this.#notePeers(known),
          ...optional,
          ...unfit.leftOut().map(each => problems.leftOut(each)),
        ],
        clockSkewMs: (health.clockSkewSeconds ?? 0) * 1000,
        ...(found.length > 0 ? {} : { followedTo: began }),
      });
      return found.length > 0 ? 'failed' : 'live';
    } catch (error) {
      if (run.signal.aborted || !(error instanceof VaultError)) {
        throw error;
      }
      if (mayRepeat && wasNotServed(error)) {
        return 'unserved';
      }
      await run.report({
        state: 'down',
        problems: [problems.failed(this.title, error)],
      });
      return 'failed';
    }
  }

  /** A peer that was lost is lost until it is known not to be. */
  #notePeers(raft: Raft): SourceProblem[] {
    if (raft.peers !== undefined) {
      this.#peersLost = problems.peersLost(this.title, raft);
    }
    return this.#peersLost;
  }

  /** @returns what could not be read, what of it is optional, and whether another leader may serve it */
  async #lookInside(
    client: VaultClient,
    run: SourceRun,
  ): Promise<
    Record<'found' | 'optional', SourceProblem[]> & { mayBeServed: boolean }
  > {
    const found: SourceProblem[] = [];
    let mayBeServed = false;
    let refusal: VaultError | undefined;
    let mayRead = false;
    const attempt = async (mend: SourceProblem, work: () => Promise<void>) => {
      try {
        await work();
        mayRead = true;
      } catch (error) {
        if (isForbidden(error)) {
          refusal ??= error;
          found.push(mend);
        } else if (isAnswered(error)) {
          mayBeServed ||= wasNotServed(error);
          found.push(problems.failed(this.title, error));
        } else {
          throw error;
        }
      }
    };
    const { mounts } = this.#settings;
    let all: Engine[] | undefined;
    const roles: { reach?: RoleReach; ofDatabases?: RoleReach } = {};
    await attempt(problems.enginesForbidden(this.title), async () => {
      const known = await readEngines(client);
      await apply(run, 'engines', { kind: ENGINE }, [
        known.map(engine => observeEngine(this.id, engine)),
      ]);
      all = known;
    });
    const engines = (all ?? []).filter(
      ({ kv, mount }) => kv && (!mounts || mounts.includes(mount)),
    );
    const databases = (all ?? [])
      .filter(({ type }) => type === 'database')
      .map(({ mount }) => mount);
    for (const mount of all ? [] : mounts ?? []) {
      await attempt(problems.versionUnknown(mount), async () => {
        const engine = await readEngine(client, mount);
        if (engine?.kv) {
          engines.push(engine);
        } else {
          found.push(problems.noEngine(mount));
        }
      });
    }
    client.readMetadataOf(
      engines.flatMap(({ kv, mount }) => (kv === 'kv-2' ? [mount] : [])),
    );
    await attempt(problems.rolesForbidden(this.title), async () => {
      const clusterOf = (mount: string) => this.#clusterOf(mount);
      const reach = new RoleReach(engines, clusterOf);
      // Apart, so that rules about databases are not followed to each secret.
      const ofDatabases = new RoleReach(
        databases.flatMap(mount => [
          { mount, accounts: 'creds' as const },
          { mount, accounts: 'static-creds' as const },
        ]),
      );
      await apply(
        run,
        'roles',
        { kind: ROLE },
        readRoles(
          client,
          this.id,
          new PolicyStore(client),
          role => {
            ofDatabases.add(role);
            return reach.add(role);
          },
          clusterOf,
        ),
      );
      Object.assign(roles, { reach, ofDatabases });
    });
    const optional = all
      ? await this.#readDatabases(client, run, databases, roles.ofDatabases)
      : [];
    for (const engine of engines) {
      await attempt(problems.engineForbidden(engine), async () => {
        found.push(
          ...(await this.#readEngine(client, run, engine, roles.reach)),
        );
      });
    }
    if (refusal && !mayRead) {
      // A token that is not known is refused in the same words as one without a policy.
      client.forgetLogin();
      throw refusal;
    }
    return { found, optional, mayBeServed };
  }

  /** @returns what may not be read: it needs a policy that is optional */
  async #readDatabases(
    client: VaultClient,
    run: SourceRun,
    mounts: readonly string[],
    reach: RoleReach | undefined,
  ): Promise<SourceProblem[]> {
    client.readRolesOf(mounts);
    const databases = { sourceId: this.id, mounts, reach };
    const found: SourceProblem[] = [];
    for (const [kind, path, read] of [
      [DATABASE_ROLE, 'roles', readDatabaseRoles],
      [STATIC_ROLE, 'static-roles', readStaticRoles],
      [CONNECTION, 'config', readConnections],
    ] as const) {
      try {
        const stream = `database ${path}`;
        await apply(run, stream, { kind }, read(client, databases));
      } catch (error) {
        if (!isAnswered(error)) {
          throw error;
        }
        found.push(
          isForbidden(error)
            ? problems.databaseForbidden(mounts, path)
            : problems.failed(this.title, error),
        );
      }
    }
    return found;
  }

  async #readEngine(
    client: VaultClient,
    run: SourceRun,
    engine: Engine,
    reach: RoleReach | undefined,
  ): Promise<SourceProblem[]> {
    const { mount, kv } = engine;
    const walked: WalkedEngine = {
      mount,
      engine: kv!,
      unlisted: [],
      unread: 0,
    };
    const pages = walkEngine(client, this.id, walked);
    await apply(
      run,
      `kv ${mount}`,
      { kind: 'secret', location: [mount] },
      (async function* observed() {
        for await (const page of pages) {
          yield page.map(secret =>
            observeSecret({
              ...secret,
              readers: reach?.readersOf(engine, secret.path),
            }),
          );
        }
      })(),
      () => walked.unlisted.length === 0,
    );
    return problems.unread(walked);
  }

  /** Whose ServiceAccounts a Kubernetes auth method lets in is what the administrator says. */
  #clusterOf(mount: string): string | undefined {
    return this.#settings.clusters?.find(({ authMounts }) =>
      authMounts?.includes(mount),
    )?.cluster;
  }

  async #lookAtServer(
    client: VaultClient,
  ): Promise<{ health: Health; auditDevices?: number } & Raft> {
    const health = await readHealth(client);
    if (!isServing(health)) {
      return { health };
    }
    try {
      // Needs `sudo`.
      const answer = await client.read('sys/audit');
      const devices: unknown = answer?.data;
      // A namespace of Vault Enterprise has no such path: devices are of the whole Vault.
      return {
        health,
        ...(devices !== null && typeof devices === 'object'
          ? { auditDevices: Object.keys(devices).length }
          : {}),
        ...(await readRaft(client)),
      };
    } catch (error) {
      if (health.isStandby && isUnserved(error)) {
        const { address, nodes = [] } = this.#settings;
        const leader = await findLeader(client, [address, ...nodes]);
        return { health: { ...health, leader } };
      }
      if (isForbidden(error)) {
        return { health, ...(await readRaft(client)) };
      }
      if (isAnswered(error)) {
        return { health };
      }
      throw error;
    }
  }
}

function isServing({ isInitialized, isSealed, leader }: Health): boolean {
  return isInitialized && !isSealed && leader === 'yes';
}

/** Whether no node serves requests, though each may as soon as it is the leader. */
function isBetweenLeaders(health: Health): boolean {
  return health.isInitialized && !health.isSealed && !isServing(health);
}

/** Whether nobody served a request: a node that was lost, or one that is no leader yet or any more. */
function wasNotServed({ status }: VaultError): boolean {
  return (
    status === undefined || status >= 500 || (status >= 300 && status < 400)
  );
}

/**
 * Whether a standby handed a request on to nobody: where it cannot, it sends whoever asks
 * to the leader that it names. A login is no less a request.
 */
function isUnserved(error: unknown): boolean {
  return (
    error instanceof VaultError &&
    wasNotServed(error) &&
    !(error.status === undefined && error.isOfLogin)
  );
}

/** Whether one path came to nothing while the Vault answers: an engine that is being upgraded, too many requests. */
function isAnswered(error: unknown): error is VaultError {
  return (
    error instanceof VaultError &&
    (error.status !== undefined || error.isGarbage) &&
    !error.isOfLogin
  );
}

/** Hands on all there is of a stream, a page at a time. */
async function apply(
  run: SourceRun,
  stream: string,
  covers: Coverage,
  pages: Iterable<AnyObservation[]> | AsyncIterable<AnyObservation[]>,
  isWhole: () => boolean = () => true,
): Promise<void> {
  const generation = randomUUID();
  const batch = (upserts: AnyObservation[]): ObservationBatch => ({
    version: OBSERVATION_VERSION,
    stream,
    covers,
    generation,
    upserts,
    gone: [],
    observedAt: new Date().toISOString(),
  });
  for await (const page of pages) {
    await run.apply(batch(page));
  }
  if (isWhole()) {
    await run.apply({ ...batch([]), complete: true });
  }
}
