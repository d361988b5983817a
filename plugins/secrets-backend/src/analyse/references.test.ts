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

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { defaultRuleSettings, rules } from '@keyward/findings';
import { observeKubectl } from '@keyward/kube-model';
import { type Observation } from '@keyward/observation';
import { batch, SOURCE, START } from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import { toSecretDetail } from '../app/convert/toSecretDetail';
import { Environments } from '../store/environments/Environments';

jest.setTimeout(120_000);

const DAY_MINUTES = 24 * 60;
const environments = new Environments(mockServices.rootConfig({ data: {} }));

const fixture = (name: string) =>
  readFileSync(
    resolve(
      __dirname,
      '../../../../packages/cli/src/__fixtures__/references',
      name,
    ),
    'utf8',
  );

function observe(text: string, version = '1'): Observation[] {
  const { observations, errors } = observeKubectl(text, { sourceId: SOURCE });
  expect(errors).toEqual([]);
  return observations.map(each => ({
    ...each,
    uid: each.ref,
    resourceVersion: version,
    createdAt: new Date(START).toISOString(),
  }));
}

const secret = (namespace: string, name: string) =>
  `\n---\n${JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
  })}`;

/** Findings of all rules that tell whether a secret is used, after so many days without any change. */
async function judge(
  test: TestInventory,
  judged = ['unused', 'missing-secret'],
): Promise<string[]> {
  test.clock.minutes += 40 * DAY_MINUTES;
  const engine = createTestEngine(test, {
    rules: rules.filter(({ id }) => judged.includes(id)),
    environments,
  });
  await analyseAll(engine, test.fence);
  const found = await test
    .knex('findings as f')
    .join('secrets as s', 's.id', 'f.secret_id')
    .where('f.state', 'open')
    .orderBy(['s.namespace', 's.name', 'f.rule'])
    .select('s.namespace', 's.name', 'f.rule');
  return found.map(row => `${row.rule} ${row.namespace}/${row.name}`);
}

const isSecret = ({ type }: Observation) => type === 'secret';

describe.each(databases.eachSupportedId())(
  'references as people write them on %s',
  databaseId => {
    const create = async (text: string) => {
      const test = await createTestInventory(databaseId);
      const all = observe(text);
      await test.sync('v1/secrets', all.filter(isSecret));
      return { test, objects: all.filter(each => !isSecret(each)) };
    };

    it.each<[string, string[], string[]]>([
      ['cnpg-cluster.yaml', ['db/left-over'], ['unused db/left-over']],
      [
        'cluster-issuer.yaml',
        ['shop/corp-root-ca'],
        ['unused shop/corp-root-ca'],
      ],
      [
        'copies.yaml',
        ['platform/other', 'kyv/second'],
        [
          'unused kyv/second',
          'unused platform/other',
          'unused shop/db-login',
          'unused team/mirror',
          'unused team/regcred',
        ],
      ],
      [
        'ingress-controllers.yaml',
        ['web/wildcard', 'edge/oidc'],
        ['unused edge/oidc', 'unused web/wildcard'],
      ],
      [
        'istio-gateway-namespace.yaml',
        ['shop/shop-web-cert', 'istio-system/other'],
        ['unused istio-system/other', 'unused shop/shop-web-cert'],
      ],
    ])(
      'says of %s only what is so, in whatever order objects come',
      async (file, twins, expected) => {
        const text = [
          fixture(file),
          ...twins.map(twin =>
            secret(...(twin.split('/') as [string, string])),
          ),
        ].join('');
        for (const order of ['once', 'one by one', 'backwards']) {
          const { test, objects } = await create(text);
          if (order === 'once') {
            await test.sync('objects', objects);
          } else {
            await test.sync('objects', []);
            for (const object of order === 'backwards'
              ? objects.reverse()
              : objects) {
              await test.apply(batch('objects', [object]));
            }
          }
          expect([order, await judge(test)]).toEqual([order, expected]);
        }
      },
    );

    it('knows what platforms read without a reference, and what nobody knows', async () => {
      const { test } = await create(fixture('platform-secrets.yaml'));
      await test.sync('objects', []);
      expect(await judge(test)).toEqual([
        'unused argocd/argocd-secret-old',
        'unused argocd/repo-old',
        'unused ci/git-old',
        'unused clusters/old-kubeconfig',
        'unused shop/bob-key',
        'unused shop/cacerts',
        'unused shop/cloud-credentials',
        'unused shop/described',
        'unused shop/kubeadmin',
        'unused shop/n1.node-password.k3s',
      ]);
      const usageIn = async (name: string, settings = defaultRuleSettings) => {
        const { items } = await test.store.listSecrets({
          visibility: { all: true },
        });
        const { id } = items.find(each => each.name === name)!;
        const detail = await test.store.getSecret(id, { all: true });
        return toSecretDetail(detail!, [], settings).usage;
      };
      expect(await usageIn('ann-key')).toEqual({
        state: 'used',
        platform: 'Kong (credentials of consumers)',
      });
      expect(await usageIn('git')).toMatchObject({ state: 'used' });
      expect(await usageIn('by-type')).toEqual({
        state: 'unknown',
        doubt: { kind: 'type', of: 'example.com/account' },
      });
      expect(await usageIn('by-label')).toEqual({
        state: 'unknown',
        doubt: { kind: 'label', of: 'example.com/account' },
      });
      expect(
        await usageIn('by-label', {
          ...defaultRuleSettings,
          platformSecrets: [{ platform: 'Own', label: 'example.com/account' }],
        }),
      ).toEqual({ state: 'used', platform: 'Own' });
    });

    it('says nothing of a name while the operator is not known, and says it once it is', async () => {
      const { test, objects } = await create(
        fixture('cluster-issuer.yaml') + secret('shop', 'corp-root-ca'),
      );
      const isOperator = ({ ref }: Observation) => ref.includes('/Deployment/');
      const [operator] = objects.filter(isOperator);
      await test.sync(
        'objects',
        objects.filter(each => !isOperator(each)),
      );
      expect(await judge(test)).toEqual([]);

      await test.apply(batch('objects', [operator]));
      expect(await judge(test)).toEqual(['unused shop/corp-root-ca']);

      const [elsewhere] = observe(
        fixture('cluster-issuer.yaml').replace('$(POD_NAMESPACE)', 'shop'),
        '2',
      ).filter(isOperator);
      await test.apply(batch('objects', [elsewhere]));
      expect(await judge(test)).toEqual([
        'unused cert-manager/acme-account',
        'unused cert-manager/corp-root-ca',
        'unused cert-manager/dns-token',
        'missing-secret shop/acme-account',
        'missing-secret shop/dns-token',
      ]);

      await test.apply(batch('objects', [], { gone: [operator.ref] }));
      expect(await judge(test)).toEqual([]);
    });

    it('follows the pods of a gateway', async () => {
      const { test, objects } = await create(
        fixture('istio-gateway-namespace.yaml'),
      );
      await test.sync('objects', objects);
      expect(await judge(test)).toEqual([]);

      const moved = observe(
        fixture('istio-gateway-namespace.yaml').replaceAll(
          'namespace: istio-system',
          'namespace: edge',
        ),
      ).filter(({ ref }) => /\/(Pod|Deployment)\//.test(ref));
      const pods = objects.filter(({ ref }) =>
        /\/(Pod|Deployment)\//.test(ref),
      );
      await test.apply(
        batch('objects', moved, { gone: pods.map(({ ref }) => ref) }),
      );
      expect(await judge(test)).toEqual([
        'missing-secret edge/shop-web-cert',
        'unused istio-system/shop-web-cert',
      ]);

      await test.apply(
        batch('objects', [], { gone: moved.map(({ ref }) => ref) }),
      );
      expect(await judge(test)).toEqual([]);
    });

    it('follows copies and labels', async () => {
      const { test, objects } = await create(fixture('copies.yaml'));
      await test.sync('objects', objects);
      const used = async () =>
        (
          await test
            .knex('secrets')
            .where('consumer_count', '>', 0)
            .orderBy(['namespace', 'name'])
        ).map(row => `${row.namespace}/${row.name} ${row.consumers}`);
      expect(await used()).toEqual([
        'base/regcred ["Secret/regcred"]',
        'kyv/mirror ["Secret/mirror"]',
        'platform/db-login ["ExternalSecret/db-login"]',
        'platform/pushed ["PushSecret/by-label"]',
      ]);
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
      });
      const { id } = items.find(each => each.ref.endsWith('base/regcred'))!;
      const detail = await test.store.getSecret(id, { all: true });
      expect(detail!.consumerList).toMatchObject([
        { kind: 'Secret', namespace: 'team', name: 'regcred', how: 'copy' },
      ]);

      const all = observe(fixture('copies.yaml'), '2');
      // Both: the fingerprints of one run can be compared only with each other.
      const both = all.filter(({ ref }) => ref.endsWith('/regcred'));
      const copy = both.find(({ ref }) => ref.endsWith('team/regcred'))!;
      await test.apply(batch('v1/secrets', [], { gone: [copy.ref] }));
      expect(await used()).toEqual([
        'kyv/mirror ["Secret/mirror"]',
        'platform/db-login ["ExternalSecret/db-login"]',
        'platform/pushed ["PushSecret/by-label"]',
      ]);
      await test.apply(batch('v1/secrets', both));
      expect(await used()).toHaveLength(4);
    });

    it('follows selections one by one as long as they are few', async () => {
      const push = (namespace: string, index: number) =>
        `\n---\n${JSON.stringify({
          apiVersion: 'external-secrets.io/v1alpha1',
          kind: 'PushSecret',
          metadata: { namespace, name: `push-${index}` },
          spec: {
            secretStoreRefs: [{ name: 'aws', kind: 'ClusterSecretStore' }],
            selector: { secret: { selector: {} } },
          },
        })}`;
      const numbers = (count: number) =>
        Array.from({ length: count }, (_, i) => i);
      const { test, objects } = await create(
        [
          ...numbers(300).map(i => secret('many', `s-${i}`)),
          secret('few', 'one'),
          secret('few', 'two'),
          ...numbers(50).map(i => push('many', i)),
          push('few', 0),
        ].join(''),
      );
      expect(await judge(test)).toHaveLength(302);
      await test.sync('objects', objects);
      const [{ rows }] = await test
        .knex('object_references')
        .where('how', '<>', 'asks')
        .count({ rows: '*' });
      expect(Number(rows)).toBe(50 + 2);
      expect(await judge(test)).toEqual([]);
      const detailOf = async (namespace: string, name: string) => {
        const { id } = await test
          .knex('secrets')
          .where({ namespace, name })
          .first('id');
        return await test.store.getSecret(id, { all: true });
      };
      expect(await detailOf('few', 'one')).toMatchObject({
        consumerList: [{ kind: 'PushSecret', name: 'push-0' }],
        possibleConsumers: [],
      });
      const one = await detailOf('many', 's-7');
      expect(one!.consumerList).toEqual([]);
      expect(one!.possibleConsumers).toContain('PushSecret/push-0');

      await test.apply(
        batch('objects', [], {
          gone: objects
            .map(({ ref }) => ref)
            .filter(ref => ref.includes('many/push-')),
        }),
      );
      expect(await judge(test)).toHaveLength(300);
    });

    it('follows a Secret that comes after what names it by a text', async () => {
      const test = await createTestInventory(databaseId);
      const thing = {
        apiVersion: 'example.com/v1',
        kind: 'Thing',
        metadata: { name: 'x', namespace: 'app' },
        spec: { tlsSecret: 'one', clientSecret: 'is-a-value' },
      };
      const thingWith = (...secrets: string[]) =>
        observe(
          JSON.stringify(thing) +
            secrets.map(each => secret('app', each)).join(''),
        );
      const [alone] = thingWith();
      expect(JSON.stringify(alone)).not.toContain('is-a-value');
      await test.sync('v1/secrets', []);
      await test.sync('objects', [alone]);
      // It may have to be read again, although it is as it was.
      const version = { uid: alone.uid, resourceVersion: '1' };
      const isApplied = () =>
        test.inventory.isApplied(test.fence, 'objects', alone.ref, version);
      expect(isApplied()).toBe(false);
      expect(await judge(test)).toEqual([]);

      const [named, one, two] = thingWith('one', 'two');
      await test.apply(batch('v1/secrets', [one, two]));
      await test.apply(batch('objects', [named]));
      expect(await judge(test)).toEqual(['unused app/two']);

      // Gone, it is not missing, and back, it is used.
      await test.apply(batch('v1/secrets', [], { gone: [one.ref] }));
      expect(await judge(test)).toEqual(['unused app/two']);
      await test.apply(batch('v1/secrets', [one]));
      expect(await judge(test)).toEqual(['unused app/two']);
      const rows = await test.knex('objects').select('detail', 'stamp');
      expect(JSON.stringify(rows)).not.toContain('is-a-value');
    });

    it('calls neither side of a copy a duplicate, and a copy by hand one', async () => {
      const text = fixture('copies.yaml');
      const byHand = text.replace(
        /reflector\.v1\.k8s\.emberstack\.com\/reflects/,
        'example.com/other',
      );
      expect(byHand).not.toBe(text);
      const shared = async (input: string) => {
        const { test, objects } = await create(input);
        await test.sync('objects', objects);
        return await judge(test, ['duplicate']);
      };
      expect(await shared(text)).toEqual([]);
      expect(await shared(byHand)).toHaveLength(2);
    });

    it('tells what may use a secret on its own page', async () => {
      const { test, objects } = await create(fixture('cluster-issuer.yaml'));
      await test.sync(
        'objects',
        objects.filter(({ ref }) => !ref.includes('/Deployment/')),
      );
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
      });
      const { id } = items.find(({ name }) => name === 'dns-token')!;
      const detail = await test.store.getSecret(id, { all: true });
      expect(detail).toMatchObject({
        consumerList: [],
        possibleConsumers: ['ClusterIssuer/public'],
      });
    });

    it('counts what is of other namespaces, and does not name it', async () => {
      const gateway = fixture('istio-gateway-namespace.yaml');
      const { test, objects } = await create(gateway);
      await test.sync(
        'objects',
        objects.filter(({ ref }) => !/\/(Pod|Deployment)\//.test(ref)),
      );
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
      });
      const { id } = items.find(
        ({ namespace }) => namespace === 'istio-system',
      )!;
      const detail = await test.store.getSecret(id, { all: true });
      expect(detail!.possibleConsumers).toEqual([
        '1 Gateway of other namespaces',
      ]);
    });

    it('takes nothing for there in a source of references that is only guessed', async () => {
      const test = await createTestInventory(databaseId, {
        mode: 'references',
      });
      await test.sync(
        'objects',
        observe(fixture('cnpg-cluster.yaml')).filter(each => !isSecret(each)),
      );
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
      });
      expect(items.map(({ name }) => name).sort()).toEqual([
        'app-user',
        'queries',
        'role-pw',
        'super-user',
      ]);
    });
  },
);
