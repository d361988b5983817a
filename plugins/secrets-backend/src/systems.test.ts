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
import { observeObject, observeSecret } from '@keyward/kube-model';
import { type KnownSystem, knownSystems } from '@keyward/kube-model/systems';
import { at } from '@keyward/observation';
import { object, SOURCE } from './__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from './__testUtils__/testInventory';
import { AccessGraphs, readPath } from './access';
import { loadNeeds } from './access/loadNeeds';
import { loadSecretFacts } from './analyse/loadSecretFacts';
import { Environments } from './store/environments/Environments';

jest.setTimeout(60_000);

const GROUP = 'toys.example.com';

/** A system as a module would add it: one description, and nothing of it elsewhere. */
const toy: KnownSystem = {
  id: 'toy',
  kinds: [
    {
      group: GROUP,
      kind: 'Toy',
      resource: 'toys',
      isCollected: true,
      extractor: ({ object: read, namespace, references }) => {
        references.add({
          name: at(read, 'spec', 'login'),
          how: 'customResource',
          path: 'spec.login',
        });
        const made = at(read, 'spec', 'makes');
        return namespace && typeof made === 'string'
          ? { deliveries: [{ namespace, name: made }] }
          : {};
      },
      deliverer: {
        accounts: ['toy-operator'],
        absence: 'by-namespaced-name',
      },
    },
  ],
  marks: [
    {
      kind: 'Toy',
      apiGroup: GROUP,
      key: `${GROUP}/made-by`,
      basis: 'annotation',
      tool: 'makes',
      read: (name, { namespace }) => ({ namespace, name }),
    },
  ],
  accessPaths: [
    {
      id: 'toy',
      title: 'Has a Toy copy a Secret',
      explanation: 'A Toy copies any Secret of its namespace.',
      source: 'https://toys.example.com',
      severity: 'high',
      needs: [{ verbs: ['create'], resources: [[GROUP, 'toys']] }],
      ifServed: { group: GROUP, resource: 'toys' },
      byObjects: true,
      reaches: ['secrets:{namespace}'],
    },
  ],
};
const systems = knownSystems.with(toy);

const secretOf = (name: string, maker: string, known = systems) =>
  observeSecret(
    {
      metadata: {
        namespace: 'shop',
        name,
        annotations: {
          [`${GROUP}/made-by`]: maker,
          'meta.helm.sh/release-name': 'shop',
          'meta.helm.sh/release-namespace': 'shop',
        },
      },
    },
    { sourceId: SOURCE, taken: 'metadata', systems: known },
  );

const toyOf = (name: string, makes: string, known = systems) =>
  observeObject(
    {
      apiVersion: `${GROUP}/v1`,
      kind: 'Toy',
      metadata: { namespace: 'shop', name },
      spec: { makes, login: 'toy-login' },
    },
    { sourceId: SOURCE, systems: known },
  );

describe('a system that a module adds', () => {
  it('is collected, read and recognised by its mark', () => {
    expect(systems.collected).toContainEqual({
      group: GROUP,
      resource: 'toys',
    });
    expect(toyOf('kept', 'kept')).toMatchObject({
      references: [
        { namespace: 'shop', name: 'toy-login', how: 'customResource' },
      ],
      deliveries: [{ namespace: 'shop', name: 'kept' }],
    });
    expect(toyOf('kept', 'kept', knownSystems)).toMatchObject({
      references: [],
      deliveries: [],
    });
    // Who makes a value is closer to it than the chart.
    expect(secretOf('left', 'gone').deliverer).toEqual({
      kind: 'Toy',
      apiGroup: GROUP,
      namespace: 'shop',
      name: 'gone',
      basis: 'annotation',
    });
    expect(secretOf('left', 'gone', knownSystems).deliverer.kind).toBe('Helm');
  });

  it('has objects read again by its version', () => {
    expect(systems.addedTo(knownSystems)).toBe('+toy.1');
    expect(
      knownSystems.with({ ...toy, version: 2 }).addedTo(knownSystems),
    ).toBe('+toy.2');
  });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let test: TestInventory;

    beforeAll(async () => {
      test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secretOf('left', 'gone'),
        secretOf('kept', 'kept'),
      ]);
      await test.sync(`${GROUP}/v1/toys`, [toyOf('kept', 'kept')]);
      await test.sync('rbac.authorization.k8s.io/v1/roles', [
        object('Role', 'shop', 'toys', {
          detail: {
            rules: [
              { apiGroups: [GROUP], resources: ['toys'], verbs: ['create'] },
            ],
          },
        }),
      ]);
      await test.sync('rbac.authorization.k8s.io/v1/rolebindings', [
        object('RoleBinding', 'shop', 'toys', {
          detail: {
            roleRef: { kind: 'Role', name: 'toys' },
            subjects: [{ kind: 'User', name: 'bob' }],
          },
        }),
      ]);
      await test.sync('served-kinds', [
        {
          ...object('APIResource', '', `toys.${GROUP}`, {
            apiGroup: 'meta.k8s.io',
          }),
          namespace: undefined,
        },
      ]);
    });

    afterAll(async () => {
      await test.knex.destroy();
    });

    it('leaves secrets orphaned when its object goes', async () => {
      const absent = async (known = systems) => {
        const facts = await loadSecretFacts(
          test.knex,
          SOURCE,
          await test.knex('secrets').where('presence', 2).pluck('id'),
          new Environments(mockServices.rootConfig({ data: {} })),
          known,
        );
        return facts
          .filter(({ deliverer }) => deliverer.absent)
          .map(({ name }) => name);
      };
      expect(await absent()).toEqual(['left']);
      expect(await absent(knownSystems)).toEqual([]);
    });

    it('leads to secrets, and its operator has a need', async () => {
      const target = {
        id: 'any',
        system: 'kubernetes',
        sourceId: SOURCE,
        sourceTitle: SOURCE,
        namespace: 'shop',
        name: 'left',
      };
      const pathOf = async (known = systems) =>
        await readPath(
          {
            graphs: new AccessGraphs({ knex: test.knex, systems: known }),
            knex: test.knex,
          },
          target,
          'u:bob',
          { all: true },
        );
      expect((await pathOf())?.steps[0]).toMatchObject({
        kind: 'toy',
        title: 'Has a Toy copy a Secret',
        severity: 'high',
      });
      expect(await pathOf(knownSystems)).toBeUndefined();

      const deliverer = { kind: 'Toy', basis: 'annotation' as const };
      const operator = 'u:system:serviceaccount:toys:toy-operator';
      const needs = async (known = systems) =>
        await loadNeeds(test.knex, [{ ...target, deliverer }], known);
      expect((await needs())(target, operator)).toBe(true);
      expect((await needs(knownSystems))(target, operator)).toBe(false);
    });
  });
});
