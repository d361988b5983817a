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

import { rules } from '@keyward/findings';
import {
  type ObjectObservation,
  type SecretObservation,
} from '@keyward/observation';
import {
  at,
  batch,
  key,
  object,
  reference,
  secret,
  START,
} from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';

jest.setTimeout(120_000);

const DAYS = 24 * 60;
const SECRETS = 'v1/secrets';
const OTHERS = { not: { namespaces: ['eve'] } };
const DELIVERED = {
  deliverer: { kind: 'ExternalSecret' as const, basis: 'owner' as const },
};

type Marks = Partial<SecretObservation>;

/** What says on a Secret that it is a copy of another one. */
const MARKS: Record<string, (name: string) => Marks> = {
  Kyverno: name => ({
    labels: {
      'generate.kyverno.io/source-namespace': 'shop',
      'generate.kyverno.io/source-name': name,
    },
    deliverer: { kind: 'Kyverno', name: 'copy', basis: 'label' },
  }),
  'hierarchical namespaces': () => ({
    labels: { 'hnc.x-k8s.io/inherited-from': 'shop' },
  }),
  Reflector: name => ({
    deliverer: {
      kind: 'Reflector',
      namespace: 'shop',
      name,
      basis: 'annotation',
    },
  }),
  Replicator: name => ({
    deliverer: {
      kind: 'Replicator',
      namespace: 'shop',
      name,
      basis: 'annotation',
    },
  }),
};

async function createWorld(
  databaseId: Parameters<typeof createTestInventory>[0],
) {
  const test = await createTestInventory(databaseId);
  const now = () => START + test.clock.minutes * 60_000;
  const engine = createTestEngine(test, {
    rules: rules.filter(({ id }) => ['unused', 'missing-secret'].includes(id)),
  });
  const findings = new DatabaseFindingsStore({ knex: test.knex, now });
  await test.sync('objects', []);
  await test.sync(SECRETS, [
    secret('shop', 'db', { keys: [key('password', 'one')] }),
    secret('shop', 'idle'),
    secret('ops', 'db', { keys: [key('password', 'one')], ...DELIVERED }),
    secret('eve', 'db'),
    secret('eve', 'idle'),
    secret('eve', 'absent'),
  ]);
  test.clock.minutes = 40 * DAYS;
  return {
    test,
    /** All that is told to everybody else, once it is judged. */
    async told() {
      await analyseAll(engine, test.fence);
      const { items } = await test.store.listSecrets({ visibility: OTHERS });
      const details = await Promise.all(
        items.map(({ id }) => test.store.getSecret(id, OTHERS)),
      );
      const listed = await findings.listFindings({ visibility: OTHERS });
      const found = await Promise.all(
        listed.items.map(({ id }) => findings.getFinding(id, OTHERS)),
      );
      return { items, details, found };
    },
    async put(secrets: SecretObservation[]) {
      await test.apply(batch(SECRETS, secrets, { observedAt: at(40 * DAYS) }));
    },
  };
}

describe.each(databases.eachSupportedId())(
  'marks of copies on the secrets of others on %s',
  databaseId => {
    it.each(Object.entries(MARKS))(
      'change nothing for a secret that holds something else: %s',
      async (_, marksOf) => {
        const { put, told } = await createWorld(databaseId);
        const before = await told();
        expect(
          before.found.map(each => `${each!.rule} ${each!.secret.ref}`).sort(),
        ).toEqual([
          'duplicate kubernetes:prod/ops/db',
          'duplicate kubernetes:prod/shop/db',
          'unused kubernetes:prod/ops/db',
          'unused kubernetes:prod/shop/db',
          'unused kubernetes:prod/shop/idle',
        ]);
        await put(
          ['db', 'idle', 'absent'].map(name =>
            secret('eve', name, { version: '2', ...marksOf(name) }),
          ),
        );
        expect(await told()).toEqual(before);
      },
    );

    it('count as long as both hold the same', async () => {
      const { put, told } = await createWorld(databaseId);
      const before = await told();
      const copy = (version: string, value: string) =>
        secret('eve', 'db', {
          version,
          keys: [key('password', value)],
          ...MARKS.Kyverno('db'),
        });
      const source = async () =>
        (await told()).details.find(each => each!.ref.endsWith('/shop/db'));
      await put([copy('2', 'one')]);
      expect((await source())!.consumerList).toMatchObject([
        { kind: 'Secret', namespace: 'eve', name: 'db', how: 'copy' },
      ]);
      expect(
        (await told()).found
          .map(each => `${each!.rule} ${each!.secret.ref}`)
          .sort(),
      ).toEqual([
        'unused kubernetes:prod/ops/db',
        'unused kubernetes:prod/shop/idle',
      ]);
      await put([copy('3', 'two')]);
      expect((await source())!.consumerList).toEqual([]);
      expect(
        (await told()).found.filter(each => each!.rule === 'duplicate'),
      ).toHaveLength(2);
      await put([
        copy('4', 'two'),
        secret('shop', 'db', { version: '2', keys: [key('password', 'two')] }),
      ]);
      expect((await source())!.consumerList).toHaveLength(1);
      expect(before.found).toHaveLength(5);
    });

    it('count as little in what reads it from another namespace', async () => {
      const { test, put, told } = await createWorld(databaseId);
      const duplicates = async () =>
        (await told()).found
          .filter(each => each!.rule === 'duplicate')
          .map(each => each!.secret.ref);
      const reading = (namespace: string) =>
        object('ExternalSecret', namespace, 'db', {
          references: [
            reference('shop', 'db', { how: 'copy', optional: true }),
          ],
          deliveries: [{ namespace, name: 'db' }],
        });
      const theirs = reading('eve');
      await test.apply(batch('objects', [theirs]));
      expect(await duplicates()).toHaveLength(2);
      await put([
        secret('eve', 'db', {
          version: '2',
          keys: [key('other', 'one')],
          ...DELIVERED,
        }),
      ]);
      expect(await duplicates()).toEqual([]);
      await put([secret('eve', 'db', { version: '3', ...DELIVERED })]);
      expect(await duplicates()).toHaveLength(2);
      await test.apply(batch('objects', [reading('shop')]));
      expect(await duplicates()).toEqual([]);
    });
  },
);

/** What an object of one namespace can say of Secrets of others. */
const CLAIMS: Record<string, ObjectObservation[]> = {
  'a custom resource that makes them, and fails': ['db', 'idle', 'absent'].map(
    name =>
      object('Database', 'eve', name, {
        apiGroup: 'example.org',
        deliveries: [{ namespace: 'shop', name }],
        status: { ready: 'false', reason: 'Broken' },
      }),
  ),
  'an Argo CD Application that applies them, and fails': [
    object('Application', 'eve', 'app', {
      apiGroup: 'argoproj.io',
      deliveries: ['db', 'idle', 'absent'].map(name => ({
        namespace: 'shop',
        name,
        from: Array.from({ length: 600 }, (_, index) => ({
          system: 'argo-cd',
          path: `p${index}`,
        })),
      })),
      status: { ready: 'false', reason: 'OutOfSync' },
    }),
  ],
  'an object that needs Secrets which are not there': [
    object('ServiceAccount', 'eve', 'reader', {
      references: Array.from({ length: 300 }, (_, index) =>
        reference('shop', `no-${index}`, { how: 'serviceAccount' }),
      ),
    }),
  ],
};

describe.each(databases.eachSupportedId())(
  'what objects of others say of a secret on %s',
  databaseId => {
    it.each(Object.entries(CLAIMS))(
      'changes nothing: %s',
      async (_, objects) => {
        const { test, told } = await createWorld(databaseId);
        const before = await told();
        await test.apply(
          batch('objects', objects, { observedAt: at(40 * DAYS) }),
        );
        expect(await told()).toEqual(before);
      },
    );

    it('hides no consumer of its own namespace', async () => {
      const { test, told } = await createWorld(databaseId);
      await test.apply(
        batch('objects', [
          object('Deployment', 'shop', 'web', {
            references: [reference('shop', 'db')],
          }),
          object('A', 'eve', 'a', {
            references: Array.from({ length: 700 }, (_, index) =>
              reference('shop', 'db', {
                how: 'customResource',
                keys: [`k${index}`],
              }),
            ),
          }),
          ...Array.from({ length: 3 }, (_, index) =>
            object('A', 'eve', `b${index}`, {
              references: [reference('shop', 'db')],
            }),
          ),
        ]),
      );
      const db = (await told()).details.find(each =>
        each!.ref.endsWith('/shop/db'),
      )!;
      expect(db.consumers[0]).toBe('Deployment/web');
      expect(db.consumerList[0]).toMatchObject({ name: 'web' });
    });

    it('counts where the secret itself names them', async () => {
      const { test, told, put } = await createWorld(databaseId);
      const application = (name: string, ready: 'true' | 'false') =>
        object('Application', 'argocd', name, {
          apiGroup: 'argoproj.io',
          deliveries: [{ namespace: 'shop', name: 'db' }],
          status: { ready },
        });
      await put([
        secret('shop', 'db', {
          version: '2',
          deliverer: { kind: 'Argo CD', name: 'shop', basis: 'annotation' },
        }),
      ]);
      await test.apply(
        batch('objects', [
          application('shop', 'true'),
          application('other', 'false'),
        ]),
      );
      const db = (await told()).details.find(each =>
        each!.ref.endsWith('/shop/db'),
      );
      expect(db).toMatchObject({
        deliverer: { kind: 'Application', name: 'shop', ready: 'true' },
        deliveries: [{ name: 'shop' }],
      });
    });

    it('names what an unknown operator may have made, and takes its word for no more', async () => {
      const { test, told, put } = await createWorld(databaseId);
      await put([
        secret('shop', 'db', {
          version: '2',
          deliverer: { kind: 'by hand', name: 'manager', basis: 'manager' },
        }),
      ]);
      await test.apply(
        batch('objects', [
          object('DopplerSecret', 'doppler', 'db', {
            apiGroup: 'secrets.doppler.com',
            deliveries: [{ namespace: 'shop', name: 'db' }],
            status: { ready: 'false' },
          }),
        ]),
      );
      const { items } = await told();
      const db = items.find(each => each.ref.endsWith('/shop/db'))!;
      expect(db.deliverer).toEqual({
        kind: 'DopplerSecret',
        apiGroup: 'secrets.doppler.com',
        namespace: 'doppler',
        name: 'db',
        basis: 'delivery',
      });
      expect(db.states).not.toContain('deliveryFailed');
    });

    it('is short, however many places an object names', async () => {
      const { test, told } = await createWorld(databaseId);
      await test.apply(
        batch('objects', [
          object('ExternalSecret', 'shop', 'db', {
            deliveries: [
              {
                namespace: 'shop',
                name: 'db',
                from: Array.from({ length: 5000 }, (_, index) => ({
                  system: 'external-secrets',
                  path: `${'x'.repeat(500)}${index}`,
                })),
              },
            ],
          }),
        ]),
      );
      const { items } = await told();
      const db = items.find(each => each.ref.endsWith('/shop/db'))!;
      expect(db.deliverer.from!.length).toBeLessThan(2000);
      expect(db.deliverer.from).toMatch(/, 4995 more$/);
    });
  },
);
