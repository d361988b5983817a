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

import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createSecretConditionalDecision,
  secretConditions,
} from '@keyward/backstage-plugin-secrets-node';
import { object, secret, SOURCE } from '../../__testUtils__/observations';
import {
  createTestApi,
  type Caller,
  type TestPolicy,
} from '../../__testUtils__/testApi';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { component, mark } from '../../__testUtils__/testLinker';

jest.setTimeout(60_000);

const ENTITY = 'component:default/api';
const CLAIMS = `/claims?entityRef=${encodeURIComponent(ENTITY)}`;
const SECRETS = `/secrets?entityRef=${encodeURIComponent(ENTITY)}`;
const OURS = 'url:https://git.example/payments/api/catalog-info.yaml';
const THEIRS = 'url:https://git.example/checkout/api/catalog-info.yaml';

const before = { ownerRefs: ['group:default/payments'], location: OURS };
const now = { ownerRefs: ['group:default/checkout'], location: THEIRS };

describe.each(databases.eachSupportedId())(
  'marks that are held on %s',
  databaseId => {
    let test: TestInventory;

    beforeEach(async () => {
      test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('payments', 'db', { annotations: mark('entity', 'api') }),
      ]);
      const first = await createTestApi({
        test,
        entities: [component('api', {}, { location: OURS })],
        policy: undefined,
      });
      await first.link();
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

    /** After the name was registered again, by the team of `otherTeam`. */
    async function createApi(policy?: TestPolicy) {
      const [owner] = now.ownerRefs;
      const entity = component('api', {}, { owner, location: THEIRS });
      const api = await createTestApi({ test, entities: [entity], policy });
      await api.link();
      return {
        ...api,
        async namesFor(caller: 'otherTeam' | 'platform') {
          const { body } = await api.ask(caller, SECRETS);
          return body.items.map(({ name }: { name: string }) => name);
        },
        async confirm(
          caller: Parameters<typeof api.ask>[0],
          origin: object = now,
        ) {
          const body = { entityRef: ENTITY, ...origin };
          return await api.ask(caller, '/claims/confirm', 'post', body);
        },
      };
    }

    it('show nothing to the new owner but how to confirm them', async () => {
      const api = await createApi();
      expect(await api.namesFor('otherTeam')).toEqual([]);
      const { body } = await api.ask('otherTeam', CLAIMS);
      expect(body).toEqual({
        items: [
          {
            annotation: 'keyward.io/entity',
            value: ENTITY,
            status: 'held',
            remedy: expect.stringContaining('keyward.io/owner: group:default/'),
          },
        ],
      });
    });

    it('show an administrator what has changed, who may confirm it', async () => {
      const api = await createApi();
      expect((await api.ask('platform', CLAIMS)).body.hold).toEqual({
        before,
        now,
      });
      api.events.length = 0;
      expect((await api.confirm('platform')).status).toBe(204);
      expect(api.events).toEqual([
        {
          eventId: 'claim-confirm',
          ended: 'success',
          meta: { entityRef: ENTITY, ...now },
          result: { before },
        },
      ]);
      expect(await api.namesFor('otherTeam')).toEqual(['db']);
      expect((await api.ask('platform', CLAIMS)).body).toEqual({ items: [] });
      // Nothing is left to confirm.
      expect((await api.confirm('platform')).status).toBe(204);
    });

    it.each([
      'none',
      'owner',
      'otherTeam',
      'service',
      'restrictedService',
    ] as const)('are confirmed by no %s', async caller => {
      const api = await createApi();
      const expected = caller === 'none' ? 401 : 403;
      expect((await api.confirm(caller)).status).toBe(expected);
      expect(await api.namesFor('platform')).toEqual([]);
    });

    it('are not confirmed where the policy denies it', async () => {
      const api = await createApi(({ permission }) => ({
        result:
          permission.name === 'secrets.claim.confirm'
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      }));
      const { status, body } = await api.confirm('platform');
      expect([status, body.error.message]).toEqual([
        403,
        'secrets.claim.confirm is not allowed',
      ]);
      expect(await api.namesFor('platform')).toEqual([]);
    });

    it.each([
      ['another owner', { ...now, ownerRefs: before.ownerRefs }],
      ['one more owner', { ...now, ownerRefs: [...now.ownerRefs, 'user:a/b'] }],
      ['another location', { ...now, location: OURS }],
      ['no location', { ownerRefs: now.ownerRefs }],
    ])(
      'are not confirmed for %s than the catalog has by now',
      async (_, seen) => {
        const api = await createApi();
        const { status, body } = await api.confirm('platform', seen);
        expect(status).toBe(409);
        expect(body.error.message).toContain('has another owner or location');
        expect(await api.namesFor('platform')).toEqual([]);
      },
    );
  },
);

describe.each(databases.eachSupportedId())(
  'claims of an owner from whom a policy hides secrets on %s',
  databaseId => {
    it('read the same, whatever is confirmed by what is hidden', async () => {
      const claims = {
        'backstage.io/kubernetes-id': 'api',
        'keyward.io/kubernetes-namespaces': 'shown,hidden,absent,empty',
        'keyward.io/secrets': ['shown/db', 'hidden/db', 'hidden/no']
          .map(path => `kubernetes:${SOURCE}/${path}`)
          .join(','),
      };
      const answerOf = async (
        names: string[],
        policy: TestPolicy,
        caller: Caller = 'owner',
      ) => {
        const test = await createTestInventory(databaseId);
        await test.sync(
          'v1/secrets',
          names.map(namespace =>
            secret(namespace, 'db', { annotations: mark('entity', 'api') }),
          ),
        );
        await test.sync('v1/namespaces', [
          {
            ...object('Namespace', '', 'empty', {
              annotations: mark('owner', 'group:default/payments'),
            }),
            namespace: undefined,
          },
        ]);
        const api = await createTestApi({
          test,
          entities: [component('api', claims)],
          policy,
        });
        await api.link();
        const { status, body } = await api.ask(caller, CLAIMS);
        await test.knex.destroy();
        return { status, items: body.items };
      };
      const narrowing: TestPolicy = ({ permission }) =>
        permission.name === 'secrets.secret.read'
          ? createSecretConditionalDecision(
              permission as any,
              secretConditions.isInNamespace({ namespaces: ['shown'] }),
            )
          : { result: AuthorizeResult.ALLOW };
      const confirmed = ({ items }: any) =>
        items.flatMap(({ value, status }: any) =>
          status === 'confirmed' ? [value] : [],
        );

      const all = await answerOf(['shown', 'hidden'], undefined);
      expect(confirmed(all)).toEqual([
        'shown',
        'hidden',
        'empty',
        `kubernetes:${SOURCE}/shown/db`,
        `kubernetes:${SOURCE}/hidden/db`,
      ]);
      const some = await answerOf(['shown', 'hidden'], narrowing);
      expect(confirmed(some)).toEqual([
        'shown',
        'empty',
        `kubernetes:${SOURCE}/shown/db`,
      ]);
      expect(await answerOf(['shown'], narrowing)).toEqual(some);
      expect(await answerOf(['hidden'], narrowing)).toEqual(
        await answerOf([], narrowing),
      );
      const deny: TestPolicy = () => ({ result: AuthorizeResult.DENY });
      expect((await answerOf(['shown'], deny)).status).toBe(403);
    });
  },
);
