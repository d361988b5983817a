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

import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  actionsRegistryServiceMock,
  type metricsServiceMock,
} from '@backstage/backend-test-utils/alpha';
import type { Entity } from '@backstage/catalog-model';
import { AuthenticationError, NotAllowedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  ServerPermissionClient,
  type PolicyQuery,
  type PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import type {
  GitHost,
  ResourceSync,
  Sealer,
} from '@keyward/backstage-plugin-secrets-node';
import { defaultRuleSettings, type RuleWords } from '@keyward/findings';
import express from 'express';
import request from 'supertest';
import {
  checksById,
  type ComplianceCheck,
  complianceChecks,
  type FrameworkFile,
} from '@keyward/compliance';
import { AccessGraphs, type AccessOptions, CatalogGroups } from '../access';
import { ResourceSyncs } from '../app/ResourceSyncs';
import {
  type ComplianceOptions,
  keepDay,
  loadFrameworks,
  measureCompliance,
  recount,
} from '../app/compliance';
import { Environments } from '../store/environments/Environments';
import { actions as allActions } from '../actions';
import type { Action } from '../actions/defineAction';
import { AuditTokenStore, DatabaseAuditStore } from '../store/audit';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';
import { DatabaseRotationStore } from '../store/rotation/DatabaseRotationStore';
import { EntityLinker } from '../links';
import { ScopeResolver, type AccessConfig } from '../permissions';
import { createRouter } from '../http';
import { type ApprovalPolicy, Repositories } from '../requests';
import { DraftStore, RequestStore } from '../store/requests';
import { callApp } from './callApp';
import { foretellHere } from './foretellHere';
import { START } from './observations';
import type { TestInventory } from './testInventory';

/** Who asks. */
export const callers = {
  none: undefined,
  owner: mockCredentials.user('user:default/guest'),
  otherTeam: mockCredentials.user('user:default/olga'),
  platform: mockCredentials.user('user:default/pat'),
  auditor: mockCredentials.user('user:default/audrey'),
  service: mockCredentials.service('external:any'),
  restrictedService: mockCredentials.service('external:reader', {
    permissionNames: [
      'secrets.secret.read',
      'secrets.portal.read',
      'secrets.source.read',
    ],
  }),
} satisfies Record<string, BackstageCredentials | undefined>;

export type Caller = keyof typeof callers;

const groups: Record<string, string> = {
  'user:default/guest': 'group:default/payments',
  'user:default/olga': 'group:default/checkout',
  'user:default/pat': 'group:default/platform',
  'user:default/audrey': 'group:default/auditors',
};

/** What a policy answers; absent where the framework is off. */
export type TestPolicy =
  | ((query: PolicyQuery, user?: PolicyQueryUser) => PolicyDecision)
  | undefined;

/** An auditor event and how it ended. */
export interface AuditedEvent {
  eventId: string;
  ended?: 'success' | 'fail';
  meta?: object;
  /** What its end told. */
  result?: object;
}

/** How a portal is set up. */
export interface TestPortal {
  entities: Entity[];
  policy: TestPolicy;
  access?: Partial<AccessConfig>;
  /** Instead of one that has the entities. */
  catalog?: CatalogService;
}

const defaultAccess: AccessConfig = {
  groups: ['group:default/platform', 'group:default/auditors'],
  trustAnnotations: false,
  allowServiceActions: false,
  scopes: [],
};

const catalogOf = ({ entities, catalog }: TestPortal): CatalogService =>
  catalog ?? catalogServiceMock({ entities });

/** The routes and actions over an inventory, asked by anybody of `callers`. */
export async function createTestApi(
  options: TestPortal & {
    test: TestInventory;
    compliance?: Pick<ComplianceOptions, 'facts' | 'liveSecrets'>;
    checks?: readonly ComplianceCheck[];
    frameworks?: readonly FrameworkFile[];
    rules?: readonly ({ id: string } & RuleWords)[];
    /** How values are sealed; without it, not at all. */
    sealer?: Sealer;
    hosts?: readonly GitHost[];
    /** Which requests somebody else has to approve; none without it. */
    approvalPolicy?: ApprovalPolicy;
    openAs?(id: string, token: string): Promise<boolean>;
    /** How resources are synced on request; each as often as is asked. */
    syncs?: readonly ResourceSync[];
    /** How long after a request the next one can be made. */
    syncPauseMs?: number;
    /** Instead of all. */
    actions?: readonly Action[];
    /** Which namespaces belong to production; without it that is not known. */
    production?: AccessOptions['production'];
  },
) {
  const { test } = options;
  let { policy } = options;
  let catalogOfNow = catalogOf(options);
  const catalog = new Proxy(catalogOfNow, {
    get: (_, name) => Reflect.get(catalogOfNow, name).bind(catalogOfNow),
  });
  const access: AccessConfig = { ...defaultAccess, ...options.access };
  const auth = mockServices.auth();
  const events: AuditedEvent[] = [];
  const auditor = mockServices.auditor.mock({
    async createEvent({ eventId, meta }) {
      const event: AuditedEvent = { eventId, meta };
      events.push(event);
      return {
        async success(end) {
          event.ended = 'success';
          event.result = end?.meta;
        },
        async fail() {
          event.ended = 'fail';
        },
      };
    },
  });
  const userInfo = mockServices.userInfo.mock({
    async getUserInfo(credentials) {
      const { userEntityRef } = (credentials as typeof callers.owner).principal;
      return {
        userEntityRef,
        ownershipEntityRefs: [userEntityRef, groups[userEntityRef]],
      };
    },
  });
  const permissions = createPermissions(() => policy);
  const scopes = new ScopeResolver({
    access,
    auth,
    catalog,
    permissions,
    userInfo,
  });
  const accessAnswers = {
    foretells: foretellHere,
    graphs: new AccessGraphs({ knex: test.knex }),
    knex: test.knex,
    store: test.store,
    production: options.production,
  };
  const noConfig = mockServices.rootConfig();
  const checks = checksById(complianceChecks, options.checks ?? []);
  const api = {
    access,
    accessAnswers,
    audit: {
      store: new DatabaseAuditStore({ knex: test.knex }),
      tokens: new AuditTokenStore({ knex: test.knex }),
    },
    catalogGroups: new CatalogGroups({
      groups: access.clusterGroups ?? [],
      catalog,
    }),
    compliance: {
      access: accessAnswers,
      checks,
      environments: new Environments(noConfig),
      knex: test.knex,
      loaded: await loadFrameworks(noConfig, checks, options.frameworks),
      now: () => START + test.clock.minutes * 60_000,
      ...options.compliance,
    },
    auditor,
    auth,
    findings: new DatabaseFindingsStore({
      knex: test.knex,
      rules: options.rules,
    }),
    requests: {
      openAs: options.openAs ?? (async () => true),
      approvalPolicy: options.approvalPolicy ?? (() => false),
      drafts: new DraftStore({ knex: test.knex }),
      environments: new Environments(noConfig),
      hostOf: (id: string) => options.hosts?.find(each => each.id === id),
      knex: test.knex,
      requests: new RequestStore({ knex: test.knex }),
      repositories: new Repositories({ access, hosts: options.hosts ?? [] }),
      sealer: options.sealer,
    },
    rotation: new DatabaseRotationStore({ knex: test.knex }),
    scopes,
    store: test.store,
    syncs: new ResourceSyncs({
      syncs: options.syncs ?? [],
      store: test.store,
      pauseMs: options.syncPauseMs ?? 0,
    }),
    usage: defaultRuleSettings,
  };
  const linker = new EntityLinker({
    ...api,
    catalog,
    logger: mockServices.logger.mock(),
    scheduler: mockServices.scheduler.mock(),
    onLinked() {},
  });
  const router = await createRouter({
    ...api,
    httpAuth: createHttpAuth(),
    relink: entity => linker.relink(entity),
  });
  const middleware = MiddlewareFactory.create({
    config: mockServices.rootConfig(),
    logger: mockServices.logger.mock(),
  });
  const app = express().use(router).use(middleware.error());
  const actions = actionsRegistryServiceMock();
  (options.actions ?? allActions).forEach(action =>
    action.register(actions, api),
  );
  return {
    events,
    actions,
    /** As another portal over the same database, whose routes take a second to set up. */
    become(portal: TestPortal) {
      ({ policy } = portal);
      catalogOfNow = catalogOf(portal);
      Object.assign(access, defaultAccess, portal.access);
      api.accessAnswers.graphs = new AccessGraphs({ knex: test.knex });
    },
    async recount() {
      await recount(api.compliance, { oldMs: 0 });
    },
    /** Counts only those that changed. */
    async recountChanged() {
      await recount(api.compliance);
    },
    async measure(metrics: ReturnType<typeof metricsServiceMock.mock>) {
      await measureCompliance(metrics, api.compliance)();
    },
    async keepDay() {
      await keepDay(api.compliance, { oldMs: 0 });
    },
    async link() {
      await linker.reconcile();
    },
    async ask(
      caller: Caller,
      path: string,
      method: 'get' | 'post' | 'put' | 'delete' = 'get',
      body?: object,
    ) {
      return await request(app)
        [method](path)
        .set('x-caller', caller)
        .send(body);
    },
    /** As `ask`, without a socket. */
    async askDirectly(
      caller: Caller,
      url: string,
      method = 'GET',
      body?: object,
    ) {
      const headers = { 'x-caller': caller };
      return await callApp(app, { method, url, headers, body });
    },
    async act(caller: Caller, name: string, input: {}) {
      return await actions.invoke({
        id: `test:${name}`,
        input,
        credentials: callers[caller] ?? mockCredentials.none(),
      });
    },
  };
}

function createHttpAuth(): HttpAuthService {
  return mockServices.httpAuth.mock({
    credentials: (async (
      req: express.Request,
      options?: { allow?: string[] },
    ) => {
      const credentials = callers[req.header('x-caller') as Caller];
      if (!credentials) {
        throw new AuthenticationError('Missing credentials');
      }
      if (!options?.allow?.includes(credentials.principal.type)) {
        throw new NotAllowedError('Not for this kind of caller');
      }
      return credentials;
    }) as HttpAuthService['credentials'],
  });
}

/** As the portal's own service decides: services by their restrictions, users by the policy. */
function createPermissions(policyOfNow: () => TestPolicy): PermissionsService {
  const frameworkOff = ServerPermissionClient.fromConfig(
    mockServices.rootConfig({ data: { permission: { enabled: false } } }),
    { auth: mockServices.auth(), discovery: mockServices.discovery() },
  );
  const decide = (permission: PolicyQuery['permission'], credentials: any) =>
    policyOfNow()!({ permission }, {
      info: {
        userEntityRef: credentials.principal.userEntityRef,
        ownershipEntityRefs: [
          credentials.principal.userEntityRef,
          groups[credentials.principal.userEntityRef],
        ],
      },
    } as PolicyQueryUser);
  const isDecided = (credentials: BackstageCredentials) =>
    !policyOfNow() || (credentials.principal as any).type === 'service';
  return {
    async authorize(requests, options) {
      const { credentials } = options as { credentials: BackstageCredentials };
      if (isDecided(credentials)) {
        return await frameworkOff.authorize(requests, options);
      }
      return requests.map(({ permission }) => {
        const { result } = decide(permission, credentials);
        if (result === AuthorizeResult.CONDITIONAL) {
          throw new Error('A basic permission has no conditions');
        }
        return { result };
      });
    },
    async authorizeConditional(requests, options) {
      const { credentials } = options as { credentials: BackstageCredentials };
      if (isDecided(credentials)) {
        return await frameworkOff.authorizeConditional(requests, options);
      }
      return requests.map(({ permission }) => decide(permission, credentials));
    },
  };
}
