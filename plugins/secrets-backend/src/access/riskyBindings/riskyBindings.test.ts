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
import { mockServices } from '@backstage/backend-test-utils';
import { resourceRules } from '@keyward/findings';
import { object, secret, START } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { component, mark } from '../../__testUtils__/testLinker';
import { AccessGraphs, RiskyBindings } from '..';

jest.setTimeout(120_000);

const RBAC = 'rbac.authorization.k8s.io/v1';
const rules = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] },
];

function binding(
  namespace: string | undefined,
  name: string,
  subject: { kind: string; name: string },
) {
  const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  return object(kind, namespace ?? '', name, {
    namespace,
    detail: {
      roleRef: { kind: 'ClusterRole', name: 'reader' },
      subjects: [subject],
    },
  });
}

const ann = { kind: 'User', name: 'ann' };
const staff = { kind: 'Group', name: 'staff' };

describe.each(databases.eachSupportedId())(
  'findings on bindings, on %s',
  databaseId => {
    let test: TestInventory;
    let look: () => Promise<void>;
    let api: Awaited<ReturnType<typeof createTestApi>>;

    const observe = async ({
      roleBindings = [],
      all = [],
    }: {
      roleBindings?: ReturnType<typeof object>[];
      all?: ReturnType<typeof object>[];
    }) => {
      await test.sync(`${RBAC}/rolebindings`, roleBindings);
      await test.sync(`${RBAC}/clusterrolebindings`, all);
    };

    async function setUp({
      roleBindings = [],
      all = [],
    }: {
      roleBindings?: ReturnType<typeof object>[];
      all?: ReturnType<typeof object>[];
    }) {
      test = await createTestInventory(databaseId);
      await test.sync('v1/namespaces', [
        object('Namespace', '', 'payments', {
          namespace: undefined,
          annotations: mark('owner', 'group:default/payments'),
        }),
        object('Namespace', '', 'other', { namespace: undefined }),
      ]);
      await test.sync('v1/secrets', [
        secret('payments', 'db'),
        secret('other', 'db'),
      ]);
      await test.sync(`${RBAC}/clusterroles`, [
        object('ClusterRole', '', 'reader', {
          namespace: undefined,
          detail: { rules },
        }),
      ]);
      await test.sync(`${RBAC}/roles`, []);
      await test.sync('v1/serviceaccounts', []);
      await observe({ roleBindings, all });
      // As by a clock: an answer may be ten seconds old.
      let time = START + 10 * 60_000;
      const engine = createTestEngine(test, { resourceRules });
      const bindings = new RiskyBindings({
        access: {
          graphs: new AccessGraphs({
            knex: test.knex,
            now: () => (time += 60_000),
          }),
          knex: test.knex,
        },
        logger: mockServices.logger.mock(),
        held: () => [test.fence],
        now: () => START + 10 * 60_000,
      });
      look = async () => {
        await bindings.look(test.fence);
        await analyseAll(engine, test.fence);
        await api.link();
      };
      api = await createTestApi({
        test,
        rules: resourceRules,
        policy: undefined,
        entities: [
          component('api', { 'backstage.io/kubernetes-namespace': 'payments' }),
        ],
      });
      await look();
    }

    const findings = async (caller: 'owner' | 'platform' | 'otherTeam') => {
      const { body } = await api.ask(caller, '/findings');
      return body.items as any[];
    };
    const names = async (caller: Parameters<typeof findings>[0]) =>
      (await findings(caller)).map(({ secret: { name } }) => name).sort();

    afterEach(async () => test.knex.destroy());

    it('have an owner, reasons and one row a binding; a clean twin has none', async () => {
      await setUp({
        roleBindings: [
          binding('payments', 'ann', ann),
          binding('payments', 'staff', staff),
        ],
      });
      expect(await findings('owner')).toEqual([
        expect.objectContaining({
          rule: 'risky-binding',
          item: 'standing-user-access',
          severity: 'medium',
          ownerRefs: ['group:default/payments'],
          evidence: {
            risks: ['standing-user-access'],
            role: 'ClusterRole reader',
            subjects: ['User ann'],
            subjectCount: 1,
          },
          secret: expect.objectContaining({
            ref: 'binding:prod/payments/RoleBinding/ann',
            kind: 'RoleBinding',
            namespace: 'payments',
            name: 'RoleBinding/ann',
          }),
        }),
      ]);
      const { body: summary } = await api.ask('owner', '/findings/summary');
      expect(summary).toMatchObject({
        total: 1,
        byRule: [{ value: 'risky-binding', title: 'Risky binding', count: 1 }],
      });
      const ofKind = async (kind: string) =>
        (await api.ask('owner', `/findings?kind=${kind}`)).body.totalItems;
      expect(await ofKind('binding')).toBe(1);
      expect(await ofKind('secret')).toBe(0);
      // Who lists the Secrets anew takes none of them for one that is missing.
      await test.sync('v1/secrets', [
        secret('payments', 'db'),
        secret('other', 'db'),
      ]);
      await look();
      expect(await names('owner')).toEqual(['RoleBinding/ann']);
      // Of secrets there are as many as before.
      const { body } = await api.ask('platform', '/secrets/summary');
      expect(body.total).toBe(2);
    });

    it('are seen by whoever may see the place, and of the whole cluster by the platform alone', async () => {
      await setUp({
        roleBindings: [
          binding('payments', 'ann', ann),
          binding('other', 'ann', ann),
        ],
        all: [binding(undefined, 'wide', ann)],
      });
      expect(await names('owner')).toEqual(['RoleBinding/ann']);
      expect(await names('otherTeam')).toEqual([]);
      expect(await names('platform')).toEqual([
        'ClusterRoleBinding/wide',
        'RoleBinding/ann',
        'RoleBinding/ann',
      ]);
      const [wide] = (await findings('platform')).filter(
        ({ secret: { kind } }) => kind === 'ClusterRoleBinding',
      );
      expect(wide).toMatchObject({
        item: 'cluster-wide-read',
        severity: 'high',
        evidence: { risks: ['cluster-wide-read', 'standing-user-access'] },
      });
      const { status } = await api.ask('owner', `/findings/by-id/${wide.id}`);
      expect(status).toBe(404);
    });

    it('are decided about, stay decided, and end with the binding', async () => {
      const found = binding('payments', 'ann', ann);
      await setUp({ roleBindings: [found] });
      const [{ id }] = await findings('owner');
      const decided = await api.ask(
        'owner',
        `/findings/by-id/${id}/state`,
        'put',
        { state: 'acknowledged' },
      );
      expect(decided.status).toBe(200);
      await observe({
        roleBindings: [found, binding('other', 'ann', ann)],
      });
      await look();
      expect(await findings('owner')).toEqual([
        expect.objectContaining({ id, state: 'acknowledged' }),
      ]);
      await observe({});
      await look();
      expect(await findings('platform')).toEqual([]);
      expect(await test.knex('findings').distinct('state')).toEqual([
        { state: 'resolved' },
      ]);
      // It comes back as what it was.
      await observe({ roleBindings: [found] });
      await look();
      expect((await findings('owner')).map(each => each.id)).toEqual([id]);
    });

    it('opens anew where a binding becomes worse than what was accepted', async () => {
      const found = binding('payments', 'ann', ann);
      await setUp({ roleBindings: [found] });
      const [{ id }] = await findings('owner');
      const { status } = await api.ask(
        'owner',
        `/findings/by-id/${id}/state`,
        'put',
        {
          state: 'suppressed',
          reason: 'on call',
          expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        },
      );
      expect(status).toBe(200);
      expect(await findings('owner')).toEqual([]);
      await test.sync(`${RBAC}/clusterroles`, [
        object('ClusterRole', '', 'reader', {
          namespace: undefined,
          version: '2',
          detail: { rules: [{ ...rules[0], verbs: ['*'] }] },
        }),
      ]);
      await look();
      expect(await findings('owner')).toEqual([
        expect.objectContaining({
          item: 'wildcard-secret-read',
          severity: 'high',
          state: 'open',
        }),
      ]);
    });
  },
);
