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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import {
  requestApprovePermission,
  requestCreatePermission,
  type RequestDestination,
  requestUpdatePermission,
  type SecretRequest,
} from '@keyward/backstage-plugin-secrets-common';
import { callerOf } from '../../app/callerOf';
import { seesRequests } from '../../app/authorize';
import {
  approvalStateOf,
  referenceOf,
  isSamePerson,
  type PlannedRequest,
  preflight,
} from '../../requests';
import {
  isShown,
  REQUEST_STATES,
  type RequestFilter,
  type StoredDraft,
  type StoredRequest,
} from '../../store/requests';
import { readEntityRef } from '../../catalog';
import { someOf } from '../readChoice';
import { readOwners, readSystems } from '../readQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';
import {
  findPlacesFor,
  requireOwned,
  requirePerson,
  requireThemselves,
} from './seal';

const PAGE = 50;
const DAY_MS = 86_400_000;
const ANSWER_MS = 20_000;
/** For how long the portal leaves it to the requester to open a pull request. */
const HELD_MS = 60_000;

/** What is requested: the list, a look ahead, requesting, approving, withdrawing and reminding. */
export function addRequestRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { scopes, store } = options;
  const { approvalPolicy, drafts, hostOf, knex, openAs } = options.requests;
  const { repositories, requests, sealer } = options.requests;

  routes.json('get /requests', {
    event: ({ query: { entityRef, state } }) => ({
      eventId: 'request-list',
      meta: { queryType: 'list', entityRef, states: state },
    }),
    authorize: seesRequests,
    async run({ credentials, query }, { filter }) {
      const { items, ...page } = await requests.list({
        filter,
        entityRef:
          query.entityRef &&
          readEntityRef(query.entityRef, { place: 'entityRef' }),
        owners: readOwners(query.owner),
        systems: readSystems(query.system),
        states: someOf('state', [...REQUEST_STATES], query.state),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
      });
      return { ...page, items: await shown(credentials, items) };
    },
  });

  routes.json('get /requests/by-id/{id}', {
    event: ({ params: { id } }) => ({ eventId: 'request-read', meta: { id } }),
    authorize: seesRequests,
    async run({ credentials, params: { id } }, granted) {
      const request = await read(id, granted);
      const [item] = await shown(credentials, [request]);
      return { ...item, history: await requests.listEvents(id) };
    },
  });

  routes.json('post /requests/preflight', {
    event: ({ body: { draftId } }) => ({
      eventId: 'request-preflight',
      meta: { draftId },
    }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, requestCreatePermission),
    async run({ credentials, body }, by) {
      const draft = await drafts.get(body.draftId, by);
      if (!draft) {
        throw unknownDraft();
      }
      const { found, needsApproval } = await look(
        credentials,
        draft,
        body.destinations,
      );
      const titles = await titlesOf();
      return {
        ...found,
        changes: found.changes.map(({ writes, landings, ...change }) => ({
          ...change,
          needsApproval: needsApproval({ writes, landings }),
          targets: writes.map(write => ({
            sourceId: write.sourceId,
            sourceTitle: titles.get(write.sourceId) ?? write.sourceId,
            namespace: write.namespace,
            name: write.name,
            path: write.path,
            mode: write.mode,
            keys: Object.keys(write.encryptedData),
            step: 'requested' as const,
          })),
        })),
      };
    },
    describe: ({ refusals }) => ({
      refusals: refusals.map(({ code }) => code),
    }),
  });

  routes.json('post /requests', {
    event: ({ body: { draftId, destinations } }) => ({
      eventId: 'request-create',
      severityLevel: 'medium',
      meta: {
        draftId,
        destinations: destinations.map(({ repository, branch, path }) => ({
          repository,
          branch,
          path,
        })),
      },
    }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, requestCreatePermission),
    async run({ credentials, body }, by) {
      const { draftId, destinations } = body;
      const draft = await drafts.get(draftId, by);
      const ids = draft
        ? await create(credentials, draft, destinations, body)
        : await requests.findOfDraft(draftId, by);
      if (ids.length === 0) {
        throw unknownDraft();
      }
      // They are the caller's own.
      const { items } = await requests.list({
        filter: { visibility: { all: true } },
        ids,
      });
      return { items: await shown(credentials, items) };
    },
    describe: ({ items }) => ({ ids: items.map(({ id }) => id) }),
  });

  routes.empty('post /requests/by-id/{id}/approve', 204, {
    event: ({ params: { id }, body: { headSha } }) => ({
      eventId: 'request-approve',
      severityLevel: 'medium',
      meta: { id, headSha },
    }),
    authorize: (_, { credentials }) =>
      requireThemselves(scopes, credentials, requestApprovePermission),
    async run({ credentials, params: { id }, body: { headSha } }, by) {
      const request = await readFor(credentials, id);
      if (isSamePerson(request.requestedBy, by)) {
        throw new NotAllowedError(
          'Nobody approves a request of their own: somebody else has to',
        );
      }
      if (!request.needsApproval) {
        throw new ConflictError('This request needs no approval');
      }
      const lastSha = await readOpenHead(request);
      if (lastSha !== headSha) {
        await requests.lookAt(id);
        throw new ConflictError(
          `The last commit of the pull request is ${lastSha} by now. Look at the pull request again before you approve it.`,
        );
      }
      if (!(await requests.approve(id, by, headSha))) {
        throw notOpen();
      }
    },
  });

  routes.empty('post /requests/by-id/{id}/open', 204, {
    event: ({ params: { id } }) => ({
      eventId: 'request-open',
      severityLevel: 'medium',
      meta: { id },
    }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, requestCreatePermission),
    async run({ credentials, params: { id }, body: { token } }, by) {
      const request = await readFor(credentials, id);
      if (request.requestedBy !== by) {
        throw new NotAllowedError(
          'Only who requested it opens the pull request',
        );
      }
      const isTried = await openAs(id, token).catch(error => {
        throw error.name === 'GitHostError'
          ? new ConflictError(describeError(error))
          : error;
      });
      if (!isTried) {
        const { blocked, state } = await readFor(credentials, id);
        // What is open already is what was wanted.
        if (state !== 'opened') {
          throw new ConflictError(
            state === 'preparing'
              ? describeBlocked(blocked) ??
                'The portal is opening the pull request already. Look at the request again in a moment.'
              : 'It is merged or over, and its pull request can no longer be opened',
          );
        }
      }
    },
  });

  routes.empty('post /requests/by-id/{id}/remind', 204, {
    event: ({ params: { id } }) => ({
      eventId: 'request-remind',
      severityLevel: 'medium',
      meta: { id },
    }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, requestUpdatePermission),
    async run({ credentials, params: { id } }, by) {
      await requireMine(credentials, id, by);
      const since = new Date(Date.now() - DAY_MS).toISOString();
      if (!(await requests.remind(id, by, since))) {
        throw new ConflictError(
          'A pull request is reminded of while it is open, at most once a day',
        );
      }
    },
  });

  routes.empty('post /requests/by-id/{id}/withdraw', 204, {
    event: ({ params: { id } }) => ({
      eventId: 'request-withdraw',
      severityLevel: 'medium',
      meta: { id },
    }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, requestUpdatePermission),
    async run({ credentials, params: { id } }, by) {
      await requireMine(credentials, id, by);
      if (!(await requests.withdraw(id, by))) {
        throw new ConflictError(
          'It is merged or over, and can no longer be withdrawn',
        );
      }
    },
  });

  async function create(
    credentials: BackstageCredentials,
    draft: StoredDraft,
    destinations: readonly RequestDestination[],
    { reason, opensOwn }: { reason?: string; opensOwn?: boolean },
  ): Promise<string[]> {
    const { entity, found, needsApproval } = await look(
      credentials,
      draft,
      destinations,
    );
    if (found.refusals.length > 0) {
      throw new ConflictError(
        found.refusals
          .map(({ reason: why, remedy }) =>
            [why, remedy].filter(Boolean).join(' '),
          )
          .join(' '),
      );
    }
    const system = entity.relations?.find(({ type }) => type === 'partOf');
    return await requests.create({
      draftId: draft.id,
      entityRef: draft.entityRef,
      system: system?.targetRef,
      requestedBy: draft.createdBy,
      reason,
      changes: found.changes.map(change => ({
        ...change,
        needsApproval: needsApproval(change),
      })),
      digestsOf: sealed => sealer!.digestsOf(sealed),
      ...(opensOwn ? { heldMs: HELD_MS } : {}),
    });
  }

  /** Everything that a request of a draft would be refused for, as it is now. */
  async function look(
    credentials: BackstageCredentials,
    draft: StoredDraft,
    destinations: readonly RequestDestination[],
  ) {
    if (!sealer) {
      throw new NotFoundError('This portal has no module that seals');
    }
    const entity = await scopes.readEntity(credentials, draft.entityRef);
    await requireOwned(scopes, credentials, entity);
    const [{ places }, where, visibility] = await Promise.all([
      findPlacesFor(options, credentials, entity),
      repositories.find(entity, { fresh: true }),
      scopes.secrets(credentials, stringifyEntityRef(entity)),
    ]);
    const found = await preflight(
      { hostOf, knex, sealer, store: requests },
      draft,
      destinations,
      {
        places,
        repositories: where.repositories,
        isTheirs: id => isShown(knex, id, visibility),
      },
    );
    const environmentOf = (
      sourceId: string,
      namespace: string | undefined,
    ): string | undefined =>
      places.find(
        place => place.sourceId === sourceId && place.namespace === namespace,
      )?.environment;
    return {
      entity,
      found,
      // What is changed may be applied to another namespace than it is sealed for.
      needsApproval: ({
        writes,
        landings = [],
      }: Pick<PlannedRequest, 'landings' | 'writes'>) =>
        approvalPolicy(
          writes.flatMap(({ sourceId, namespace }) =>
            [namespace, ...landings].map(each => environmentOf(sourceId, each)),
          ),
        ),
    };
  }

  /** A request that the caller sees. */
  async function readFor(
    credentials: BackstageCredentials,
    id: string,
  ): Promise<StoredRequest> {
    return await read(id, await seesRequests(scopes, { credentials }));
  }

  async function read(
    id: string,
    { filter }: { filter: RequestFilter },
  ): Promise<StoredRequest> {
    const request = await requests.get(id, filter);
    if (!request) {
      throw new NotFoundError('No request with this id, or not yours to see');
    }
    return request;
  }

  /** The last commit of the pull request now, as its host says. */
  async function readOpenHead(request: StoredRequest): Promise<string> {
    const { host: id, state, withdrawnBy } = request;
    const host = hostOf(id);
    if (state !== 'opened' || withdrawnBy !== undefined) {
      throw notOpen();
    }
    if (!host) {
      throw new ConflictError(
        `The Git host ${id} is no longer configured in this portal`,
      );
    }
    const signal = AbortSignal.timeout(ANSWER_MS);
    const change = await host
      .readChange({ ...referenceOf(request), signal })
      .catch(error => {
        throw error.name === 'GitHostError'
          ? new ServiceUnavailableError(describeError(error))
          : error;
      });
    if (change?.state !== 'open') {
      await requests.lookAt(request.id);
      throw notOpen();
    }
    return change.headSha;
  }

  /** Of who requested it, and of the owners of its entity. */
  async function requireMine(
    credentials: BackstageCredentials,
    id: string,
    by: string,
  ): Promise<void> {
    const request = await readFor(credentials, id);
    if (request.requestedBy === by) {
      return;
    }
    const entity: Entity = await scopes.readEntity(
      credentials,
      request.entityRef,
    );
    if (!(await scopes.owns(credentials, entity))) {
      throw new NotAllowedError(
        'Only who requested it and the owners of its entity change a request',
      );
    }
  }

  async function titlesOf(): Promise<Map<string, string>> {
    const sources = await store.listSourceTitles();
    return new Map(sources.map(({ id, title }) => [id, title]));
  }

  async function shown(
    credentials: BackstageCredentials,
    items: readonly StoredRequest[],
  ): Promise<SecretRequest[]> {
    const titles = await titlesOf();
    const by = callerOf(credentials);
    const own = await scopes.ownEntities(credentials);
    return items.map(request => {
      const { remindBy, remindedAt } = request;
      const isMine = request.requestedBy === by || own.has(request.entityRef);
      const isOpen = ['preparing', 'opened'].includes(request.state);
      const isReminded =
        remindBy !== undefined ||
        (remindedAt !== undefined &&
          Date.now() - Date.parse(remindedAt) < DAY_MS);
      return {
        ...factsOf(request),
        targets: request.targets.map(
          ({ digests, position: _, unsealedAt: __, ...target }) => ({
            ...target,
            sourceTitle: titles.get(target.sourceId) ?? target.sourceId,
            keys: Object.keys(digests),
          }),
        ),
        ...approvalFor(request, by),
        mayWithdraw: isMine && isOpen && request.withdrawnBy === undefined,
        mayRemind: isMine && request.state === 'opened' && !isReminded,
      };
    });
  }
}

/** What everybody who sees a request sees of it, without its Secrets. */
function factsOf(request: StoredRequest) {
  const { id, entityRef, requestedBy, createdAt, updatedAt, state } = request;
  const { reason, host, repository, branch, change, blocked } = request;
  return {
    id,
    entityRef,
    requestedBy,
    requestedAt: createdAt,
    updatedAt,
    state,
    ...(reason === undefined ? {} : { reason }),
    host,
    repository,
    branch,
    ...(change ? { change } : {}),
    ...(blocked ? { blocked } : {}),
  };
}

/** What is told of the approval of a request, to somebody. */
function approvalFor(
  request: StoredRequest,
  by: string,
): Pick<SecretRequest, 'approval'> {
  const { approvals, change, requestedBy, state, withdrawnBy } = request;
  const found = approvalStateOf(request);
  if (!found) {
    return {};
  }
  const shown = approvals.map(each => ({
    ...each,
    counts: each.headSha === change?.headSha,
  }));
  const isWaiting =
    state === 'opened' && withdrawnBy === undefined && change !== undefined;
  const refusal = refusalFor();
  return {
    approval: {
      state: found,
      approvals: shown,
      mayApprove: isWaiting && refusal === undefined,
      ...(isWaiting && refusal ? { refusal } : {}),
    },
  };

  function refusalFor() {
    if (isSamePerson(requestedBy, by)) {
      return 'own';
    }
    return shown.some(each => each.counts && isSamePerson(each.by, by))
      ? 'given'
      : undefined;
  }
}

function describeBlocked(
  blocked: StoredRequest['blocked'],
): string | undefined {
  return blocked && `${blocked.reason} (${blocked.code})`;
}

function notOpen(): ConflictError {
  return new ConflictError(
    'It is approved while its pull request is open, and this one is not',
  );
}

function unknownDraft(): NotFoundError {
  return new NotFoundError('No draft with this id, or not yours, or expired');
}
