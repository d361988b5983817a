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
  ObjectObservation,
  ResourceObservation,
} from '@keyward/observation';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createSecretConditionalDecision,
  createSecretsPolicyDecision,
  type ResourceSync,
  secretConditions,
} from '@keyward/backstage-plugin-secrets-node';
import { accessEvent, auditBatch } from '../__testUtils__/auditEvents';
import {
  batch,
  key,
  object,
  reference,
  secret,
} from '../__testUtils__/observations';
import {
  callers,
  createTestApi,
  type Caller,
  type TestPolicy,
} from '../__testUtils__/testApi';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { DatabaseAuditStore } from '../store/audit';

jest.setTimeout(120_000);

const DB = 'kubernetes:prod/payments/payments-db';
const OTHER = 'kubernetes:prod/checkout/checkout-db';
const HIDDEN = 'kubernetes:prod/payments/batch-key';
const NOBODYS = 'kubernetes:prod/platform/nobodys';
const TOKEN = 'kubernetes:prod/platform/robot-token';
const VAULTS = 'vault:main/secret/prod/ledger';
/** No secret, and nobody's. */
const STORE = 'store:main/safe-of-gold';
/** Of the cluster, and of all systems. */
const OF_CLUSTER = [OTHER, HIDDEN, DB, NOBODYS, TOKEN];
const ALL = [...OF_CLUSTER, VAULTS];
const NAMED = [...ALL, STORE];
const ENTITY = 'component:default/payments-api';
/** Resources that are synced on request: one of the entity, and one that is nobody's. */
const SYNCED = 'synced';
const UNSEEN = 'unseen';
const syncs: ResourceSync[] = [
  { kind: 'deliverer', refuse: () => undefined, request: async () => {} },
];
const OF_ENTITY = `entityRef=${encodeURIComponent(ENTITY)}`;

const policies: Record<string, TestPolicy> = {
  'the example policy': (query, user) =>
    createSecretsPolicyDecision({
      request: query,
      user,
      platformGroups: ['group:default/platform'],
      auditorGroups: ['group:default/auditors'],
    })!,
  'a policy that allows everything': () => ({ result: AuthorizeResult.ALLOW }),
  'the framework off': undefined,
};

/** Sees the secrets of one namespace, of all systems. */
const narrowing: TestPolicy = ({ permission }) =>
  permission.name === 'secrets.secret.read'
    ? createSecretConditionalDecision(permission as any, {
        anyOf: [secretConditions.isInNamespace({ namespaces: ['checkout'] })],
      })
    : { result: AuthorizeResult.ALLOW };

type Answer = [status: number, refs?: string[]];

type Method = 'get' | 'post' | 'put' | 'delete';

const forbidden: Answer = [403];

/** What everybody gets; the same by each policy unless told otherwise. */
interface Row {
  /** A route of openapi.yaml. */
  route: string;
  path: (id: string) => string;
  answers: Record<Caller, Answer>;
  /** Only where the example policy says otherwise than one that allows everything. */
  byExample?: Partial<Record<Caller, Answer>>;
}

const everythingSeen = {
  none: [401],
  owner: [200, [DB]],
  otherTeam: [200, [OTHER]],
  platform: [200, ALL],
  auditor: [200, ALL],
  service: forbidden,
  restrictedService: [200, ALL],
} satisfies Record<Caller, Answer>;

/** By whom a group that reads all of the cluster is asked about. */
const reached = {
  ...everythingSeen,
  platform: [200, OF_CLUSTER],
  auditor: [200, OF_CLUSTER],
  restrictedService: [200, OF_CLUSTER],
} satisfies Record<Caller, Answer>;

const oneSeen = {
  none: [401],
  owner: [200, [DB]],
  otherTeam: forbidden,
  platform: [200, [DB]],
  auditor: [200, [DB]],
  service: forbidden,
  restrictedService: [200, [DB]],
} satisfies Record<Caller, Answer>;

const withoutNames = (answers: Record<Caller, Answer>) => {
  const result = { ...answers };
  for (const caller of Object.keys(callers) as Caller[]) {
    result[caller] = [answers[caller][0]];
  }
  return result;
};

const sources = withoutNames({
  ...oneSeen,
  owner: forbidden,
});

/** Those who run the portal; a policy that allows everything tells nobody of them from an auditor. */
const platformAlone: Record<Caller, Answer> = {
  ...sources,
  restrictedService: forbidden,
};

const visibleTo: Record<Caller, string[]> = {
  none: [],
  owner: [DB],
  otherTeam: [OTHER],
  platform: NAMED,
  auditor: NAMED,
  service: [],
  restrictedService: NAMED,
};

const portalWide = withoutNames({
  ...everythingSeen,
  owner: forbidden,
  otherTeam: forbidden,
});

/** Nobody seals for what is not their own, whatever they see. */
const ownersAlone: Record<Caller, Answer> = {
  none: [401],
  owner: forbidden,
  otherTeam: forbidden,
  platform: forbidden,
  auditor: forbidden,
  service: forbidden,
  restrictedService: forbidden,
};

/** A draft is there for its creator alone. */
const draftOfOwner: Record<Caller, Answer> = {
  ...ownersAlone,
  otherTeam: [404],
  platform: [404],
  auditor: [404],
};

const draftOfOwner404: Record<Caller, Answer> = {
  ...draftOfOwner,
  owner: [404],
};

const rows: Row[] = [
  {
    route: 'get /secrets',
    path: () => '/secrets',
    answers: everythingSeen,
  },
  {
    // Its state may rest on another team's secret, for who may see that too.
    route: 'get /secrets',
    path: () => `/secrets?${OF_ENTITY}`,
    answers: {
      ...oneSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /secrets',
    path: () =>
      '/secrets?namespace=payments&sourceId=prod&owner=group%3Adefault%2Fpayments',
    answers: {
      ...everythingSeen,
      otherTeam: [200, []],
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /secrets/summary',
    path: () => '/secrets/summary',
    answers: withoutNames(everythingSeen),
  },
  {
    route: 'get /secrets/summary',
    path: () => `/secrets/summary?${OF_ENTITY}`,
    answers: withoutNames(oneSeen),
  },
  {
    route: 'get /secrets/export',
    path: () => '/secrets/export',
    answers: { ...everythingSeen, restrictedService: forbidden },
  },
  {
    route: 'get /secrets/export',
    path: () => `/secrets/export?${OF_ENTITY}`,
    answers: { ...oneSeen, restrictedService: forbidden },
  },
  {
    route: 'get /secrets/by-id/{id}',
    path: id => `/secrets/by-id/${id}`,
    answers: {
      ...oneSeen,
      otherTeam: [404],
      // The same value elsewhere, for those who may see both.
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /secrets/by-id/{id}/history',
    path: id => `/secrets/by-id/${id}/history`,
    answers: withoutNames({ ...oneSeen, otherTeam: [404] }),
  },
  {
    route: 'get /claims',
    path: () => `/claims?${OF_ENTITY}`,
    answers: withoutNames(oneSeen),
  },
  {
    route: 'post /claims/confirm',
    path: () => '/claims/confirm',
    answers: {
      ...sources,
      platform: [204],
      auditor: [204],
      restrictedService: forbidden,
    },
    byExample: { auditor: forbidden },
  },
  {
    route: 'get /secrets/by-id/{id}/rotation-impact',
    path: id => `/secrets/by-id/${id}/rotation-impact`,
    answers: {
      ...oneSeen,
      otherTeam: [404],
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /findings',
    path: () => '/findings',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB, STORE]],
      auditor: [200, [OTHER, DB, STORE]],
      restrictedService: [200, [OTHER, DB, STORE]],
    },
  },
  {
    route: 'get /findings',
    path: () => `/findings?${OF_ENTITY}&rule=weak-value`,
    answers: oneSeen,
  },
  {
    // What rests on another team's secret is shown to who may see that too.
    route: 'get /findings',
    path: () => `/findings?${OF_ENTITY}&rule=duplicate`,
    answers: {
      ...oneSeen,
      owner: [200, []],
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /findings',
    path: () => '/findings?rule=duplicate',
    answers: {
      ...everythingSeen,
      owner: [200, []],
      otherTeam: [200, []],
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /findings/summary',
    path: () => '/findings/summary',
    answers: withoutNames(everythingSeen),
  },
  {
    route: 'get /findings/by-id/{id}',
    path: () => '/findings/by-id/weak-db',
    answers: { ...oneSeen, otherTeam: [404] },
  },
  {
    route: 'get /findings/by-id/{id}',
    path: () => '/findings/by-id/duplicate-db',
    answers: {
      ...oneSeen,
      owner: [404],
      otherTeam: [404],
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    // About a resource that is no secret: seen by whom its claims let see it.
    route: 'get /findings/by-id/{id}',
    path: () => '/findings/by-id/sealed-store',
    answers: {
      ...oneSeen,
      owner: [404],
      otherTeam: [404],
      platform: [200, [STORE]],
      auditor: [200, [STORE]],
      restrictedService: [200, [STORE]],
    },
  },
  {
    route: 'put /findings/by-id/{id}/state',
    path: () => '/findings/by-id/weak-db/state',
    answers: {
      ...oneSeen,
      otherTeam: [404],
      restrictedService: forbidden,
    },
    byExample: { auditor: forbidden },
  },
  {
    // The same for everybody who may decide: what they may not see is told as failed.
    route: 'put /findings/state',
    path: () => '/findings/state',
    answers: {
      ...withoutNames(everythingSeen),
      restrictedService: forbidden,
    },
    byExample: { auditor: forbidden },
  },
  {
    route: 'get /findings/export',
    path: () => '/findings/export',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB, STORE]],
      auditor: [200, [OTHER, DB, STORE]],
      restrictedService: forbidden,
    },
  },
  {
    route: 'get /findings/export',
    path: () => `/findings/export?${OF_ENTITY}`,
    answers: {
      ...oneSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: forbidden,
    },
  },
  {
    route: 'get /rotation/calendar',
    path: () => '/rotation/calendar',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /rotation/calendar',
    path: () => `/rotation/calendar?${OF_ENTITY}`,
    answers: oneSeen,
  },
  {
    route: 'get /rotation/history',
    path: () => '/rotation/history',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /rotation/history',
    path: () => `/rotation/history?${OF_ENTITY}`,
    answers: oneSeen,
  },
  {
    route: 'get /rotation/summary',
    path: () => '/rotation/summary',
    answers: withoutNames(everythingSeen),
  },
  {
    route: 'get /rotation/keys',
    path: () => '/rotation/keys',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /rotation/keys',
    path: () => `/rotation/keys?${OF_ENTITY}`,
    answers: oneSeen,
  },
  {
    route: 'get /certificates',
    path: () => '/certificates',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: [200, [OTHER, DB]],
    },
  },
  {
    route: 'get /certificates',
    path: () => `/certificates?${OF_ENTITY}`,
    answers: oneSeen,
  },
  {
    route: 'get /secrets',
    // By the name of the cluster.
    path: () => '/secrets?environment=production',
    answers: reached,
  },
  {
    route: 'get /compliance',
    path: () => '/compliance',
    answers: portalWide,
  },
  {
    route: 'get /compliance',
    path: () => `/compliance?${OF_ENTITY}`,
    answers: withoutNames(oneSeen),
  },
  {
    route: 'get /compliance/overview',
    path: () => '/compliance/overview',
    answers: portalWide,
  },
  {
    route: 'get /compliance/scopes',
    path: () => '/compliance/scopes?by=team',
    answers: portalWide,
  },
  {
    route: 'get /compliance/evidence',
    path: () => '/compliance/evidence?check=secrets-owned',
    answers: portalWide,
  },
  {
    route: 'get /compliance/evidence',
    path: () => `/compliance/evidence?check=secrets-from-manager&${OF_ENTITY}`,
    answers: withoutNames(oneSeen),
  },
  {
    route: 'get /access/matrix',
    path: () => '/access/matrix',
    answers: everythingSeen,
  },
  {
    route: 'get /access/matrix',
    path: () => `/access/matrix?${OF_ENTITY}`,
    answers: oneSeen,
  },
  {
    route: 'get /access/export',
    path: () => '/access/export',
    answers: { ...reached, restrictedService: forbidden },
  },
  {
    route: 'get /access/export',
    path: () => `/access/export?${OF_ENTITY}`,
    answers: { ...oneSeen, restrictedService: forbidden },
  },
  {
    route: 'get /access/path',
    path: id => `/access/path?secretId=${id}&subject=g:readers`,
    answers: withoutNames({ ...oneSeen, otherTeam: [404] }),
  },
  {
    // By way of a token that is nobody's of these teams.
    route: 'get /access/path',
    path: id => `/access/path?secretId=${id}&subject=u:walker`,
    answers: withoutNames({ ...oneSeen, otherTeam: [404] }),
  },
  {
    route: 'get /secrets/by-id/{id}/readers',
    path: id => `/secrets/by-id/${id}/readers`,
    answers: withoutNames({ ...oneSeen, otherTeam: [404] }),
  },
  {
    route: 'get /access/recommendations',
    path: () => `/access/recommendations?${OF_ENTITY}`,
    answers: withoutNames(oneSeen),
  },
  {
    route: 'get /access/reach',
    path: () => '/access/reach?sourceId=prod&start=g:readers',
    answers: reached,
  },
  ...['subjects', 'grants', 'namespaces', 'risks'].map(ranked => ({
    route: `get /access/${ranked}`,
    path: () => `/access/${ranked}`,
    answers: portalWide,
  })),
  {
    route: 'get /access/reach',
    path: () => '/access/reach?sourceId=prod&start=u:walker',
    answers: {
      ...oneSeen,
      otherTeam: [200, []],
      platform: [200, [HIDDEN, DB, TOKEN]],
      auditor: [200, [HIDDEN, DB, TOKEN]],
      restrictedService: [200, [HIDDEN, DB, TOKEN]],
    },
  },
  {
    route: 'post /access/what-if',
    path: () => '/access/what-if',
    answers: portalWide,
  },
  {
    // Nobody's: seen by those alone who see all.
    route: 'get /resources',
    path: () => '/resources?kind=store',
    answers: {
      ...everythingSeen,
      owner: [200, []],
      otherTeam: [200, []],
      platform: [200, [STORE]],
      auditor: [200, [STORE]],
      restrictedService: [200, [STORE]],
    },
  },
  {
    route: 'get /resources',
    path: () => `/resources?kind=store&${OF_ENTITY}`,
    answers: { ...withoutNames(oneSeen) },
  },
  {
    route: 'get /resources/summary',
    path: () => '/resources/summary?kind=store',
    answers: withoutNames(everythingSeen),
  },
  {
    route: 'get /resources/summary',
    path: () => '/resources/summary?kind=store&sum=callsPerDay',
    answers: withoutNames(everythingSeen),
  },
  {
    route: 'post /resources/by-id/{id}/sync',
    path: () => `/resources/by-id/${SYNCED}/sync`,
    answers: withoutNames({
      ...oneSeen,
      otherTeam: [404],
      restrictedService: forbidden,
    }),
    byExample: { auditor: forbidden },
  },
  {
    route: 'post /resources/by-id/{id}/sync',
    path: () => `/resources/by-id/${UNSEEN}/sync`,
    answers: withoutNames({
      ...oneSeen,
      owner: [404],
      otherTeam: [404],
      restrictedService: forbidden,
    }),
    byExample: { auditor: forbidden },
  },
  {
    route: 'get /requests',
    path: () => '/requests',
    answers: withoutNames({ ...everythingSeen }),
  },
  {
    route: 'get /requests',
    path: () => `/requests?${OF_ENTITY}`,
    answers: withoutNames(oneSeen),
  },
  {
    route: 'get /requests/by-id/{id}',
    path: () => '/requests/by-id/request',
    answers: withoutNames({ ...oneSeen, otherTeam: [404] }),
  },
  {
    // Of an entity that no team of theirs owns: its requester sees it none the less.
    route: 'get /requests/by-id/{id}',
    path: () => '/requests/by-id/of-other-team',
    answers: withoutNames({ ...oneSeen, owner: [404], otherTeam: [200] }),
  },
  {
    // What was sent is no draft of anybody.
    route: 'post /requests',
    path: () => '/requests',
    answers: draftOfOwner404,
    byExample: { auditor: forbidden },
  },
  {
    route: 'post /requests/preflight',
    path: () => '/requests/preflight',
    answers: draftOfOwner404,
    byExample: { auditor: forbidden },
  },
  {
    // Those who see it, and people alone; it needs no approval.
    route: 'post /requests/by-id/{id}/approve',
    path: () => '/requests/by-id/request/approve',
    answers: {
      ...ownersAlone,
      owner: [409],
      otherTeam: [404],
      platform: [409],
      auditor: [409],
    },
    byExample: { auditor: forbidden },
  },
  {
    // Who requested it, alone, and that is none of these.
    route: 'post /requests/by-id/{id}/open',
    path: () => '/requests/by-id/request/open',
    answers: {
      ...ownersAlone,
      owner: forbidden,
      otherTeam: [404],
    },
    byExample: { auditor: forbidden },
  },
  {
    route: 'post /requests/by-id/{id}/remind',
    path: () => '/requests/by-id/request/remind',
    answers: { ...ownersAlone, owner: [204], otherTeam: [404] },
  },
  {
    route: 'post /requests/by-id/{id}/withdraw',
    path: () => '/requests/by-id/request/withdraw',
    answers: { ...ownersAlone, owner: [204], otherTeam: [404] },
  },
  {
    route: 'get /seal/targets',
    path: () => `/seal/targets?${OF_ENTITY}`,
    answers: { ...ownersAlone, owner: [200] },
    byExample: { auditor: forbidden },
  },
  {
    route: 'get /seal/workloads',
    path: () =>
      `/seal/workloads?${OF_ENTITY}&repository=https%3A%2F%2Fgit.example.com%2Fpayments%2Fapp&branch=main&path=deploy`,
    answers: { ...ownersAlone, owner: [200] },
    byExample: { auditor: forbidden },
  },
  {
    // Nothing seals here, and what was sent is in no place of the entity.
    route: 'post /drafts',
    path: () => '/drafts',
    answers: { ...ownersAlone, owner: [404] },
  },
  {
    route: 'get /drafts/{id}',
    path: () => '/drafts/of-the-owner',
    answers: { ...draftOfOwner, owner: [200] },
    byExample: { auditor: forbidden },
  },
  {
    route: 'delete /drafts/{id}',
    path: () => '/drafts/to-delete',
    answers: { ...draftOfOwner, owner: [204] },
    byExample: { auditor: forbidden },
  },
  { route: 'get /sources', path: () => '/sources', answers: sources },
  {
    // Who may see all sees also what nobody's inventory has.
    route: 'get /audit/events',
    path: () => '/audit/events',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: forbidden,
    },
  },
  {
    route: 'get /audit/events',
    path: () => `/audit/events?${OF_ENTITY}`,
    answers: { ...oneSeen, restrictedService: forbidden },
  },
  {
    route: 'get /audit/events',
    path: id => `/audit/events?secretId=${id}`,
    answers: {
      ...oneSeen,
      otherTeam: [200, []],
      restrictedService: forbidden,
    },
  },
  {
    route: 'get /audit/summary',
    path: () =>
      '/audit/summary?from=2026-11-28T00:00:00Z&to=2026-11-30T00:00:00Z',
    answers: {
      ...everythingSeen,
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: forbidden,
    },
  },
  {
    route: 'get /audit/summary',
    path: () =>
      `/audit/summary?${OF_ENTITY}&from=2026-11-28T00:00:00Z&to=2026-11-30T00:00:00Z`,
    answers: { ...oneSeen, restrictedService: forbidden },
  },
  {
    route: 'get /audit/coverage',
    path: () => '/audit/coverage',
    answers: withoutNames({ ...everythingSeen, restrictedService: forbidden }),
  },
  {
    route: 'get /audit/coverage',
    path: () => `/audit/coverage?${OF_ENTITY}`,
    answers: withoutNames({ ...oneSeen, restrictedService: forbidden }),
  },
  {
    route: 'get /audit/tokens',
    path: () => '/audit/tokens',
    answers: platformAlone,
    byExample: { auditor: forbidden },
  },
  {
    route: 'post /audit/tokens',
    path: () => '/audit/tokens',
    answers: platformAlone,
    byExample: { auditor: forbidden },
  },
  {
    route: 'post /audit/tokens/{id}/rotate',
    path: () => '/audit/tokens/a-token/rotate',
    answers: platformAlone,
    byExample: { auditor: forbidden },
  },
  {
    route: 'delete /audit/tokens/{id}',
    path: () => '/audit/tokens/a-token',
    // The first one has deleted it.
    answers: { ...platformAlone, platform: [204], auditor: [404] },
    byExample: { auditor: forbidden },
  },
  {
    route: 'post /sources/{id}/sync',
    path: () => '/sources/prod/sync',
    answers: {
      ...sources,
      platform: [202],
      auditor: [202],
      restrictedService: forbidden,
    },
    byExample: { auditor: forbidden },
  },
];

const actionRows: (Pick<Row, 'answers' | 'byExample'> & {
  action: string;
  input: (id: string) => {};
})[] = [
  {
    action: 'list-secrets',
    input: () => ({ entityRef: ENTITY }),
    answers: { ...oneSeen, none: forbidden, restrictedService: forbidden },
  },
  {
    action: 'describe-secret',
    input: id => ({ id }),
    answers: {
      ...oneSeen,
      none: forbidden,
      otherTeam: [404],
      platform: [200, [OTHER, DB]],
      auditor: [200, [OTHER, DB]],
      restrictedService: forbidden,
    },
  },
  {
    action: 'list-findings',
    input: () => ({ entityRef: ENTITY }),
    answers: { ...oneSeen, none: forbidden, restrictedService: forbidden },
  },
  {
    action: 'explain-finding',
    input: () => ({ id: 'weak-db' }),
    answers: {
      ...oneSeen,
      none: forbidden,
      otherTeam: [404],
      restrictedService: forbidden,
    },
  },
  {
    action: 'list-due',
    input: () => ({ entityRef: ENTITY }),
    answers: { ...oneSeen, none: forbidden, restrictedService: forbidden },
  },
  {
    action: 'describe-compliance',
    input: () => ({ entityRef: ENTITY }),
    answers: {
      ...withoutNames(oneSeen),
      none: forbidden,
      restrictedService: forbidden,
    },
  },
  {
    action: 'describe-compliance',
    input: () => ({}),
    answers: { ...portalWide, none: forbidden, restrictedService: forbidden },
  },
  {
    action: 'explain-control',
    input: () => ({
      entityRef: ENTITY,
      framework: 'best-practices',
      control: 'rotation',
    }),
    answers: {
      ...withoutNames(oneSeen),
      none: forbidden,
      restrictedService: forbidden,
    },
  },
  {
    action: 'suggest-improvements',
    input: () => ({ entityRef: ENTITY }),
    answers: {
      ...withoutNames(oneSeen),
      none: forbidden,
      restrictedService: forbidden,
    },
  },
  {
    action: 'who-can-reach',
    input: id => ({ id }),
    answers: {
      ...oneSeen,
      none: forbidden,
      otherTeam: [404],
      restrictedService: forbidden,
    },
  },
  {
    action: 'what-is-at-risk',
    input: () => ({ sourceId: 'prod', start: 'g:readers' }),
    answers: {
      ...reached,
      none: forbidden,
      restrictedService: forbidden,
    },
  },
  {
    action: 'what-would-change',
    input: () => ({
      sourceId: 'prod',
      deletions: [{ kind: 'ClusterRoleBinding', name: 'readers' }],
    }),
    answers: {
      ...portalWide,
      none: forbidden,
      restrictedService: forbidden,
    },
  },
  {
    action: 'list-sources',
    input: () => ({}),
    answers: { ...sources, none: forbidden, restrictedService: forbidden },
  },
  {
    action: 'list-requests',
    input: () => ({ entityRef: ENTITY }),
    answers: {
      ...withoutNames(oneSeen),
      none: forbidden,
      restrictedService: forbidden,
    },
  },
  {
    action: 'describe-request',
    input: () => ({ id: 'request' }),
    answers: {
      ...withoutNames(oneSeen),
      none: forbidden,
      otherTeam: [404],
      restrictedService: forbidden,
    },
  },
  {
    action: 'sync-resource',
    input: () => ({ id: SYNCED }),
    answers: withoutNames({
      ...oneSeen,
      none: forbidden,
      otherTeam: [404],
      restrictedService: forbidden,
    }),
    byExample: { auditor: forbidden },
  },
];

function component(
  name: string,
  annotations: Record<string, string>,
  owner: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default', annotations },
    relations: [{ type: 'ownedBy', targetRef: `group:default/${owner}` }],
  };
}

const entities = [
  component(
    'payments-api',
    { 'backstage.io/kubernetes-id': 'payments-api' },
    'payments',
  ),
  component('cart', { 'backstage.io/kubernetes-id': 'cart' }, 'checkout'),
  // Names everything of payments; nobody agrees.
  component(
    'thief',
    {
      'backstage.io/kubernetes-id': 'payments-api',
      'backstage.io/kubernetes-namespace': 'payments',
      'backstage.io/kubernetes-cluster': 'prod',
      'keyward.io/secrets': DB,
      'keyward.io/kubernetes-namespaces': 'payments',
    },
    'checkout',
  ),
  component(
    'selecting-thief',
    { 'backstage.io/kubernetes-label-selector': 'backstage.io/kubernetes-id' },
    'checkout',
  ),
  component(
    'space-thief',
    { 'keyward.io/kubernetes-namespaces': 'payments' },
    'checkout',
  ),
];

const owned = (name: string) => ({
  ...object('Namespace', '', name, {
    annotations: [
      { key: 'keyward.io/owner', length: 0, value: `group:default/${name}` },
    ],
  }),
  namespace: undefined,
});

const workload = (place: string, name: string, uses: string[]) =>
  object('Deployment', place, name, {
    labels: { 'backstage.io/kubernetes-id': name },
    references: uses.map(use => reference(place, use)),
    detail: { serviceAccountName: name },
  });

const reads = (...names: string[]) => ({
  apiGroups: [''],
  resources: ['secrets'],
  verbs: ['get'],
  ...(names.length > 0 && { resourceNames: names }),
});

const inCluster = (kind: string, name: string, detail: {}) => ({
  ...object(kind, '', name, { detail }),
  namespace: undefined,
});

const binds = (kind: string, name: string, subject: {}) => ({
  roleRef: { kind, name },
  subjects: [subject],
});

const account = (namespace: string, name: string) => ({
  kind: 'ServiceAccount',
  namespace,
  name,
});

/**
 * A group that reads all Secrets; a user who reads a token by its name, which
 * reads those of payments; and a workload that has rights on more than it needs.
 */
const rbac: [string, ...ObjectObservation[]][] = [
  [
    'clusterroles',
    inCluster('ClusterRole', 'reader', { rules: [reads()] }),
    inCluster('ClusterRole', 'one', { rules: [reads('robot-token')] }),
  ],
  [
    'clusterrolebindings',
    inCluster(
      'ClusterRoleBinding',
      'readers',
      binds('ClusterRole', 'reader', { kind: 'Group', name: 'readers' }),
    ),
    inCluster(
      'ClusterRoleBinding',
      'walker',
      binds('ClusterRole', 'one', { kind: 'User', name: 'walker' }),
    ),
  ],
  [
    'roles',
    object('Role', 'payments', 'all', { detail: { rules: [reads()] } }),
    object('Role', 'payments', 'some', {
      detail: {
        rules: [
          reads('payments-db', 'batch-key', 'nobodys'),
          { ...reads(), verbs: ['list'] },
        ],
      },
    }),
  ],
  [
    'rolebindings',
    object('RoleBinding', 'payments', 'robot', {
      detail: binds('Role', 'all', account('platform', 'robot')),
    }),
    object('RoleBinding', 'payments', 'api', {
      detail: binds('Role', 'some', account('payments', 'payments-api')),
    }),
  ],
];

describe.each(databases.eachSupportedId())('permissions on %s', databaseId => {
  let test: TestInventory;
  let id: string;

  beforeAll(async () => {
    test = await createTestInventory(databaseId);
    await test.sync('v1/secrets', [
      secret('payments', 'payments-db', {
        keys: [key('password', 'the-same')],
      }),
      secret('checkout', 'checkout-db', {
        keys: [key('password', 'the-same')],
      }),
      secret('payments', 'batch-key'),
      secret('platform', 'nobodys'),
      secret('platform', 'robot-token', {
        secretType: 'kubernetes.io/service-account-token',
        annotations: [
          {
            key: 'kubernetes.io/service-account.name',
            length: 5,
            value: 'robot',
          },
        ],
      }),
    ]);
    await addSource(test.knex, 'main', 'vault');
    await test.inventory.apply(
      { sourceId: 'main', fence: 1, system: 'vault' },
      batch('secrets', [
        { ...secret('secret', 'ledger'), ref: VAULTS },
        {
          type: 'resource',
          kind: 'store',
          ref: STORE,
          system: 'vault',
          location: [],
          name: 'safe-of-gold',
        },
      ]),
    );
    await test.apply(
      batch('deliverers', [
        deliverer(SYNCED, [
          { key: 'keyward.io/entity', length: ENTITY.length, value: ENTITY },
        ]),
        deliverer(UNSEEN),
      ]),
    );
    for (const name of [SYNCED, UNSEEN]) {
      await test.knex('secrets').where({ name }).update({ id: name });
    }
    await test.sync('v1/namespaces', [owned('payments'), owned('checkout')]);
    await test.sync('v1/serviceaccounts', [
      object('ServiceAccount', 'payments', 'payments-api'),
      object('ServiceAccount', 'platform', 'robot'),
    ]);
    await test.sync('apps/v1/deployments', [
      workload('payments', 'payments-api', ['payments-db']),
      workload('checkout', 'cart', ['checkout-db']),
    ]);
    for (const [plural, ...objects] of rbac) {
      await test.sync(`rbac.authorization.k8s.io/v1/${plural}`, objects);
    }
    const problem = {
      code: 'left-out',
      message: 'Left out: Secret platform/nobodys',
      withoutNames: 'An object is left out',
    };
    await test
      .knex('sources')
      .where('id', 'prod')
      .update({
        problems: JSON.stringify([problem]),
        warnings: JSON.stringify([
          problem,
          {
            code: 'unreadable-object',
            message:
              'secrets: Secret platform/nobodys: key "a" is not valid base64',
          },
        ]),
      });
    const api = await createTestApi({ test, entities, policy: undefined });
    await api.link();
    const { items } = await test.store.listSecrets({
      visibility: { all: true },
    });
    id = items.find(({ ref }) => ref === DB)!.id;
    await addFindings(test, {
      db: id,
      other: items.find(({ ref }) => ref === OTHER)!.id,
    });
  });

  afterAll(async () => {
    await test.knex.destroy();
  });

  it('has a row for each route and each action', async () => {
    const file = join(__dirname, '../schema/openapi.yaml');
    const { paths } = load(readFileSync(file, 'utf8')) as {
      paths: Record<string, object>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method} ${path}`),
    );
    expect(new Set(rows.map(({ route }) => route))).toEqual(new Set(routes));
    const { actions } = await createTestApi({
      test,
      entities,
      policy: undefined,
    });
    expect(new Set(actionRows.map(({ action }) => action))).toEqual(
      new Set((await actions.list()).actions.map(({ name }) => name)),
    );
  });

  describe.each(Object.keys(policies))('with %s', name => {
    let api: Awaited<ReturnType<typeof createTestApi>>;

    beforeAll(async () => {
      api = await createTestApi({
        test,
        entities,
        policy: policies[name],
        syncs,
      });
    });

    beforeEach(async () => {
      await addAuditEvents(test);
      await addAuditTokens(test);
      await addDrafts(test);
      await addRequests(test);
    });

    it.each(rows.map(row => ({ ...row, url: row.path('ID') })))(
      'answers $url as the table says',
      async row => {
        const expected = { ...row.answers };
        if (name === 'the example policy') {
          Object.assign(expected, row.byExample);
        }
        const found: Partial<Record<Caller, Answer>> = {};
        const audited: Partial<Record<Caller, string[]>> = {};
        for (const caller of Object.keys(callers) as Caller[]) {
          api.events.length = 0;
          const method = row.route.split(' ')[0] as Method;
          const body = bodyOf(row.route);
          const response = await api.ask(caller, row.path(id), method, body);
          found[caller] = [response.status, refsIn(response)];
          expect([caller, ...foreignIn(response, visibleTo[caller])]).toEqual([
            caller,
          ]);
          audited[caller] = api.events.map(
            ({ eventId, ended }) => `${eventId} ${ended}`,
          );
        }
        expect(found).toEqual(filled(expected));
        expectAudited(audited, found, { none: [] });
      },
    );

    it.each(actionRows)(
      'answers the action $action as the table says',
      async row => {
        const found: Partial<Record<Caller, Answer>> = {};
        const audited: Partial<Record<Caller, string[]>> = {};
        for (const caller of Object.keys(callers) as Caller[]) {
          api.events.length = 0;
          try {
            const answer = await api.act(caller, row.action, row.input(id));
            found[caller] = [200, refsIn({ body: answer })];
            expect([
              caller,
              ...foreignIn({ body: answer }, visibleTo[caller]),
            ]).toEqual([caller]);
          } catch (error: any) {
            const status = { NotAllowedError: 403, NotFoundError: 404 }[
              error.name as string
            ];
            found[caller] = [status ?? error, []];
          }
          audited[caller] = api.events.map(
            ({ eventId, ended }) => `${eventId} ${ended}`,
          );
        }
        const expected = { ...row.answers };
        if (name === 'the example policy') {
          Object.assign(expected, row.byExample);
        }
        expect(found).toEqual(filled(expected));
        expectAudited(audited, found);
      },
    );

    it.each(['thief', 'selecting-thief', 'space-thief'])(
      'shows %s nothing of what it names',
      async thief => {
        const path = `/secrets?entityRef=component%3Adefault%2F${thief}`;
        const list = await api.ask('otherTeam', path);
        expect(list.status).toBe(200);
        // It may select what its own team owns.
        expect(refsIn(list).filter(ref => ref !== OTHER)).toEqual([]);
        const { items } = (
          await api.ask(
            'otherTeam',
            `/claims?entityRef=component%3Adefault%2F${thief}`,
          )
        ).body;
        expect(items.length).toBeGreaterThan(0);
        expect(JSON.stringify(items)).not.toContain('group:default/payments');
      },
    );
  });

  describe('with a policy that narrows', () => {
    const seen: Record<Caller, string[]> = {
      ...visibleTo,
      owner: [],
      platform: [OTHER],
      auditor: [OTHER],
    };
    let api: Awaited<ReturnType<typeof createTestApi>>;

    beforeAll(async () => {
      api = await createTestApi({ test, entities, policy: narrowing, syncs });
    });

    it.each(rows.map(row => ({ ...row, url: row.path('ID') })))(
      'names nothing in $url that the policy hides',
      async ({ route, path }) => {
        for (const caller of Object.keys(callers) as Caller[]) {
          const method = route.split(' ')[0] as Method;
          const response = await api.ask(
            caller,
            path(id),
            method,
            bodyOf(route),
          );
          expect([caller, ...foreignIn(response, seen[caller])]).toEqual([
            caller,
          ]);
        }
      },
    );

    it.each(actionRows)(
      'names nothing in the action $action that the policy hides',
      async ({ action, input }) => {
        for (const caller of Object.keys(callers) as Caller[]) {
          const answer = await api
            .act(caller, action, input(id))
            .catch(error => ({ error: String(error) }));
          expect([
            caller,
            ...foreignIn({ body: answer }, seen[caller]),
          ]).toEqual([caller]);
        }
      },
    );

    it.each(
      rows
        .filter(({ answers }) => answers === portalWide)
        .map(row => ({ ...row, url: row.path('ID') })),
    )(
      'refuses $url, which counts what the policy hides, and says why',
      async row => {
        for (const caller of ['platform', 'auditor'] as const) {
          const method = row.route.split(' ')[0] as 'get' | 'post';
          const body = bodyOf(row.route);
          const response = await api.ask(caller, row.url, method, body);
          expect(response.status).toBe(403);
          expect(response.body.error.message).toContain(
            'secrets.secret.read only under conditions',
          );
        }
        const input = {
          sourceId: 'prod',
          deletions: [{ kind: 'ClusterRoleBinding', name: 'readers' }],
        };
        await expect(
          api.act('platform', 'what-would-change', input),
        ).rejects.toThrow('secrets.secret.read only under conditions');
      },
    );
  });

  it('lets a policy narrow what the floor shows, and never widen it', async () => {
    const only: TestPolicy = ({ permission }) =>
      permission.name === 'secrets.secret.read'
        ? createSecretConditionalDecision(permission as any, {
            anyOf: [
              secretConditions.isInNamespace({ namespaces: ['checkout'] }),
              { not: secretConditions.isInSource({ sourceIds: ['prod'] }) },
            ],
          })
        : { result: AuthorizeResult.ALLOW };
    const api = await createTestApi({ test, entities, policy: only });
    expect(refsIn(await api.ask('platform', '/secrets'))).toEqual([
      OTHER,
      VAULTS,
    ]);
    expect(refsIn(await api.ask('owner', '/secrets'))).toEqual([]);
    expect((await api.ask('owner', `/secrets/by-id/${id}`)).status).toBe(404);

    const denied = await createTestApi({
      test,
      entities,
      policy: () => ({ result: AuthorizeResult.DENY }),
    });
    for (const caller of ['owner', 'platform'] as const) {
      expect((await denied.ask(caller, '/secrets')).status).toBe(403);
    }
  });

  it('lets nobody look beyond without a group that the configuration lists', async () => {
    const api = await createTestApi({
      test,
      entities,
      policy: policies['a policy that allows everything'],
      access: { groups: [] },
    });
    expect(refsIn(await api.ask('platform', '/secrets'))).toEqual([]);
    expect((await api.ask('platform', '/sources')).status).toBe(403);
    expect((await api.ask('platform', `/secrets?${OF_ENTITY}`)).status).toBe(
      403,
    );
  });

  it('opens the actions to services that the configuration allows, as far as their restrictions go', async () => {
    const api = await createTestApi({
      test,
      entities,
      policy: undefined,
      access: { allowServiceActions: true },
    });
    const input = { entityRef: ENTITY };
    const answer = await api.act('restrictedService', 'list-secrets', input);
    expect(refsIn({ body: answer })).toEqual([DB]);
    await expect(api.act('service', 'list-secrets', input)).rejects.toThrow(
      'not allowed',
    );
  });

  it('takes the catalog of now: an entity with another owner shows nothing that its former owner had confirmed', async () => {
    const taken = component(
      'payments-api',
      { 'backstage.io/kubernetes-id': 'payments-api' },
      'checkout',
    );
    const api = await createTestApi({
      test,
      entities: [taken],
      policy: undefined,
    });
    const path = `/secrets?${OF_ENTITY}`;
    expect(refsIn(await api.ask('otherTeam', path))).toEqual([]);
    expect(refsIn(await api.ask('otherTeam', '/secrets'))).toEqual([]);
    expect((await api.ask('owner', path)).status).toBe(403);
    expect(refsIn(await api.ask('owner', '/secrets'))).toEqual([]);
  });
});

describe('guessing a value', () => {
  it('teaches nothing: a right guess reads as a wrong one', async () => {
    const test = await createTestInventory('SQLITE_3');
    await test.sync('v1/secrets', [
      secret('payments', 'db', { keys: [key('password', 'the-value')] }),
      secret('checkout', 'right', { keys: [key('guess', 'the-value')] }),
      secret('checkout', 'wrong', { keys: [key('guess', 'another')] }),
    ]);
    await test.sync('v1/namespaces', [owned('payments'), owned('checkout')]);
    await test.sync('apps/v1/deployments', [
      workload('payments', 'payments-api', ['db']),
      workload('checkout', 'cart', ['right', 'wrong']),
    ]);
    const api = await createTestApi({ test, entities, policy: undefined });
    await api.link();
    const list = await api.ask('otherTeam', '/secrets');
    expect(list.body.items).toHaveLength(2);
    const answers = await Promise.all(
      ['right', 'wrong'].map(async name => {
        const { id } = list.body.items.find((item: any) => item.name === name);
        const { body } = await api.ask('otherTeam', `/secrets/by-id/${id}`);
        expect(body.keys).toHaveLength(1);
        return JSON.parse(
          JSON.stringify(body).replaceAll(id, 'ID').replaceAll(name, 'NAME'),
        );
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0].keys[0]).toMatchObject({
      comparable: true,
      sameValueAs: [],
    });
    expect(answers[0].keys[0].sameValueGroup).toBeUndefined();
    await test.knex.destroy();
  });
});

function deliverer(
  name: string,
  annotations: ResourceObservation['annotations'] = [],
): ResourceObservation {
  return {
    type: 'resource',
    kind: 'deliverer',
    ref: `deliverer:prod/platform/${name}`,
    system: 'kubernetes',
    location: ['platform'],
    name,
    annotations,
  };
}

function inDays(days: number) {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

const DESTINATION = {
  repository: 'https://git.example.com/payments/app',
  branch: 'main',
  path: '',
};

function bodyOf(route: string) {
  const state = 'acknowledged';
  return {
    'put /findings/by-id/{id}/state': { state },
    'put /findings/state': { ids: ['weak-db'], state },
    'post /claims/confirm': {
      entityRef: ENTITY,
      ownerRefs: ['group:default/payments'],
    },
    'post /audit/tokens': { sourceId: 'prod', title: 'API server' },
    'post /audit/tokens/{id}/rotate': {},
    'post /requests/by-id/{id}/open': { token: 'token-of-a-person' },
    'post /requests/by-id/{id}/approve': { headSha: '0'.repeat(40) },
    'post /requests': { draftId: 'none', destinations: [DESTINATION] },
    'post /requests/preflight': {
      draftId: 'none',
      destinations: [DESTINATION],
    },
    'post /drafts': {
      entityRef: ENTITY,
      targets: [
        {
          sourceId: 'prod',
          namespace: 'payments',
          name: 'payments-db',
          type: 'Opaque',
          scope: 'strict',
          certificate: 'c'.repeat(64),
          mode: 'replace',
          encryptedData: { password: 'sealed' },
        },
      ],
    },
    'post /access/what-if': {
      sourceId: 'prod',
      deletions: [{ kind: 'ClusterRoleBinding', name: 'readers' }],
    },
  }[route];
}

/** A pod that reads a secret of each team, and one that lists each namespace. */
async function addAuditEvents({ knex }: TestInventory) {
  const read = (namespace: string, name?: string) =>
    accessEvent('2026-11-29T10:00:00.000Z', {
      target: { system: 'kubernetes', namespace, ...(name && { name }) },
      subject: { kind: 'ServiceAccount', namespace: 'ops', name: 'backup' },
    });
  await new DatabaseAuditStore({
    knex,
    now: () => Date.parse('2026-11-29T10:00:10.000Z'),
  }).append(
    auditBatch([
      read('payments', 'payments-db'),
      read('checkout', 'checkout-db'),
      read('payments'),
      read('checkout'),
    ]),
  );
}

/** One of a source. */
async function addAuditTokens({ knex }: TestInventory) {
  await knex('audit_tokens').delete();
  await knex('audit_tokens').insert({
    id: 'a-token',
    source: 'prod',
    kind: 'kubernetes',
    title: 'API server',
    hash: '0'.repeat(64),
    created_at: inDays(0),
    created_by: 'user:default/pat',
  });
}

/** Those of the owner. */
async function addDrafts({ knex }: TestInventory) {
  for (const id of ['of-the-owner', 'to-delete']) {
    await knex('drafts')
      .insert({
        id,
        created_by: 'user:default/guest',
        entity_ref: ENTITY,
        created_at: inDays(0),
        expires_at: inDays(1),
        size: 2,
        targets: '[]',
      })
      .onConflict('id')
      .ignore();
  }
}

/**
 * One for the entity of the owner, by somebody who is nobody of the callers, and one by
 * somebody of another team for an entity that no team of the callers owns.
 */
async function addRequests({ knex }: TestInventory) {
  await knex('requests').delete();
  await knex('request_targets').delete();
  await addRequest(knex, 'request', ENTITY, 'user:default/ruth');
  await addRequest(
    knex,
    'of-other-team',
    'component:default/of-nobody',
    'user:default/olga',
  );
}

async function addRequest(
  knex: TestInventory['knex'],
  id: string,
  entityRef: string,
  requestedBy: string,
) {
  await knex('requests').insert({
    id,
    draft_id: `draft-of-${id}`,
    entity_ref: entityRef,
    requested_by: requestedBy,
    host: 'git.example.com',
    repository: DESTINATION.repository,
    branch: 'main',
    state: 'opened',
    finished: false,
    created_at: inDays(0),
    updated_at: inDays(0),
    fence: 0,
    expires_at: 0,
    due_at: 0,
    failures: 0,
  });
  await knex('request_targets').insert({
    request_id: id,
    position: 0,
    cluster: 'prod',
    namespace: 'payments',
    name: `secret-of-${id}`,
    path: '',
    mode: 'create',
    digests: '{}',
    step: 'requested',
    open: true,
  });
}

/** A finding on each, one that rests on both, and rotation. */
async function addFindings(
  { knex }: TestInventory,
  ids: { db: string; other: string },
) {
  const finding = (id: string, secretId: string, rule: string) => ({
    id,
    source_id: 'prod',
    secret_id: secretId,
    rule,
    item: 'password',
    severity: 'high',
    rank: 3,
    state: 'open',
    active: true,
    evidence: '{}',
    first_seen: '2026-01-01T00:00:00.000Z',
    last_seen: '2026-01-01T00:00:00.000Z',
    ...(rule === 'duplicate' && {
      same_value: 'places',
      fingerprint: 'the-same',
      fingerprint_key_id: 'k1',
    }),
  });
  const store = await knex('secrets').where({ ref: STORE }).first('id');
  await knex('findings').insert([
    {
      ...finding('sealed-store', store.id, 'vault-store-sealed'),
      source_id: 'main',
    },
    finding('weak-db', ids.db, 'weak-value'),
    finding('weak-other', ids.other, 'weak-value'),
  ]);
  // One row has other columns than the rest.
  await knex('findings').insert(finding('duplicate-db', ids.db, 'duplicate'));
  for (const secretId of [ids.db, ids.other]) {
    await knex('rotation_keys').insert({
      source_id: 'prod',
      secret_id: secretId,
      key: 'password',
      policy: 'passwords',
      policy_days: 90,
      state: 'inPeriod',
      due_at: inDays(10),
      due_sort: inDays(10),
    });
    await knex('history').insert({
      source_id: 'prod',
      secret_id: secretId,
      at: '2026-01-01T00:00:00.000Z',
      event: 'valueChanged',
      keys: '["password"]',
    });
    const place = { source_id: 'prod', secret_id: secretId, key: 'tls.crt' };
    await knex('key_certificates').insert({ ...place, count: 1, notes: '[]' });
    await knex('certificates').insert({
      ...place,
      position: 0,
      fingerprint: 'a'.repeat(64),
      subject: 'CN=a',
      issuer: 'CN=b',
      serial: '1',
      sans: '[]',
      san_count: 0,
      not_before: '2026-01-01T00:00:00.000Z',
      not_after: '2027-01-01T00:00:00.000Z',
      key_algorithm: 'EC',
      signature_algorithm: 'ECDSA-SHA256',
      role: 'leaf',
      self_signed: false,
    });
  }
}

/** The secrets whose refs are in an answer. */
function refsIn(response: { body: unknown; text?: string }): string[] {
  const text = textOf(response);
  return NAMED.filter(ref => text.includes(ref));
}

/**
 * The secrets of any system that an answer names although they are not among
 * those that are visible: by a ref, in a path, in a manifest, in a message, or
 * in whatever way their name, which nothing else has, got into it.
 */
function foreignIn(
  response: { body: unknown; text?: string },
  visible: string[],
): string[] {
  const text = textOf(response);
  return NAMED.filter(
    ref =>
      !visible.includes(ref) &&
      text.includes(ref.slice(ref.lastIndexOf('/') + 1)),
  );
}

function textOf(response: { body: unknown; text?: string }): string {
  return JSON.stringify(response.body) + (response.text ?? '');
}

/** One event for each call, which says how it ended. */
function expectAudited(
  audited: Partial<Record<Caller, string[]>>,
  answers: Partial<Record<Caller, Answer>>,
  otherwise: Partial<Record<Caller, string[]>> = {},
) {
  const expected = Object.entries(answers).map(([caller, [status]]) => [
    caller,
    [
      expect.stringMatching(
        status < 300 ? /^[a-z]+-[a-z]+ success$/ : /^[a-z]+-[a-z]+ fail$/,
      ),
    ],
  ]);
  expect(audited).toEqual({ ...Object.fromEntries(expected), ...otherwise });
}

function filled(answers: Record<Caller, Answer>): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(answers).map(([caller, [status, refs = []]]) => [
      caller,
      [status, refs],
    ]),
  );
}
