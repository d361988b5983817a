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
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  describeError,
  type GitChange,
  type GitChangeReference,
  type GitHost,
  GitHostError,
  type Sealer,
} from '@keyward/backstage-plugin-secrets-node';
import {
  codeSpan,
  describeChange,
  type GitChangeError,
  type PlannedChange,
} from '@keyward/git-changes';
import type { Refusal } from '@keyward/backstage-plugin-secrets-common';
import type { Knex } from 'knex';
import type { NamedSource } from '../ingest/sources';
import {
  isLast,
  type RequestChanges,
  RequestLostError,
  type RequestState,
  type RequestStore,
  type SealedWrite,
  type StoredRequest,
} from '../store/requests';
import { Destinations } from './Destinations';
import { followApproval, noteUnapproved } from './followApproval';
import { observeTarget } from './observeTarget';
import { planAgain } from './planAgain';
import { planRequest } from './planRequest';
import { toTarget } from './readFolders';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const ANSWER_MS = 30_000;
/** A step asks several times, and a lease is for two minutes. */
const RENEW_MS = 30_000;
/** What is older is looked at less often, as all teams share how often a Git host may be asked. */
const LONGEST_WAIT_MS = 10 * MINUTE_MS;
const PART_OF_AGE = 20;
const HOUR_MS = 60 * MINUTE_MS;
/** For how long a pull request that was closed is looked at, should it be opened again. */
const FOLLOWED_MS = 30 * 24 * HOUR_MS;
const LONGEST_WAIT_AFTER_MS = 6 * HOUR_MS;
const ANOTHER_OPEN = {
  code: 'opened-again',
  reason:
    'It was opened again at the Git host, while another request for the Secret is open.',
  remedy: 'Close it there, or withdraw the other request.',
};
/** Stays with the closed request, for it to be checked should it be opened again. */
const UNCHECKED = {
  code: 'closed-unchecked',
  reason:
    'Its pull request was opened and closed before the portal could check what it holds.',
  remedy: 'Request it again, or open the pull request again.',
};
/** In one run; the next ones have their turn with the next run. */
const MOST_STEPS = 200;
/** Errors that say to people why something cannot be. */
const REFUSALS = ['GitHostError', 'GitChangeError', 'SealingError'];

type Taken = NonNullable<Awaited<ReturnType<RequestStore['acquire']>>>;

/** What a {@link RequestRunner} works with. */
export interface RequestRunnerOptions {
  /** Where the pages of the portal are, without a slash at the end. */
  appUrl: string;
  auditor: AuditorService;
  /** The clusters that the portal knows, with what others may call them. */
  clusters(): readonly NamedSource[];
  /** Why it may not be written where a request says, as things are now; asked before it is. */
  findObjection(request: StoredRequest): Promise<Refusal | undefined>;
  hostOf(id: string): GitHost | undefined;
  knex: Knex;
  logger: LoggerService;
  now?: () => number;
  /** How often a new pull request is looked at, and then its clusters. */
  pollMs: number;
  /** How often the lease of a request is renewed while something is done for it. */
  renewMs?: number;
  sealer?: Sealer;
  store: Pick<RequestStore, 'acquire' | 'findOpen' | 'renew' | 'save'>;
}

/**
 * Takes requests further, one step at a time. Whatever a step does can be done again: a
 * process that ends in the middle leaves the request to the next one, which finds the
 * branch and the pull request by their name.
 */
export class RequestRunner {
  /** How often there may be something to do. */
  readonly pollMs: number;
  readonly #options: RequestRunnerOptions;
  readonly #now: () => number;

  constructor(options: RequestRunnerOptions) {
    this.pollMs = options.pollMs;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Takes all that is due further by one step, each in its turn. */
  async run(signal?: AbortSignal): Promise<void> {
    for (let steps = 0; steps < MOST_STEPS && !signal?.aborted; steps += 1) {
      const taken = await this.#options.store.acquire();
      if (!taken) {
        return;
      }
      await this.#step(taken);
    }
  }

  /**
   * Opens the pull request of a request that has none yet, with a token of the person who
   * requested it. Where that fails, it is opened without one later.
   *
   * @returns whether it was tried: not where it is open or over, somebody else is at it, or
   *   it failed and waits to be tried again
   * @throws {@link GitHostError} where the host does not open it for that person
   */
  async openAs(id: string, openerToken: string): Promise<boolean> {
    const taken = await this.#options.store.acquire({ preparing: id });
    if (!taken) {
      return false;
    }
    const failure = await this.#step(taken, openerToken);
    if (failure instanceof Error && failure.name === 'GitHostError') {
      throw failure;
    }
    return true;
  }

  /** @returns what it failed for, if it did; that is stored as well */
  async #step(taken: Taken, openerToken?: string): Promise<unknown> {
    const { logger, renewMs = RENEW_MS, store } = this.#options;
    let failure: unknown;
    const renewal = setInterval(() => {
      // Where that fails, others take the request over once the lease has expired.
      store.renew(taken.lease).catch(() => {});
    }, renewMs);
    const advance = async () => {
      try {
        return await this.#advance(taken, openerToken);
      } finally {
        clearInterval(renewal);
      }
    };
    const changes = await advance().catch(error => {
      failure = error;
      const { name } = error as Error;
      if (!REFUSALS.includes(name)) {
        logger.error(
          `Request ${
            taken.request.id
          } could not be taken further: ${describeError(error)}`,
        );
      }
      return this.#changesAfter(error, taken);
    });
    try {
      await store.save(taken.lease, changes);
    } catch (error) {
      // Whoever has it by now does the step again.
      if (!(error instanceof RequestLostError)) {
        throw error;
      }
    }
    return failure;
  }

  async #advance(
    taken: Taken,
    openerToken: string | undefined,
  ): Promise<RequestChanges> {
    const { request } = taken;
    switch (request.state) {
      case 'preparing':
        return request.withdrawnBy
          ? await this.#close(request)
          : await this.#open(taken, openerToken);
      case 'opened':
        return request.withdrawnBy
          ? await this.#close(request)
          : await this.#follow(taken);
      case 'closed':
      case 'withdrawn':
        return await this.#lookAgain(request);
      default:
        return await this.#observe(request);
    }
  }

  /**
   * Opens the pull request. One that is there already may be of an earlier try, or of somebody
   * who knows the name of the branch: it is brought to what is planned, whatever it holds.
   */
  async #open(
    taken: Taken,
    openerToken: string | undefined,
  ): Promise<RequestChanges> {
    const { request, writes } = taken;
    const host = this.#hostOf(request);
    const known = await host.readChange({
      ...referenceOf(request),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (known?.state === 'merged') {
      return opened(known, this.pollMs);
    }
    if (known?.state === 'closed') {
      // A host no longer changes what its branch holds, and nobody is to approve that.
      return {
        state: 'closed',
        change: changeOf(known),
        note: `${UNCHECKED.reason} Remedy: ${UNCHECKED.remedy}`,
        blocked: UNCHECKED,
        isFollowed: true,
        nextInMs: this.pollMs,
      };
    }
    // What was confirmed when it was requested may be withdrawn by now.
    const objection = await this.#options.findObjection(request);
    if (objection) {
      const changes = refused(objection, taken.failures);
      if (known && changes.state === 'failed') {
        await this.#close(request);
      }
      return changes;
    }
    const { commit, planned } = await planRequest(host, request, writes);
    const change = await host.openChange({
      ...referenceOf(request),
      baseCommit: commit,
      files: planned.files,
      ...this.#describe(request, writes, planned),
      ...(openerToken === undefined ? {} : { openerToken }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return opened(change, this.pollMs);
  }

  #describe(
    request: StoredRequest,
    writes: readonly SealedWrite[],
    planned: PlannedChange,
  ): { title: string; body: string } {
    return describeChange({
      targets: writes.map((write, position) => ({
        target: toTarget(write),
        planned: planned.targets[position],
        cluster: write.sourceId,
        certificate: write.certificate,
      })),
      warnings: planned.warnings,
      entity: request.entityRef,
      requester: request.requestedBy,
      reason: request.reason,
      link: this.#linkTo(request),
    });
  }

  async #follow({ request, writes }: Taken): Promise<RequestChanges> {
    const host = this.#hostOf(request);
    const { repository } = request;
    const change = await host.readChange({
      ...referenceOf(request),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!change) {
      return {
        blocked: {
          code: 'change-missing',
          reason: `The pull request no longer exists, or is no longer one of the branch ${branchOf(
            request,
          )} into the branch ${request.branch}.`,
          remedy: 'Withdraw the request, and request it again.',
        },
        nextInMs: LONGEST_WAIT_MS,
      };
    }
    switch (change.state) {
      case 'merged':
        return {
          ...merged(change),
          note: await noteUnapproved(this.#options.auditor, request, change),
        };
      case 'closed':
        return {
          state: 'closed',
          change: changeOf(change),
          blocked: undefined,
          isFollowed: true,
          nextInMs: this.pollMs,
        };
      default: {
        const changes = await this.#withApproval(host, request, change, {
          ...(change.isMergeable === false
            ? await this.#planAgain(host, request, writes, change)
            : { change: changeOf(change), blocked: undefined }),
          reminded: request.remindBy !== undefined,
          nextInMs: this.#waitOf(request, this.pollMs),
        });
        // The last thing, so that it is not written twice where something else fails.
        if (request.remindBy) {
          await host.comment({
            repository,
            number: change.number,
            text: `${codeSpan(
              request.remindBy,
            )} waits for this pull request to be reviewed and merged.`,
            signal: AbortSignal.timeout(ANSWER_MS),
          });
        }
        return changes;
      }
    }
  }

  /** Brings a pull request that conflicts up to date, unless people work on its branch. */
  async #planAgain(
    host: GitHost,
    request: StoredRequest,
    writes: readonly SealedWrite[],
    conflicting: GitChange,
  ): Promise<Pick<RequestChanges, 'blocked' | 'change' | 'note'>> {
    const again = await planAgain({
      branch: branchOf(request),
      describe: planned => this.#describe(request, writes, planned),
      findObjection: this.#options.findObjection,
      host,
      request,
      writes,
    });
    if ('blocked' in again) {
      return { change: changeOf(conflicting), blocked: again.blocked };
    }
    const isUpdated = again.change.headSha !== conflicting.headSha;
    return {
      change: changeOf(again.change),
      blocked:
        isUpdated || again.change.isMergeable !== false
          ? undefined
          : {
              code: 'not-mergeable',
              reason: `The Git host says that the pull request cannot be merged into the branch ${request.branch}, which has nothing new.`,
              remedy: 'Open the pull request to see why.',
            },
      ...(isUpdated
        ? {
            note: `It conflicted with the branch ${request.branch}, and was planned again on what that has now.`,
          }
        : {}),
    };
  }

  /** Adds what is to be done about the approval of an open one, where it needs one. */
  async #withApproval(
    host: GitHost,
    request: StoredRequest,
    found: GitChange,
    changes: RequestChanges,
  ): Promise<RequestChanges> {
    if (!request.needsApproval) {
      return changes;
    }
    const { blocked, isUnfinished, ...approval } = await followApproval({
      auditor: this.#options.auditor,
      branch: branchOf(request),
      found,
      headSha: (changes.change ?? found).headSha,
      host,
      request,
      url: this.#linkTo(request),
    });
    return {
      ...changes,
      ...approval,
      blocked: changes.blocked ?? blocked,
      ...(isUnfinished ? { nextInMs: 0 } : {}),
    };
  }

  /** Closes the pull request of a request that is withdrawn, unless it is merged by now. */
  async #close(request: StoredRequest): Promise<RequestChanges> {
    const change = await this.#hostOf(request).closeChange({
      ...referenceOf(request),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (change?.state === 'merged') {
      const unapproved = await noteUnapproved(
        this.#options.auditor,
        request,
        change,
      );
      return {
        ...merged(change),
        note: ['It was merged before it could be withdrawn.', unapproved]
          .filter(Boolean)
          .join(' '),
      };
    }
    return {
      state: 'withdrawn',
      ...(change ? { change: changeOf(change) } : {}),
      by: request.withdrawnBy,
      blocked: undefined,
      isFollowed: change !== undefined,
      nextInMs: this.pollMs,
    };
  }

  /** Whether the pull request of a request that is over was opened again, or merged. */
  async #lookAgain(request: StoredRequest): Promise<RequestChanges> {
    const { auditor, store } = this.#options;
    const isUnchecked = request.blocked?.code === UNCHECKED.code;
    const unchanged = {
      blocked: request.blocked,
      nextInMs: this.#waitOf(request, this.pollMs, LONGEST_WAIT_AFTER_MS),
    };
    if (this.#now() - Date.parse(request.updatedAt) > FOLLOWED_MS) {
      return { ...unchanged, isFollowed: false };
    }
    const host = this.#hostOf(request);
    const change = await host.readChange({
      ...referenceOf(request),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    switch (change?.state) {
      case 'merged':
        return {
          ...merged(change),
          note: [
            `It was opened again at the Git host after it was ${request.state}, and merged.`,
            await noteUnapproved(auditor, request, change),
          ]
            .filter(Boolean)
            .join(' '),
        };
      case 'open':
        break;
      default:
        return { ...unchanged, blocked: isUnchecked ? UNCHECKED : undefined };
    }
    if (request.state === 'withdrawn') {
      const closed = await host.closeChange({
        ...referenceOf(request),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      return closed?.state === 'merged'
        ? { ...unchanged, nextInMs: 0 }
        : {
            ...unchanged,
            note: 'It was opened again at the Git host. Keyward closed it again.',
          };
    }
    if ((await store.findOpen(request.targets)).length > 0) {
      const { blocked } = request;
      return blocked?.code === ANOTHER_OPEN.code || isUnchecked
        ? unchanged
        : { ...unchanged, blocked: ANOTHER_OPEN, note: ANOTHER_OPEN.reason };
    }
    if (isUnchecked) {
      // The next step brings it to what is planned, as with any that is found open.
      return {
        state: 'preparing',
        change: changeOf(change),
        note: 'It was opened again at the Git host.',
        blocked: undefined,
        nextInMs: 0,
      };
    }
    return {
      ...opened(change, this.pollMs),
      note: `It was opened again at the Git host. The last commit is ${change.headSha.slice(
        0,
        10,
      )}.`,
    };
  }

  /** Looks in the inventory how far a merged request has come. */
  async #observe(request: StoredRequest): Promise<RequestChanges> {
    const { knex, sealer } = this.#options;
    if (!sealer) {
      return {
        blocked: {
          code: 'no-sealer',
          reason: 'This portal has no module that knows how to seal.',
          remedy: 'Have the module for Sealed Secrets installed again.',
        },
        nextInMs: LONGEST_WAIT_MS,
      };
    }
    const now = this.#now();
    const merge = {
      at: Date.parse(request.change?.mergedAt ?? request.updatedAt),
      branch: request.branch,
      repository: request.repository,
    };
    const destinations = new Destinations(this.#options.clusters());
    const observed = [];
    for (const target of request.targets) {
      observed.push(
        await observeTarget({ destinations, knex, sealer }, target, {
          merged: merge,
          now,
        }),
      );
    }
    const targets = observed.map(({ target }) => target);
    return {
      state: stateOf(request.state, targets),
      targets,
      blocked: observed.find(({ blocked }) => blocked)?.blocked,
      nextInMs: this.#waitOf(request, this.pollMs),
    };
  }

  /** A twentieth of the time since it came as far as it is. */
  #waitOf(
    { updatedAt }: StoredRequest,
    leastMs: number,
    mostMs = LONGEST_WAIT_MS,
  ): number {
    const age = this.#now() - Date.parse(updatedAt);
    return Math.min(Math.max(leastMs, Math.round(age / PART_OF_AGE)), mostMs);
  }

  /** What a step that failed comes to. */
  #changesAfter(error: unknown, { failures, request }: Taken): RequestChanges {
    const { name } = error as Error;
    if (isLast(request.state)) {
      // Nothing is in its way: it is over.
      return {
        blocked: request.blocked,
        nextInMs: Math.max(
          waitAfter(failures),
          this.#waitOf(request, this.pollMs, LONGEST_WAIT_AFTER_MS),
        ),
        failed: true,
      };
    }
    if (name === 'GitChangeError' || name === 'SealingError') {
      const { code, remedy } = error as GitChangeError;
      // Nothing of it was written.
      return {
        state: 'failed',
        note: `${describeError(error)}. Remedy: ${remedy}. (${code})`,
        blocked: undefined,
        nextInMs: 0,
      };
    }
    const waitMs = waitAfter(failures);
    if (name === 'GitHostError') {
      const { code, retryAt } = error as GitHostError;
      return {
        blocked: { code: `git-${code}`, reason: describeError(error) },
        nextInMs: retryAt
          ? Math.max(retryAt.getTime() - this.#now(), SECOND_MS)
          : waitMs,
        failed: true,
      };
    }
    return {
      blocked: {
        code: 'unexpected',
        reason: 'The portal could not take this further, and tries again.',
        remedy: 'The log of the portal says more.',
      },
      nextInMs: waitMs,
      failed: true,
    };
  }

  #linkTo({ id }: StoredRequest): string {
    return `${this.#options.appUrl}/secrets/requests/${id}`;
  }

  #hostOf({ host }: StoredRequest): GitHost {
    const found = this.#options.hostOf(host);
    if (!found) {
      throw new GitHostError(
        'unavailable',
        `The Git host ${host} is no longer configured in this portal`,
      );
    }
    return found;
  }
}

/** The branch is the identity of a pull request: a step that is done again finds it. */
export function branchOf({ id }: Pick<StoredRequest, 'id'>): string {
  return `keyward/${id}`;
}

/** The pull request of a request, as its Git host is asked for it. */
export function referenceOf(
  request: Pick<StoredRequest, 'branch' | 'change' | 'id' | 'repository'>,
): GitChangeReference {
  const { branch: base, change, repository } = request;
  return {
    repository,
    base,
    branch: branchOf(request),
    ...(change ? { number: change.number } : {}),
  };
}

/** After each time that it failed, twice as long. */
function waitAfter(failures: number): number {
  return Math.min(5 * SECOND_MS * 2 ** failures, LONGEST_WAIT_MS);
}

/** What a Git host did not say for once is asked again; anything else is over. */
function refused(
  { code, reason, remedy }: Refusal,
  failures: number,
): RequestChanges {
  return code.startsWith('git-')
    ? {
        blocked: { code, reason, ...(remedy ? { remedy } : {}) },
        nextInMs: waitAfter(failures),
        failed: true,
      }
    : {
        state: 'failed',
        note: `${[reason, remedy && `Remedy: ${remedy}`]
          .filter(Boolean)
          .join(' ')} (${code})`,
        blocked: undefined,
        nextInMs: 0,
      };
}

function opened(change: GitChange, pollMs: number): RequestChanges {
  return {
    state: 'opened',
    change: changeOf(change),
    blocked: undefined,
    // Whether it is merged already is looked at with the next step.
    nextInMs: change.state === 'open' ? pollMs : 0,
  };
}

function merged(change: GitChange): RequestChanges {
  return {
    state: 'merged',
    change: changeOf(change),
    blocked: undefined,
    nextInMs: 0,
  };
}

function changeOf({ number, url, headSha, mergedAt, mergedBy }: GitChange) {
  return {
    number,
    url,
    headSha,
    ...(mergedAt ? { mergedAt } : {}),
    ...(mergedBy ? { mergedBy } : {}),
  };
}

const STEPS = ['requested', 'applied', 'unsealed', 'delivered', 'used'];

/** All of its Secrets have come as far as a request has; it never goes back. */
function stateOf(
  before: RequestState,
  targets: StoredRequest['targets'],
): RequestState {
  const least = Math.min(...targets.map(({ step }) => STEPS.indexOf(step)));
  const isUsed = targets.some(({ step }) => step === 'used');
  const order: RequestState[] = ['merged', 'applied', 'unsealed'];
  const reached = order[least] ?? (isUsed ? 'used' : 'delivered');
  return isLast(reached) || order.indexOf(reached) > order.indexOf(before)
    ? reached
    : before;
}
