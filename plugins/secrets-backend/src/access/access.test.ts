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

import type { ObjectObservation } from '@keyward/observation';
import { foretellHere } from '../__testUtils__/foretellHere';
import {
  batch,
  object,
  reference,
  secret,
} from '../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import {
  AccessGraphs,
  listReaders,
  rankGrants,
  rankNamespaces,
  rankSubjects,
  readMatrix,
  readPath,
  readReach,
  recommendRoles,
  whatIf,
} from '.';

const SECRETS = 'v1/secrets';
const API = 'u:system:serviceaccount:shop:api';
const RBAC = 'rbac.authorization.k8s.io/v1';
const all = { all: true } as const;

function inCluster(kind: string, name: string, detail: {}): ObjectObservation {
  return { ...object(kind, '', name, { detail }), namespace: undefined };
}

function rules(verbs: string[], resources = ['secrets'], names?: string[]) {
  return {
    rules: [
      {
        apiGroups: ['', 'apps'],
        resources,
        verbs,
        ...(names && { resourceNames: names }),
      },
    ],
  };
}

function binding(role: string, subject: {}, kind = 'ClusterRole') {
  return { roleRef: { kind, name: role }, subjects: [subject] };
}

const account = (name: string) => ({
  kind: 'ServiceAccount',
  namespace: 'shop',
  name,
});

/** A shop whose API may read all Secrets of its namespace and refers to one. */
async function createShop(databaseId: string) {
  const test = await createTestInventory(databaseId as 'SQLITE_3');
  await test.sync(SECRETS, [
    secret('shop', 'db'),
    secret('shop', 'other'),
    secret('bank', 'vault'),
  ]);
  await test.sync('apps/v1/deployments', [
    object('Deployment', 'shop', 'api', {
      references: [reference('shop', 'db')],
      detail: { serviceAccountName: 'api' },
    }),
  ]);
  await test.sync('v1/pods', [
    object('Pod', 'shop', 'api-1', {
      references: [reference('shop', 'db')],
      detail: { serviceAccountName: 'api', nodeName: 'one' },
    }),
  ]);
  await test.sync('v1/serviceaccounts', [
    object('ServiceAccount', 'shop', 'api'),
    object('ServiceAccount', 'shop', 'pipeline'),
  ]);
  await test.sync(`${RBAC}/clusterroles`, [
    inCluster('ClusterRole', 'admin', rules(['*'], ['*'])),
    inCluster('ClusterRole', 'deployer', rules(['create'], ['deployments'])),
    inCluster(
      'ClusterRole',
      'one-name',
      rules(['get'], ['secrets'], ['vault']),
    ),
  ]);
  await test.sync(`${RBAC}/clusterrolebindings`, [
    inCluster(
      'ClusterRoleBinding',
      'masters',
      binding('admin', { kind: 'Group', name: 'system:masters' }),
    ),
    inCluster(
      'ClusterRoleBinding',
      'ann',
      binding('one-name', { kind: 'User', name: 'ann' }),
    ),
  ]);
  await test.sync(`${RBAC}/roles`, [
    object('Role', 'shop', 'reader', { detail: rules(['get', 'list']) }),
  ]);
  await test.sync(`${RBAC}/rolebindings`, [
    object('RoleBinding', 'shop', 'api', {
      detail: binding('reader', account('api'), 'Role'),
    }),
    object('RoleBinding', 'shop', 'pipeline', {
      detail: binding('deployer', account('pipeline')),
    }),
  ]);
  return test;
}

function accessOf(
  { knex, store }: TestInventory,
  now?: () => number,
  podMakers?: { group: string; resource: string }[],
) {
  return {
    foretells: foretellHere,
    graphs: new AccessGraphs({ knex, now, podMakers }),
    knex,
    store,
  };
}

describe('access', () => {
  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let test: TestInventory;

    beforeAll(async () => {
      test = await createShop(databaseId);
    });

    afterAll(async () => {
      await test.knex.destroy();
    });

    it('says who reaches which secrets, and who has a need', async () => {
      const matrix = await readMatrix(accessOf(test), {
        visibility: { namespaces: ['shop'] },
        limit: 50,
      });
      const names = new Map(
        matrix.secrets.map(({ id, name }) => [id, name] as const),
      );
      expect(
        matrix.cells
          .map(({ secretId, subjectId, access, isNeeded }) =>
            [names.get(secretId), subjectId, access, isNeeded].join(' '),
          )
          .sort(),
      ).toEqual([
        'db g:system:masters direct false',
        'db u:system:node:one indirect false',
        `db ${API} direct true`,
        'db u:system:serviceaccount:shop:pipeline indirect false',
        'other g:system:masters direct false',
        // By the token of the ServiceAccount under which its pod runs.
        'other u:system:node:one indirect false',
        `other ${API} direct false`,
        'other u:system:serviceaccount:shop:pipeline indirect false',
      ]);
      expect(matrix.summary).toEqual({
        secrets: 2,
        subjects: 2,
        unneeded: 1,
        granted: 2,
        needed: 1,
      });
      expect(matrix.unknown).toEqual([]);
    });

    it('follows rights on kinds that make pods where the cluster serves them', async () => {
      const shop = await createShop(databaseId);
      const maker = object('Role', 'shop', 'maker', {
        detail: {
          rules: [
            {
              apiGroups: ['argoproj.io'],
              resources: ['workflows'],
              verbs: ['create'],
            },
            {
              apiGroups: ['example.com'],
              resources: ['widgets'],
              verbs: ['patch'],
            },
          ],
        },
      });
      await shop.sync(`${RBAC}/roles`, [maker]);
      await shop.sync(`${RBAC}/rolebindings`, [
        object('RoleBinding', 'shop', 'maker', {
          detail: binding('maker', { kind: 'User', name: 'eve' }, 'Role'),
        }),
      ]);
      let now = Date.parse('2026-11-01T12:00:00Z');
      const access = accessOf(shop, () => now);
      const { items } = await shop.store.listSecrets({ visibility: all });
      const db = items.find(({ name }) => name === 'db')!;
      const ask = async () => {
        now += 60_000;
        const { unknown } = await access.graphs.of('prod');
        const path = await readPath(access, db, 'u:eve', all);
        return { unknown, path };
      };
      // As of a cluster that was followed by an earlier version.
      const before = await ask();
      expect(before.path).toBeUndefined();
      expect(before.unknown).toContain(
        'where rights on workflows.argoproj.io lead was not read',
      );

      const named = (name: string): ObjectObservation => ({
        ...inCluster('APIResource', name, {}),
        apiGroup: 'meta.k8s.io',
      });
      await shop.sync('discovery', [named('rollouts.argoproj.io')]);
      const other = await ask();
      expect(other.path).toBeUndefined();
      expect(other.unknown ?? '').not.toContain('argoproj.io');

      await shop.sync('discovery', [named('workflows.argoproj.io')], 1);
      expect((await ask()).path).toMatchObject({
        access: 'indirect',
        steps: [
          {
            kind: 'create-workflows.argoproj.io',
            title: 'Creates a Workflow (argoproj.io)',
            explanation: expect.stringContaining('mount any Secret'),
            severity: 'high',
            source: expect.stringMatching(/^https:/),
            command:
              'kubectl auth can-i create workflows.argoproj.io -n shop --as=eve',
          },
          { to: 'secret:shop/db' },
        ],
      });
      await shop.sync('discovery', [], 2);
      expect((await ask()).path).toBeUndefined();

      // A kind that only the configuration knows.
      await shop.sync('discovery', [named('widgets.example.com')], 3);
      expect((await ask()).path).toBeUndefined();
      const widgets = { group: 'example.com', resource: 'widgets' };
      const configured = accessOf(shop, undefined, [widgets]);
      expect(await readPath(configured, db, 'u:eve', all)).toMatchObject({
        steps: [
          {
            kind: 'create-widgets.example.com',
            title: 'Creates widgets (example.com)',
            severity: 'high',
          },
          { to: 'secret:shop/db' },
        ],
      });
      await shop.knex.destroy();
    });

    it('tells why, without the names of what the caller may not see', async () => {
      const access = accessOf(test);
      const { items } = await test.store.listSecrets({ visibility: all });
      const db = items.find(({ name }) => name === 'db')!;
      const path = await readPath(
        access,
        db,
        'u:system:serviceaccount:shop:pipeline',
        all,
      );
      expect(path).toMatchObject({
        access: 'indirect',
        steps: [
          {
            kind: 'create-workloads',
            evidence: [{ binding: 'RoleBinding shop/pipeline' }],
            command:
              'kubectl auth can-i create deployments.apps -n shop --as=system:serviceaccount:shop:pipeline',
          },
          { to: 'secret:shop/db' },
        ],
      });
      expect(await readPath(access, db, 'u:ann', all)).toBeUndefined();
      const readers = await listReaders(access, db);
      expect(readers.items.map(({ id }) => id)).toEqual([
        'u:system:serviceaccount:shop:pipeline',
        API,
        'g:system:masters',
        'u:system:node:one',
      ]);
    });

    it('recommends the least Role, and names only secrets of the caller', async () => {
      const [role, ...others] = await recommendRoles(accessOf(test), {
        visibility: { namespaces: ['shop'] },
        others: all,
        seesAll: true,
      });
      expect(others).toEqual([]);
      expect(role).toMatchObject({
        namespace: 'shop',
        account: 'api',
        excess: ['other'],
        readsAll: true,
        isChecked: true,
      });
      expect(role.role).toContain('resourceNames:\n      - db\n');
      expect(role.current).toContain('Role reader');

      const { items } = await test.store.listSecrets({ visibility: all });
      const { ref } = items.find(({ name }) => name === 'db')!;
      await test.knex('entity_links').insert({
        source_id: 'prod',
        secret_id: items.find(each => each.ref === ref)!.id,
        entity_ref: 'component:default/api',
        via: 'workload',
      });
      const [hidden] = await recommendRoles(accessOf(test), {
        visibility: { entityRefs: ['component:default/api'] },
        others: { entityRefs: ['component:default/api'] },
        seesAll: false,
      });
      expect(hidden).toMatchObject({ excess: [], readsAll: true });
    });

    it('says what is at risk from a pod or a node, and who may read most', async () => {
      const access = accessOf(test);
      const reach = await readReach(access, {
        visibility: all,
        sourceId: 'prod',
        start: 'pod:shop/api-1',
        limit: 10,
      });
      expect(
        reach.items.map(({ secret: { name }, steps }) => [name, steps]),
      ).toEqual([
        ['db', 1],
        ['other', expect.any(Number)],
      ]);
      expect(
        await readReach(access, {
          visibility: { none: true },
          sourceId: 'prod',
          start: 'node:one',
          limit: 10,
        }),
      ).toMatchObject({ items: [], totalItems: 0 });

      const { items } = await rankSubjects(access, { limit: 10 });
      expect(
        items.map(({ id, secrets, namespaces }) => [id, secrets, namespaces]),
      ).toEqual([
        [API, 2, 1],
        ['u:ann', 1, 1],
      ]);
    });

    it('ranks bindings by what they open to how many, a page at a time', async () => {
      const access = accessOf(test);
      const first = await rankGrants(access, { limit: 2 });
      expect(first.totalItems).toBe(3);
      expect(first.items).toEqual([
        {
          id: 'RoleBinding shop/api',
          sourceId: 'prod',
          sourceTitle: expect.any(String),
          kind: 'RoleBinding',
          namespace: 'shop',
          name: 'api',
          role: 'Role shop/reader',
          secrets: 2,
          direct: 2,
          namespaces: 1,
          subjects: 1,
          who: [expect.objectContaining({ id: API, namespace: 'shop' })],
          kinds: ['get-secrets', 'list-secrets'],
        },
        expect.objectContaining({
          id: 'RoleBinding shop/pipeline',
          role: 'ClusterRole deployer',
          secrets: 2,
          direct: 0,
          kinds: ['create-workloads'],
        }),
      ]);
      const next = await rankGrants(access, {
        limit: 2,
        cursor: first.nextCursor,
      });
      // Of system:masters nothing is said, as it is part of Kubernetes.
      expect(next.items.map(({ id, secrets }) => [id, secrets])).toEqual([
        ['ClusterRoleBinding ann', 1],
      ]);
      expect(next.nextCursor).toBeUndefined();
      await expect(
        rankNamespaces(access, { limit: 2, cursor: first.nextCursor }),
      ).rejects.toThrow('The cursor belongs to another order');
      const elsewhere = { sourceIds: ['elsewhere'], limit: 2 };
      expect(await rankGrants(access, elsewhere)).toMatchObject({ items: [] });
    });

    it('ranks namespaces by who reaches them without a need', async () => {
      const { items } = await rankNamespaces(accessOf(test), { limit: 10 });
      expect(
        items.map(({ id, secrets, subjects, unneeded, fromOutside, who }) => ({
          id,
          secrets,
          subjects,
          unneeded,
          fromOutside,
          who: who.map(subject => subject.name),
        })),
      ).toEqual([
        {
          id: 'bank',
          secrets: 1,
          subjects: 1,
          unneeded: 1,
          fromOutside: 0,
          who: ['ann'],
        },
        {
          id: 'shop',
          secrets: 2,
          subjects: 2,
          // The API refers to one of them.
          unneeded: 1,
          fromOutside: 0,
          who: ['pipeline'],
        },
      ]);
    });

    it('says who would gain and lose what by a change', async () => {
      const access = accessOf(test);
      const manifests = [
        'apiVersion: rbac.authorization.k8s.io/v1',
        'kind: ClusterRoleBinding',
        'metadata: { name: ben }',
        'roleRef: { kind: ClusterRole, name: one-name }',
        'subjects:',
        '  - { kind: User, name: ben }',
        '  - { kind: Group, name: system:masters }',
        '---',
        'apiVersion: apps/v1',
        'kind: Deployment',
      ].join('\n');
      const answer = await whatIf(access, {
        caller: 'ann',
        visibility: all,
        sourceId: 'prod',
        manifests,
        deletions: [{ kind: 'RoleBinding', namespace: 'shop', name: 'api' }],
      });
      expect(answer).toMatchObject({
        objects: [
          { change: 'added', kind: 'ClusterRoleBinding', name: 'ben' },
          { change: 'deleted', namespace: 'shop', name: 'api' },
        ],
        ignored: 1,
        summary: { gaining: 1, closer: 0, farther: 0, losing: 1 },
        isComplete: true,
      });
      const none = { direct: 0, indirect: 0, namespaces: 0, examples: [] };
      const byId = new Map(answer.subjects.map(each => [each.id, each]));
      expect(byId.get('u:ben')).toEqual({
        id: 'u:ben',
        kind: 'User',
        name: 'ben',
        isSystem: false,
        members: 0,
        gained: {
          direct: 1,
          indirect: 0,
          namespaces: 1,
          examples: [
            {
              namespace: 'bank',
              name: 'vault',
              secretId: expect.any(String),
              access: 'direct',
              steps: [
                expect.objectContaining({
                  kind: 'get-secrets',
                  title: expect.any(String),
                  evidence: [
                    {
                      binding: 'ClusterRoleBinding ben',
                      role: 'ClusterRole one-name',
                      rule: 0,
                    },
                  ],
                }),
                expect.objectContaining({ to: 'secret:bank/vault' }),
              ],
            },
          ],
        },
        closer: none,
        farther: none,
        lost: none,
      });
      expect(byId.get(API)).toMatchObject({
        gained: none,
        lost: { direct: 2, indirect: 0, namespaces: 1 },
      });
      // Its pod mounts one; the other it had by the token of the ServiceAccount.
      expect(byId.get('u:system:node:one')).toMatchObject({
        isSystem: true,
        lost: { direct: 0, indirect: 1 },
      });
      const hidden = await whatIf(access, {
        caller: 'ann',
        visibility: { namespaces: ['bank'] },
        sourceId: 'prod',
        deletions: [{ kind: 'RoleBinding', namespace: 'shop', name: 'api' }],
      });
      expect(hidden.subjects.find(({ id }) => id === API)?.lost).toEqual({
        direct: 2,
        indirect: 0,
        namespaces: 1,
        examples: [],
      });
    });
  });

  it.each([true, false])(
    'tells nothing of whether the names in a rule are there (%s)',
    async isThere => {
      const test = await createTestInventory('SQLITE_3');
      await test.sync(SECRETS, [
        secret('shop', 'db'),
        secret('shop', 'mine'),
        ...(isThere ? [secret('shop', 'guessed')] : []),
      ]);
      await test.sync('v1/serviceaccounts', [
        object('ServiceAccount', 'shop', 'api'),
      ]);
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'shop', 'api', {
          references: [reference('shop', 'db')],
          detail: { serviceAccountName: 'api' },
        }),
      ]);
      await test.sync(`${RBAC}/roles`, [
        object('Role', 'shop', 'named', {
          detail: rules(['get'], ['secrets'], ['mine', 'guessed']),
        }),
      ]);
      await test.sync(`${RBAC}/rolebindings`, [
        object('RoleBinding', 'shop', 'api', {
          detail: binding('named', account('api'), 'Role'),
        }),
      ]);
      const { items } = await test.store.listSecrets({ visibility: all });
      await test.knex('entity_links').insert(
        items
          .filter(({ name }) => name !== 'guessed')
          .map(({ id, name }) => ({
            source_id: 'prod',
            secret_id: id,
            entity_ref: `component:default/${name}`,
            via: 'workload',
          })),
      );
      const roles = await recommendRoles(accessOf(test), {
        visibility: { entityRefs: ['component:default/db'] },
        others: {
          entityRefs: ['component:default/db', 'component:default/mine'],
        },
        seesAll: false,
      });
      expect(roles).toEqual([
        {
          sourceId: 'prod',
          namespace: 'shop',
          account: 'api',
          role: '',
          current: [
            'RoleBinding api:',
            '  gives: Role named',
            '  rules:',
            '    - verbs: [get]',
            "      apiGroups: ['', apps]",
            '      resources: [secrets]',
            '      resourceNames: [mine, (names that are not yours to see)]',
            '',
          ].join('\n'),
          excess: ['mine'],
          readsAll: false,
          mounted: ['db'],
          isChecked: true,
        },
      ]);
      const [named] = await recommendRoles(accessOf(test), {
        visibility: { entityRefs: ['component:default/db'] },
        others: all,
        seesAll: true,
      });
      expect(named.current).toContain('resourceNames: [mine, guessed]');
      await test.knex.destroy();
    },
  );

  it('notices what decides, and keeps an answer a while', async () => {
    const test = await createShop('SQLITE_3');
    let now = Date.parse('2026-01-02T00:00:00Z');
    const { graphs } = accessOf(test, () => now);
    const reaches = async () =>
      (await graphs.of('prod')).graph.path(API, {
        namespace: 'shop',
        name: 'other',
      }) !== undefined;
    expect(await reaches()).toBe(true);
    const first = await graphs.of('prod');

    await test.apply(batch(SECRETS, [secret('shop', 'db', { version: '2' })]));
    now += 60_000;
    expect(await graphs.of('prod')).toBe(first);

    await test.apply(
      batch(`${RBAC}/rolebindings`, [], {
        gone: [object('RoleBinding', 'shop', 'api').ref],
      }),
    );
    now += 60_000;
    expect(await reaches()).toBe(false);
    await test.knex.destroy();
  });

  describe.each(databases.eachSupportedId())(
    'of Secrets that come, change and go, on %s',
    databaseId => {
      let test: TestInventory;
      let now: number;
      let graphs: AccessGraphs;

      beforeEach(async () => {
        test = await createShop(databaseId);
        now = Date.parse('2026-01-02T00:00:00Z');
        graphs = accessOf(test, () => now).graphs;
        // It is kept from here on.
        await graphs.of('prod');
      });

      afterEach(async () => {
        await test.knex.destroy();
      });

      const readersOf = async (name: string) => {
        const { graph } = await graphs.of('prod');
        return graph
          .pathsTo({ namespace: 'shop', name })
          .map(({ subject }) => subject);
      };

      it('knows a new one at once, without reading all again', async () => {
        expect(await readersOf('new')).toEqual([]);
        const load = jest.spyOn(graphs, 'load');
        await test.apply(batch(SECRETS, [secret('shop', 'new')]));
        expect(await readersOf('new')).toContain(API);
        const { objects } = await graphs.of('prod');
        expect(objects).toContainEqual(
          expect.objectContaining({ kind: 'Secret', name: 'new' }),
        );
        await test.apply(
          batch(SECRETS, [], { gone: [secret('shop', 'new').ref] }),
        );
        expect(await readersOf('new')).toEqual([]);
        await test.apply(
          batch(SECRETS, [secret('shop', 'new', { uid: 'another' })]),
        );
        expect(await readersOf('new')).toContain(API);
        expect(load).not.toHaveBeenCalled();
      });

      it.each([
        [
          'a type, that of a token of who may read more',
          {
            secretType: 'kubernetes.io/service-account-token',
            annotations: [
              {
                key: 'kubernetes.io/service-account.name',
                length: 3,
                value: 'api',
              },
            ],
          },
          'other',
        ],
        [
          'labels, those of a sealing key',
          {
            labels: {
              'sealedsecrets.bitnami.com/sealed-secrets-key': 'active',
            },
          },
          'sealed',
        ],
      ])('knows of %s', async (_, change, target) => {
        const owners = [
          {
            apiVersion: 'bitnami.com/v1alpha1',
            kind: 'SealedSecret',
            name: 'sealed',
            uid: 'uid-sealed',
            controller: true,
          },
        ];
        // A name that ann may read wherever it is.
        await test.apply(
          batch(SECRETS, [secret('shop', 'sealed'), secret('shop', 'vault')]),
        );
        await test.apply(
          batch(SECRETS, [secret('shop', 'sealed', { version: '2', owners })]),
        );
        expect(await readersOf(target)).not.toContain('u:ann');
        const load = jest.spyOn(graphs, 'load');
        const vault = secret('shop', 'vault', { version: '2', ...change });
        await test.apply(batch(SECRETS, [vault]));
        expect(await readersOf(target)).toContain('u:ann');
        await test.apply(
          batch(SECRETS, [secret('shop', 'vault', { version: '3' })]),
        );
        expect(await readersOf(target)).not.toContain('u:ann');
        expect(load).not.toHaveBeenCalled();
      });

      it('reads all again where many are other ones at once', async () => {
        const many = Array.from({ length: 600 }, (_, index) =>
          secret('shop', `many-${index}`),
        );
        const load = jest.spyOn(graphs, 'load');
        await test.apply(batch(SECRETS, many));
        now += 60_000;
        expect(await readersOf('many-599')).toContain(API);
        expect(load).toHaveBeenCalledTimes(1);
      });

      it('reads all again after a full sync', async () => {
        const load = jest.spyOn(graphs, 'load');
        await test.sync(SECRETS, [secret('shop', 'db')]);
        now += 60_000;
        expect(await readersOf('other')).toEqual([]);
        expect(load).toHaveBeenCalledTimes(1);
      });

      it('keeps nothing of a source that there is not', async () => {
        const load = jest.spyOn(graphs, 'load');
        for (const id of ['one', 'two']) {
          await expect(graphs.of(id)).rejects.toThrow('No source with this id');
        }
        expect(load).not.toHaveBeenCalled();
        await expect(
          readReach(accessOf(test), {
            visibility: all,
            sourceId: 'elsewhere',
            start: 'u:ann',
            limit: 10,
          }),
        ).rejects.toThrow('No source with this id');
      });
    },
  );

  it.each([
    ['kind: Role\n\tname: hunter2', 'document 1 (line 2): no valid YAML'],
    [
      'apiVersion: v1\nkind: Namespace\n---\napiVersion: v1\nkind: Secret\nstringData: { a: hunter2 }\n',
      'document 2 (line 3): it is a Secret: leave Secrets out',
    ],
    ['a: *hunter2', 'document 1 (line 1): no valid YAML, unidentified alias'],
    ['{"kind": "Role", hunter2', 'it is no valid JSON'],
    ['hunter2', 'document 1 (line 1): it is no Kubernetes object'],
    ['kind: Deployment', 'There is no Role, ClusterRole, binding or'],
    ['', 'There is no Role, ClusterRole, binding or'],
  ])(
    'says where a change cannot be read, and repeats nothing of it: %j',
    async (manifests, message) => {
      const test = await createTestInventory('SQLITE_3');
      const asked = whatIf(accessOf(test), {
        caller: 'ann',
        visibility: all,
        sourceId: 'prod',
        manifests,
      });
      const error: Error = await asked.then(
        () => new Error('none'),
        each => each,
      );
      expect(error.name).toBe('InputError');
      expect(error.message).toContain(message);
      expect(error.message).not.toContain('hunter2');
      await test.knex.destroy();
    },
  );

  it('says where rights are too many to follow, and counts them', async () => {
    const test = await createShop('SQLITE_3');
    const many = (prefix: string) =>
      Array.from({ length: 400 }, (_, index) => `${prefix}${index}`);
    await test.apply(
      batch(`${RBAC}/roles`, [
        object('Role', 'shop', 'many', {
          detail: rules(['get'], ['secrets'], many('name-')),
        }),
      ]),
    );
    await test.apply(
      batch(`${RBAC}/rolebindings`, [
        object('RoleBinding', 'shop', 'many', {
          detail: {
            roleRef: { kind: 'Role', name: 'many' },
            subjects: many('user-').map(name => ({ kind: 'User', name })),
          },
        }),
      ]),
    );
    const access = accessOf(test);
    const { items } = await test.store.listSecrets({ visibility: all });
    const db = items.find(({ name }) => name === 'db')!;
    const readers = await listReaders(access, db);
    expect(readers.items.filter(({ isTooMany }) => isTooMany)).toHaveLength(
      400,
    );
    expect(await readPath(access, db, 'u:user-1', all)).toMatchObject({
      steps: [
        {
          kind: 'get-secrets',
          explanation: expect.stringContaining('too many to follow'),
          evidence: [{ binding: 'RoleBinding shop/many', isTooMany: true }],
        },
        {},
      ],
    });
    const ranked = await rankSubjects(access, { limit: 500 });
    expect(ranked.items.filter(({ isTooMany }) => isTooMany)).toHaveLength(400);
    await test.knex.destroy();
  });

  it('refuses a deletion in no place, and a cluster that is not there', async () => {
    const test = await createTestInventory('SQLITE_3');
    const ask = (
      deletion: { kind: any; namespace?: string },
      sourceId = 'prod',
    ) =>
      whatIf(accessOf(test), {
        caller: 'ann',
        visibility: all,
        sourceId,
        deletions: [{ name: 'a', ...deletion }],
      });
    await expect(ask({ kind: 'Role' })).rejects.toThrow(
      'deletion 1: a Role needs a namespace',
    );
    await expect(
      ask({ kind: 'ClusterRole', namespace: 'shop' }),
    ).rejects.toThrow('deletion 1: a ClusterRole is in no namespace');
    await expect(ask({ kind: 'ClusterRole' }, 'elsewhere')).rejects.toThrow(
      'No cluster with this id',
    );
    await test.knex.destroy();
  });

  it('says that it does not know who may, where roles were not listed', async () => {
    const test = await createTestInventory('SQLITE_3');
    await test.sync(SECRETS, [secret('shop', 'db')]);
    const { unknown, cells } = await readMatrix(accessOf(test), {
      visibility: all,
      limit: 50,
    });
    expect(cells).toEqual([]);
    expect(unknown).toEqual([
      {
        sourceId: 'prod',
        message:
          'roles, rolebindings, clusterroles, clusterrolebindings could not be listed',
      },
    ]);
    await test.knex.destroy();
  });

  describe('where roles were not read', () => {
    async function createUnread(streams: string[]) {
      const test = await createTestInventory('SQLITE_3');
      await test.sync(SECRETS, [secret('shop', 'db'), secret('bank', 'vault')]);
      await test.sync(`${RBAC}/rolebindings`, [
        object('RoleBinding', 'shop', 'admins', {
          detail: binding('admin', { kind: 'User', name: 'bob' }),
        }),
        object('RoleBinding', 'bank', 'tellers', {
          detail: binding('admin', { kind: 'User', name: 'cem' }),
        }),
      ]);
      await test.sync(`${RBAC}/clusterrolebindings`, [
        inCluster(
          'ClusterRoleBinding',
          'everywhere',
          binding('secret-reader', { kind: 'User', name: 'ann' }),
        ),
      ]);
      for (const stream of streams) {
        await test.sync(stream, []);
      }
      return test;
    }

    it('names the bindings of the whole cluster, and of the namespace of a secret', async () => {
      const test = await createUnread([`${RBAC}/roles`]);
      const found = await test.store.listSecrets({
        visibility: all,
        orderBy: { field: 'name', direction: 'asc' },
        limit: 10,
      });
      const db = found.items.find(({ name }) => name === 'db')!;
      const { items, unknown } = await listReaders(accessOf(test), db as any);
      expect(items).toEqual([]);
      expect(unknown).toBe(
        'clusterroles could not be listed; ' +
          'ClusterRoleBinding everywhere gives ClusterRole secret-reader, which was not read; ' +
          'RoleBinding shop/admins gives ClusterRole admin, which was not read; ' +
          '1 more bindings give roles that were not read',
      );
      const { unknown: ofAll } = await rankSubjects(accessOf(test), {
        limit: 10,
      });
      expect(ofAll[0].message).toContain('RoleBinding bank/tellers gives');
      await test.knex.destroy();
    });

    it('says that a gain is not known, and what it hangs on', async () => {
      const test = await createUnread([
        `${RBAC}/roles`,
        `${RBAC}/clusterroles`,
      ]);
      const manifests = `apiVersion: ${RBAC}
kind: RoleBinding
metadata: { name: contractors, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: contractors }]
`;
      const ask = () =>
        whatIf(accessOf(test), {
          caller: 'ann',
          visibility: all,
          sourceId: 'prod',
          manifests,
        });
      // All roles were listed: there is none of this name.
      expect(await ask()).toMatchObject({
        subjects: [],
        unknown: undefined,
        summary: { gaining: 0 },
      });
      await test
        .knex('streams')
        .where('stream', `${RBAC}/clusterroles`)
        .delete();
      expect((await ask()).unknown).toBe(
        'clusterroles could not be listed; RoleBinding shop/contractors gives ClusterRole admin, which was not read',
      );
      await test.knex.destroy();
    });

    it('believes a dump what it says of itself, and no earlier one', async () => {
      const lists = ['roles', 'clusterroles', 'clusterrolebindings'].map(
        plural => `${RBAC}/${plural}`,
      );
      const test = await createUnread([]);
      await test.knex('streams').delete();
      const unknownAt = async (minutes: number, said: string[]) => {
        for (const stream of ['dump', ...said]) {
          await test.sync(stream, [], minutes);
        }
        const { unknown } = await readReach(accessOf(test), {
          visibility: all,
          sourceId: 'prod',
          start: 'u:ann',
          limit: 10,
        });
        return unknown;
      };
      expect(await unknownAt(1, [])).toContain(
        'the dump does not say that it holds all roles, rolebindings, clusterroles, clusterrolebindings; ' +
          'ClusterRoleBinding everywhere gives',
      );
      expect(await unknownAt(2, lists)).toBe(
        'the dump does not say that it holds all rolebindings',
      );
      expect(await unknownAt(3, [...lists, `${RBAC}/rolebindings`])).toBe(
        undefined,
      );
      expect(await unknownAt(4, [])).toContain('does not say');
      await test.knex.destroy();
    });
  });
});
