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
  setImmediate as giveWay,
  setTimeout as sleep,
} from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import {
  findRiskyBindings,
  isBinding,
  type RiskyBinding,
} from '@keyward/kube-access';
import { waitAtMost } from '../../concurrency';
import { longTransaction } from '../../store/common/longTransaction';
import { loadSourceStates } from '../../store/inventory/sourceStates';
import { checkFence, LeaseLostError } from '../../store/sources/checkFence';
import type { SourceFence } from '../../store/sources/SourceFence';
import type { SourceAccess } from '../AccessGraphs';
import {
  type AccessRevisions,
  type Cluster,
  listClusters,
} from '../listClusters';
import { loadProduction } from '../loadProduction';
import type { AccessOptions } from '../readMatrix';
import { refOfBinding, type SavedBindings, saveBindings } from './saveBindings';

const TICK_MS = 15_000;
/** At most a tenth of the time is spent with it, however large clusters are. */
const REST = 9;
const AT_ONCE = 100;
/** What is under way may take so long to come to its end. */
const STOP_MS = 5000;
/** Rights and needs are not all there until everything was looked at once. */
const UNSETTLED: ReadonlySet<string> = new Set(['starting', 'syncing']);

/**
 * Notes the bindings with which something is wrong as resources, so that they have
 * findings, owners and decisions like everything else. It follows the revisions of
 * what decides about access, in the sources that this process holds.
 */
export class RiskyBindings {
  readonly #access: Pick<AccessOptions, 'graphs' | 'knex' | 'production'>;
  readonly #logger: LoggerService;
  readonly #held: () => SourceFence[];
  readonly #onSaved: (change: { sourceId: string } & SavedBindings) => void;
  readonly #now: () => number;
  /** What was looked at last, by source. */
  readonly #seen = new Map<
    string,
    { fence: number; revisions: AccessRevisions }
  >();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> | undefined;

  constructor(options: {
    access: Pick<AccessOptions, 'graphs' | 'knex' | 'production'>;
    logger: LoggerService;
    /** Fences of the sources that this process holds. */
    held(): SourceFence[];
    /** Hears of bindings that came, changed or went. */
    onSaved?(change: { sourceId: string } & SavedBindings): void;
    now?: () => number;
  }) {
    this.#access = options.access;
    this.#logger = options.logger;
    this.#held = options.held;
    this.#onSaved = options.onSaved ?? (() => {});
    this.#now = options.now ?? Date.now;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#work ??= this.#lookAtAll().finally(() => {
        this.#work = undefined;
      });
    }, TICK_MS);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await waitAtMost(STOP_MS, this.#work ?? Promise.resolve());
  }

  async #lookAtAll(): Promise<void> {
    const { signal } = this.#stopping;
    for (const fence of this.#held()) {
      if (signal.aborted) {
        return;
      }
      const began = performance.now();
      try {
        await this.look(fence);
      } catch (error) {
        if (!(error instanceof LeaseLostError)) {
          this.#logger.warn(
            `The bindings of ${
              fence.sourceId
            } could not be looked at: ${describeError(error)}`,
          );
        }
      }
      await sleep(REST * (performance.now() - began), undefined, {
        signal,
      }).catch(() => {});
    }
  }

  /** Looks at the bindings of a source, unless nothing that decides has changed since. */
  async look(fence: SourceFence): Promise<void> {
    const { knex, graphs } = this.#access;
    const { sourceId } = fence;
    const [cluster] = await listClusters(knex, [sourceId]);
    const time = this.#now();
    const state = (await loadSourceStates(knex, time)).get(sourceId)?.state;
    if (
      !cluster ||
      state === undefined ||
      UNSETTLED.has(state) ||
      this.#hasSeen(fence, cluster.revisions)
    ) {
      return;
    }
    const access = await graphs.of(sourceId);
    const risky = await this.#find(access, cluster);
    const known = new Set<string>();
    for (const object of access.objects) {
      if (isBinding(object)) {
        known.add(refOfBinding(sourceId, object));
      }
    }
    const saved = await longTransaction(knex, async tx => {
      await checkFence(tx, fence);
      return await saveBindings(tx, fence, {
        risky,
        // What is not known is not well.
        isKept: ref => access.unknown !== undefined && known.has(ref),
        now: new Date(time).toISOString(),
      });
    });
    this.#seen.set(sourceId, {
      fence: fence.fence,
      revisions: access.revisions,
    });
    if (saved.secretIds.length > 0) {
      this.#onSaved({ sourceId, ...saved });
    }
  }

  #hasSeen({ sourceId, fence }: SourceFence, now: AccessRevisions): boolean {
    const seen = this.#seen.get(sourceId);
    return (
      seen?.fence === fence &&
      seen.revisions.all === now.all &&
      seen.revisions.secrets === now.secrets
    );
  }

  async #find(
    { objects, complete, needs: loadNeeds }: SourceAccess,
    cluster: Cluster,
  ): Promise<RiskyBinding[]> {
    const { knex, production } = this.#access;
    const needs = await loadNeeds();
    const isProduction =
      production && (await loadProduction(knex, cluster, objects, production));
    const risky: RiskyBinding[] = [];
    for (const binding of findRiskyBindings(objects, needs, {
      isProduction: namespace => isProduction?.get(namespace),
      complete,
    })) {
      risky.push(binding);
      if (risky.length % AT_ONCE === 0) {
        await giveWay();
      }
    }
    return risky;
  }
}
