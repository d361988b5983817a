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
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import {
  gather,
  judgePlace,
  judgeResource,
  judgeSecret,
  type Judgement,
  type ResourceFacts,
  type ResourceRule,
  type Rule,
  type RuleSettings,
  type Verdict,
} from '@keyward/findings';
import type { KnownSystems } from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { waitAtMost } from '../concurrency';
import type { InventoryChange } from '../store/inventory';
import { longTransaction } from '../store/common/longTransaction';
import { loadSourceStates } from '../store/inventory/sourceStates';
import type { SourceState } from '../store/inventory/types';
import { checkFence, LeaseLostError } from '../store/sources/checkFence';
import { enqueueAnalyses, takeDue } from '../store/analyses/analyses';
import type { SourceFence } from '../store/sources/SourceFence';
import { applyRotation } from './applyRotation';
import { applyVerdicts, type FindingChange } from './applyVerdicts';
import type { Environments } from '../store/environments/Environments';
import { loadFollowed } from './loadFollowed';
import { loadPlaceFacts } from './loadPlaceFacts';
import { loadResourceFacts, toResourceFacts } from './loadResourceFacts';
import { loadSecretFacts } from './loadSecretFacts';
import { applySharedValues } from './sharedValues/applySharedValues';
import { saveEnvironments } from './sharedValues/saveEnvironments';

const AT_A_TIME = 500;
/** Time passes for findings as well: how often what falls due is looked for. */
const TICK_MS = 30_000;
/** When to look again at what could not be resolved, as its source was not followed. */
const RETRY_MS = 60_000;
/** What is under way may take so long to come to its end. */
const REST_MS = 5000;

/** What a {@link FindingsEngine} works with. */
export interface FindingsEngineOptions {
  knex: Knex;
  logger: LoggerService;
  rules: readonly Rule[];
  /** Rules that modules bring. */
  resourceRules?: readonly ResourceRule[];
  settings: Omit<RuleSettings, 'now'>;
  environments: Environments;
  /** What is known of systems; default: what this version knows. */
  systems?: KnownSystems;
  /** Fences of the sources that this process holds. */
  held(): SourceFence[];
  now?: () => number;
}

/**
 * Hears of what was analysed, and how findings about one secret alone changed. Of
 * those about equal values it hears nothing, as not everybody may see the others.
 */
export type FindingsListener = (
  changes: FindingChange[],
  sourceId: string,
) => void;

/**
 * How a source stands until everything was looked at once. Of a secret whose
 * consumers or certificates are told a moment later, a rule would say what is
 * taken back then.
 */
const UNSETTLED: ReadonlySet<SourceState> = new Set(['starting', 'syncing']);

/**
 * Asks the rules of secrets that changed, and of those for which time alone has
 * made a difference.
 *
 * The inventory notes in `analyses` which secrets changed, in the transaction
 * that changes them. Whoever holds a source takes its entries in batches, each
 * in one transaction under the fence of the lease: facts are read, rules asked,
 * findings and rotation brought up to date, and it is noted when to ask again.
 * Nothing is resolved of which a source does not know how it is now.
 */
export class FindingsEngine {
  readonly #options: FindingsEngineOptions;
  readonly #listeners = new Set<FindingsListener>();
  readonly #running = new Map<string, Promise<void>>();
  /** Sources that changed while they were analysed. */
  readonly #again = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: FindingsEngineOptions) {
    this.#options = options;
  }

  onChange(listener: FindingsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await waitAtMost(REST_MS, Promise.all(this.#running.values()));
  }

  /** Looks at what a change of the inventory has noted, soon. */
  touch({ sourceId }: Pick<InventoryChange, 'sourceId'>): void {
    if (this.#stopped) {
      return;
    }
    if (this.#running.has(sourceId)) {
      this.#again.add(sourceId);
      return;
    }
    const run = this.#drain(sourceId)
      .catch(error => {
        if (!(error instanceof LeaseLostError)) {
          this.#options.logger.warn(
            `Findings of ${sourceId} could not be brought up to date: ${describeError(
              error,
            )}`,
          );
        }
      })
      .finally(() => {
        this.#running.delete(sourceId);
        if (this.#again.delete(sourceId)) {
          this.touch({ sourceId });
        }
      });
    this.#running.set(sourceId, run);
  }

  #tick(): void {
    for (const { sourceId } of this.#options.held()) {
      this.touch({ sourceId });
    }
  }

  async #drain(sourceId: string): Promise<void> {
    for (;;) {
      const fence = this.#options
        .held()
        .find(held => held.sourceId === sourceId);
      if (this.#stopped || !fence || !(await this.analyse(fence))) {
        return;
      }
    }
  }

  /**
   * Analyses a batch of what is due.
   *
   * @returns whether there may be more
   */
  async analyse(fence: SourceFence): Promise<boolean> {
    const { knex, environments, logger, rules } = this.#options;
    const { resourceRules = [] } = this.#options;
    const { sourceId } = fence;
    const time = this.#options.now?.() ?? Date.now();
    const now = new Date(time).toISOString();
    const settings = { ...this.#options.settings, now };
    const source = (await loadSourceStates(knex, time)).get(sourceId);
    if (source && UNSETTLED.has(source.state)) {
      return false;
    }
    const { count, changes } = await longTransaction(knex, async tx => {
      await checkFence(tx, fence);
      const ids = await takeDue(tx, sourceId, now, AT_A_TIME);
      if (ids.length === 0) {
        return { count: 0, changes: [] };
      }
      const facts = await loadSecretFacts(
        tx,
        sourceId,
        ids,
        environments,
        this.#options.systems,
      );
      const secrets = new Set(facts.map(({ id }) => id));
      const places = await loadPlaceFacts(
        tx,
        sourceId,
        ids.filter(id => !secrets.has(id)),
        environments,
      );
      const resources = await loadResourceFacts(
        tx,
        sourceId,
        ids.filter(id => !secrets.has(id)),
        environments,
      );
      // Nothing is said of a secret that is gone.
      const verdicts = new Map<string, Verdict[]>(ids.map(id => [id, []]));
      const undecided = new Map<string, Judgement['undecided']>();
      const failed = new Map<string, Judgement['failed']>();
      const reviews = await applyRotation(tx, {
        sourceId,
        ids,
        facts,
        settings,
      });
      const note = (id: string, judgement: Judgement) => {
        verdicts.set(id, judgement.verdicts);
        undecided.set(id, judgement.undecided);
        failed.set(id, judgement.failed);
        noteReview(reviews, id, judgement.reviewAt);
      };
      const judgeByModules = (resource: ResourceFacts) =>
        judgeResource(resourceRules, resource, settings, (rule, error) =>
          logger.warn(
            `The rule ${rule.id} failed for ${resource.ref}: ${describeError(
              error,
            )}`,
          ),
        );
      for (const secret of facts) {
        note(
          secret.id,
          gather(
            [
              judgeSecret(rules, secret, settings),
              judgeByModules(toResourceFacts(secret)),
            ],
            settings,
          ),
        );
      }
      for (const resource of resources) {
        note(resource.id, judgeByModules(resource));
      }
      for (const place of places) {
        note(place.id, judgePlace(rules, place, settings));
      }
      const mayResolve = await loadFollowed(tx, { source, ids, now });
      const applied = await applyVerdicts(tx, {
        sourceId,
        verdicts,
        undecided,
        failed,
        now,
        mayResolve,
      });
      await saveEnvironments(tx, sourceId, facts, settings);
      const shared = await applySharedValues(tx, {
        sourceId,
        sharing: facts.flatMap(({ id, sharesValues }) =>
          sharesValues ? [id] : [],
        ),
        told: applied.told,
        now,
        mayResolve,
      });
      applied.causes.forEach(id => noteReview(reviews, id, now));
      const later = new Date(time + RETRY_MS).toISOString();
      for (const { kept, expiries } of [applied, shared]) {
        expiries.forEach((at, id) => noteReview(reviews, id, at));
        kept.forEach(id => noteReview(reviews, id, later));
      }
      await enqueueAnalyses(
        tx,
        [...reviews].map(([secretId, dueAt]) => ({
          sourceId,
          secretId,
          dueAt,
        })),
      );
      return { count: ids.length, changes: applied.changes };
    });
    if (count > 0) {
      this.#listeners.forEach(listener => listener(changes, sourceId));
    }
    return count > 0;
  }
}

/** The first moment counts. */
function noteReview(
  reviews: Map<string, string>,
  id: string,
  at: string | undefined,
): void {
  const known = reviews.get(id);
  if (at !== undefined && (known === undefined || at < known)) {
    reviews.set(id, at);
  }
}
