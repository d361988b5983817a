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

import { object, secret } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import {
  createTestInventory,
  type TestInventory,
} from '../../__testUtils__/testInventory';

const RBAC = 'rbac.authorization.k8s.io/v1';
const VALUE = 'hunter2-hunter2';

const manifests = `
apiVersion: ${RBAC}
kind: Role
metadata: { namespace: shop, name: reader }
rules:
  - { apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [db] }
---
apiVersion: ${RBAC}
kind: RoleBinding
metadata:
  namespace: shop
  name: reader
  annotations: { note: ${VALUE} }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: User, name: ann }]
`;

describe('POST /access/what-if', () => {
  let test: TestInventory;

  beforeAll(async () => {
    test = await createTestInventory('SQLITE_3');
    await test.sync('v1/secrets', [secret('shop', 'db'), secret('shop', 'x')]);
    await test.sync('v1/serviceaccounts', [
      object('ServiceAccount', 'shop', 'api'),
    ]);
    for (const plural of [
      'roles',
      'rolebindings',
      'clusterroles',
      'clusterrolebindings',
    ]) {
      await test.sync(`${RBAC}/${plural}`, []);
    }
  });

  afterAll(async () => {
    await test.knex.destroy();
  });

  async function ask(body: object) {
    const api = await createTestApi({ test, entities: [], policy: undefined });
    const response = await api.ask('platform', '/access/what-if', 'post', body);
    const event = JSON.stringify(api.events);
    expect(response.text + event).not.toContain(VALUE);
    return { ...response, body: response.body, events: api.events };
  }

  it('answers who gains what, and audits that it was asked', async () => {
    const { status, body, events } = await ask({ sourceId: 'prod', manifests });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      objects: [
        { change: 'added', kind: 'Role', namespace: 'shop', name: 'reader' },
        { change: 'added', kind: 'RoleBinding' },
      ],
      summary: { gaining: 1, closer: 0, farther: 0, losing: 0 },
      subjects: [
        {
          id: 'u:ann',
          kind: 'User',
          gained: { direct: 1, examples: [{ name: 'db', access: 'direct' }] },
        },
      ],
    });
    expect(body.unknown).toBeUndefined();
    expect(events).toEqual([
      {
        eventId: 'access-fetch',
        meta: { queryType: 'what-if', sourceId: 'prod' },
        ended: 'success',
        result: { objects: 2, subjects: 1 },
      },
    ]);
  });

  it.each([
    [
      'a Secret',
      `${manifests}---\napiVersion: v1\nkind: Secret\nstringData: { password: ${VALUE} }\n`,
      'document 3 (line 16): it is a Secret: leave Secrets out',
    ],
    [
      'a Secret in a list',
      JSON.stringify({
        kind: 'List',
        items: [{ kind: 'Secret', data: { [VALUE]: VALUE } }],
      }),
      'items[0]: it is a Secret: leave Secrets out',
    ],
    [
      'no YAML',
      `${manifests}---\nkind: Role\n  metadata: "${VALUE}`,
      'document 3 (line 18): no valid YAML',
    ],
  ])('refuses %s by its place alone', async (_, text, message) => {
    const { status, body, events } = await ask({
      sourceId: 'prod',
      manifests: text,
    });
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
    expect(events).toMatchObject([{ ended: 'fail' }]);
  });

  it('bounds what it is given', async () => {
    const long = await ask({
      sourceId: 'prod',
      manifests: '#'.repeat(500_001),
    });
    expect(long.status).toBe(400);
    expect(long.body.error.message).toContain('manifests');
    const deletion = { kind: 'Secret', namespace: 'shop', name: VALUE };
    const wrong = await ask({ sourceId: 'prod', deletions: [deletion] });
    expect(wrong.status).toBe(400);
    expect((await ask({ sourceId: 'unknown', manifests })).status).toBe(404);
  });
});

describe('GET /access/path and /access/reach', () => {
  it.each([
    ['/access/path?secretId=a&subject=stores%3Ainvented', 'subject'],
    ['/access/path?secretId=a&subject=ann', 'subject'],
    ['/access/reach?sourceId=prod&start=stores%3Ainvented', 'start'],
  ])('refuses a beginning that is none: %s', async (path, parameter) => {
    const test = await createTestInventory('SQLITE_3');
    try {
      const api = await createTestApi({
        test,
        entities: [],
        policy: undefined,
      });
      const { status, body } = await api.ask('platform', path);
      expect(status).toBe(400);
      expect(body.error.message).toContain(`${parameter} must be like u:USER`);
    } finally {
      await test.knex.destroy();
    }
  });
});

describe('GET /access/matrix', () => {
  it('ends a page before it has too many cells, and goes on after it', async () => {
    const test = await createTestInventory('SQLITE_3');
    try {
      await test.sync(
        'v1/secrets',
        ['a', 'b', 'c'].map(name => secret('shop', name)),
      );
      const rules = [
        { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
      ];
      await test.sync(`${RBAC}/roles`, [
        object('Role', 'shop', 'reader', { detail: { rules } }),
      ]);
      const subjects = Array.from({ length: 15_000 }, (_, index) => ({
        kind: 'User',
        name: `u${index}`,
      }));
      const roleRef = { kind: 'Role', name: 'reader' };
      await test.sync(`${RBAC}/rolebindings`, [
        object('RoleBinding', 'shop', 'all', { detail: { roleRef, subjects } }),
      ]);
      const api = await createTestApi({
        test,
        entities: [],
        policy: undefined,
      });
      const names: string[][] = [];
      let cursor = '';
      do {
        const { status, body } = await api.ask(
          'platform',
          `/access/matrix?limit=200${cursor}`,
        );
        expect(status).toBe(200);
        expect(body.cells.length).toBeLessThan(40_000);
        names.push(body.secrets.map((each: { name: string }) => each.name));
        cursor = body.nextCursor
          ? `&cursor=${encodeURIComponent(body.nextCursor)}`
          : '';
      } while (cursor);
      expect(names).toEqual([['a', 'b'], ['c']]);
    } finally {
      await test.knex.destroy();
    }
  });
});

describe('groups of clusters that are groups of the catalog', () => {
  const named = expect.objectContaining({
    name: 'oidc:team-payments',
    entityRef: 'group:default/payments',
  });
  let test: TestInventory;
  let api: Awaited<ReturnType<typeof createTestApi>>;

  beforeAll(async () => {
    test = await createTestInventory('SQLITE_3');
    await test.sync('v1/secrets', [secret('shop', 'db')]);
    await test.sync(`${RBAC}/roles`, [
      object('Role', 'shop', 'reader', {
        detail: {
          rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
        },
      }),
    ]);
    await test.sync(`${RBAC}/rolebindings`, [
      object('RoleBinding', 'shop', 'reader', {
        detail: {
          roleRef: { kind: 'Role', name: 'reader' },
          subjects: [{ kind: 'Group', name: 'oidc:team-payments' }],
        },
      }),
    ]);
    await test.sync(`${RBAC}/clusterroles`, [
      {
        ...object('ClusterRole', '', 'reader', {
          detail: {
            rules: [
              { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
            ],
          },
        }),
        namespace: undefined,
      },
    ]);
    await test.sync(`${RBAC}/clusterrolebindings`, [
      {
        ...object('ClusterRoleBinding', '', 'reader', {
          detail: {
            roleRef: { kind: 'ClusterRole', name: 'reader' },
            subjects: [{ kind: 'Group', name: 'oidc:team-payments' }],
          },
        }),
        namespace: undefined,
      },
    ]);
    api = await createTestApi({
      test,
      policy: undefined,
      access: {
        clusterGroups: [{ name: 'oidc:team-*', entity: 'group:default/*' }],
      },
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Group',
          metadata: { name: 'payments', namespace: 'default' },
          spec: { type: 'team', children: [] },
        },
      ],
    });
  });

  afterAll(async () => {
    await test.knex.destroy();
  });

  it.each(['grants', 'namespaces'])('are named as such in %s', async path => {
    const { body } = await api.ask('platform', `/access/${path}`);
    expect(body.items).not.toEqual([]);
    for (const { who } of body.items) {
      expect(who).toEqual([named]);
    }
  });

  it('are named as such where one asks what they reach', async () => {
    const { body } = await api.ask(
      'platform',
      `/access/reach?sourceId=prod&start=${encodeURIComponent(
        'g:oidc:team-payments',
      )}`,
    );
    expect(body).toMatchObject({ subject: named, totalItems: 1 });
  });

  it('are named as such in risks', async () => {
    const { body } = await api.ask('platform', '/access/risks');
    expect(body.items).not.toEqual([]);
    for (const { subject } of body.items) {
      expect(subject).toEqual(named);
    }
  });

  it('are named as such where one asks what a change gives', async () => {
    const { body } = await api.ask('platform', '/access/what-if', 'post', {
      sourceId: 'prod',
      deletions: [
        { kind: 'ClusterRoleBinding', name: 'reader' },
        { kind: 'RoleBinding', namespace: 'shop', name: 'reader' },
      ],
    });
    expect(body.subjects).toEqual([named]);
  });

  it('are named as such to agents', async () => {
    const id = (await test.knex('secrets').first('id')).id;
    const { output } = await api.act('platform', 'who-can-reach', { id });
    expect(output).toMatchObject({ items: [named] });
  });
});
