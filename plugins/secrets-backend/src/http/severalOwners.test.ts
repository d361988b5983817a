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

import type { Entity } from '@backstage/catalog-model';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createSecretsPolicyDecision } from '@keyward/backstage-plugin-secrets-node';
import { object, reference, secret } from '../__testUtils__/observations';
import {
  createTestApi,
  type Caller,
  type TestPolicy,
} from '../__testUtils__/testApi';
import { createTestInventory, databases } from '../__testUtils__/testInventory';

jest.setTimeout(120_000);

const SHARED = 'kubernetes:prod/payments/shared';
const OWN = 'kubernetes:prod/checkout/own';
const PERSONAL = 'kubernetes:prod/platform/personal';

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

function component(name: string, ...owners: string[]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'backstage.io/kubernetes-id': name },
    },
    relations: owners.map(targetRef => ({ type: 'ownedBy', targetRef })),
  };
}

const entities = [
  component('shared', 'group:default/payments', 'group:default/checkout'),
  component('own', 'group:default/checkout'),
  component('personal', 'group:default/platform', 'user:default/guest'),
];

const deployment = (place: string, name: string) =>
  object('Deployment', place, name, {
    labels: { 'backstage.io/kubernetes-id': name },
    annotations: [
      {
        key: 'keyward.io/entity',
        length: name.length,
        value: `component:default/${name}`,
      },
    ],
    references: [reference(place, name)],
  });

const everything = [OWN, SHARED, PERSONAL];

/** Refs, or the status of a refusal. */
type Seen = string[] | number;

const paths: Record<string, (ids: Record<string, string>) => string> = {
  'the list': () => '/secrets',
  'the tab of the shared entity': () =>
    '/secrets?entityRef=component%3Adefault%2Fshared',
  'the list filtered by the first owner': () =>
    '/secrets?owner=group%3Adefault%2Fpayments',
  'the list filtered by the second owner': () =>
    '/secrets?owner=group%3Adefault%2Fcheckout',
  'the list filtered by no owner': () => '/secrets?owner=none',
  'the shared secret': ids => `/secrets/by-id/${ids.shared}`,
  'the export': () => '/secrets/export',
};

const seen: Record<keyof typeof paths, Partial<Record<Caller, Seen>>> = {
  'the list': {
    owner: [SHARED, PERSONAL],
    otherTeam: [OWN, SHARED],
    platform: everything,
  },
  'the tab of the shared entity': {
    owner: [SHARED],
    otherTeam: [SHARED],
    platform: [SHARED],
  },
  'the list filtered by the first owner': {
    owner: [SHARED],
    otherTeam: [SHARED],
    platform: [SHARED],
  },
  'the list filtered by the second owner': {
    owner: [SHARED],
    otherTeam: [OWN, SHARED],
    platform: [OWN, SHARED],
  },
  'the list filtered by no owner': { owner: [], otherTeam: [], platform: [] },
  'the shared secret': {
    owner: [SHARED],
    otherTeam: [SHARED],
    platform: [SHARED],
  },
  'the export': {
    owner: [SHARED, PERSONAL],
    otherTeam: [OWN, SHARED],
    platform: everything,
  },
};

const counted: Partial<Record<Caller, Record<string, number>>> = {
  owner: {
    'group:default/payments': 1,
    'group:default/checkout': 1,
    'group:default/platform': 1,
    'user:default/guest': 1,
  },
  otherTeam: { 'group:default/payments': 1, 'group:default/checkout': 2 },
  platform: {
    'group:default/payments': 1,
    'group:default/checkout': 2,
    'group:default/platform': 1,
    'user:default/guest': 1,
  },
};

describe.each(databases.eachSupportedId())(
  'an entity with several owners on %s',
  databaseId => {
    async function create(policy: TestPolicy, of = entities) {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('payments', 'shared'),
        secret('checkout', 'own'),
        secret('platform', 'personal'),
      ]);
      await test.sync('apps/v1/deployments', [
        deployment('payments', 'shared'),
        deployment('checkout', 'own'),
        deployment('platform', 'personal'),
      ]);
      const api = await createTestApi({ test, entities, policy });
      await api.link();
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
      });
      const ids = Object.fromEntries(items.map(({ name, id }) => [name, id]));
      return {
        ids,
        api: await createTestApi({ test, entities: of, policy }),
      };
    }

    describe.each(Object.keys(policies))('with %s', name => {
      it('shows its secrets to each of them and to nobody else', async () => {
        const { api, ids } = await create(policies[name]);
        const found: typeof seen = {};
        for (const [what, path] of Object.entries(paths)) {
          found[what] = {};
          for (const caller of Object.keys(counted) as Caller[]) {
            const response = await api.ask(caller, path(ids));
            found[what][caller] =
              response.status === 200 ? refsIn(response) : response.status;
          }
        }
        expect(found).toEqual(seen);

        const counts: typeof counted = {};
        for (const caller of Object.keys(counted) as Caller[]) {
          const { body } = await api.ask(caller, '/secrets/summary');
          counts[caller] = Object.fromEntries(
            body.facets.owner.map((one: { value: string; count: number }) => [
              one.value,
              one.count,
            ]),
          );
        }
        expect(counts).toEqual(counted);
      });
    });

    it('hides them from an owner of before as soon as the catalog names another', async () => {
      const { api, ids } = await create(undefined, [
        component('shared', 'group:default/payments'),
        component('own', 'group:default/platform'),
      ]);
      expect(refsIn(await api.ask('otherTeam', '/secrets'))).toEqual([]);
      expect(
        (await api.ask('otherTeam', `/secrets/by-id/${ids.shared}`)).status,
      ).toBe(404);
      expect(refsIn(await api.ask('owner', '/secrets'))).toEqual([SHARED]);
    });
  },
);

/** The secrets that an answer names. */
function refsIn(response: { body: unknown; text?: string }): string[] {
  const text = JSON.stringify(response.body) + (response.text ?? '');
  return [
    ...new Set(text.match(/kubernetes:prod\/[a-z-]+\/[a-z-]+/g) ?? []),
  ].sort();
}
