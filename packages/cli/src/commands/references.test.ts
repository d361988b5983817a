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

import { readFile } from 'fs/promises';
import { resolve } from 'path';
import { dumpOf } from '../__testUtils__/dumpOf';
import { runInProcess } from '../__testUtils__/runInProcess';
import { usesIn, usesOf, type Objects } from '../__testUtils__/uses';

const fixture = (name: string) =>
  readFile(resolve(__dirname, '../__fixtures__/references', name), 'utf8');

const secret = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace, name },
});

const custom = (
  apiVersion: string,
  kind: string,
  namespace: string | undefined,
  spec: object,
  name = 'x',
) => ({ apiVersion, kind, metadata: { namespace, name }, spec });

describe('keyward inventory: references as people write them', () => {
  it('sees all that a CloudNativePG cluster uses, and what is unused beside it', async () => {
    const text = await fixture('cnpg-cluster.yaml');
    const uses = await usesIn(
      `${text}\n---\n${JSON.stringify(secret('db', 'left-over'))}`,
    );
    expect(uses).toEqual({
      ...Object.fromEntries(
        [
          'app-user',
          'super-user',
          'server-tls',
          'server-ca',
          's3-login',
          'replica-password',
          'queries',
          'role-pw',
        ].map(name => [`db/${name}`, 'Cluster/orders']),
      ),
      'db/left-over': 'unused',
    });
  });

  it.each<[string, object]>([
    ['a selector under any field', { login: { name: 'one', key: 'k' } }],
    ['a list of selectors', { any: [{ name: 'one', key: 'k' }] }],
    ['a text', { tlsSecret: 'one' }],
    ['a list of texts', { secrets: ['other', 'one'] }],
    ['a list of texts of another field', { rootCAsSecrets: ['one'] }],
    ['a list of names', { extraSecrets: [{ name: 'one' }] }],
    ['a text with a namespace', { tls: { secretName: 'app/one' } }],
    ['a field with underscores', { ca_secret: 'one' }],
    ['a name with underscores', { roles_secret_name: 'one' }],
    ['a list of objects', { roles_secrets: [{ secretname: 'one' }] }],
    ['a list of credentials', { credentials: ['other', 'one'] }],
    [
      'a text with a namespace beside it',
      { tlsSecret: 'one', namespace: 'app' },
    ],
  ])(
    'takes %s for used where the Secret is, and misses nothing',
    async (_, spec) => {
      const object = custom('example.com/v1', 'Thing', 'app', spec);
      // Whatever comes first.
      const expected = { 'app/one': 'Thing/x', 'app/two': 'unused' };
      const secrets = [secret('app', 'one'), secret('app', 'two')];
      expect(await usesOf([...secrets, object])).toEqual(expected);
      expect(await usesOf([object, ...secrets])).toEqual(expected);
      expect(await usesOf([secret('app', 'two'), object])).toEqual({
        'app/two': 'unused',
      });
    },
  );

  it.each<[string, object]>([
    ['of a ConfigMap', { configMapKeyRef: { name: 'one', key: 'k' } }],
    [
      'of several ConfigMaps',
      { queriesConfigMap: [{ name: 'one', key: 'k' }] },
    ],
    [
      'of a typed ConfigMap',
      { a: { kind: 'ConfigMap', name: 'one', key: 'k' } },
    ],
    ['that is a label', { matchLabels: { name: 'one', key: 'k' } }],
    ['of another field', { mode: 'one' }],
    ['of another namespace', { tlsSecret: 'one', namespace: 'elsewhere' }],
  ])('leaves a name %s alone', async (_, spec) => {
    expect(
      await usesOf([
        custom('example.com/v1', 'Thing', 'app', spec),
        secret('app', 'one'),
      ]),
    ).toEqual({ 'app/one': 'unused' });
  });

  it('reads an object that is one setting', async () => {
    const setting = (name: string) => ({
      apiVersion: 'longhorn.io/v1beta2',
      kind: 'Setting',
      metadata: { name, namespace: 'app' },
      value: 'one',
    });
    const one = secret('app', 'one');
    expect(
      await usesOf([setting('backup-target-credential-secret'), one]),
    ).toEqual({ 'app/one': 'Setting/backup-target-credential-secret' });
    expect(await usesOf([setting('backup-target'), one])).toEqual({
      'app/one': 'unused',
    });
  });

  it('knows the names that an operator makes of that of its object', async () => {
    const uses = await usesOf([
      custom('monitoring.coreos.com/v1', 'Alertmanager', 'o11y', {}, 'main'),
      secret('o11y', 'alertmanager-main'),
      secret('o11y', 'alertmanager-other'),
    ]);
    expect(uses).toEqual({
      'o11y/alertmanager-main': 'Alertmanager/main',
      'o11y/alertmanager-other': 'unused',
    });
  });

  describe('in arguments and annotations', () => {
    it('are all used that ingress controllers read', async () => {
      const text = await fixture('ingress-controllers.yaml');
      const twins = [
        secret('web', 'wildcard'),
        secret('web', 'other-ns'),
        secret('edge', 'oidc'),
      ].map(twin => JSON.stringify(twin));
      expect(await usesIn([text, ...twins].join('\n---\n'))).toEqual({
        'edge/wildcard': 'Deployment/ingress-nginx-controller',
        'edge/wildcard2': 'Deployment/ingress-nginx-controller',
        'edge/nginx-default': 'Deployment/ingress-nginx-controller',
        'web/basic': 'Ingress/a',
        'web/jwk': 'Ingress/a',
        'web/hap-auth': 'Ingress/a',
        'web/oidc': 'Ingress/a',
        'web/nginx-auth': 'Ingress/a',
        'shared/other-ns': 'Ingress/b',
        'web/wildcard': 'unused',
        'web/other-ns': 'unused',
        'edge/oidc': 'unused',
      });
    });

    const pod = (container: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'app' },
      spec: { containers: [{ name: 'c', ...container }] },
    });
    const ingress = (annotations: object) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'i', namespace: 'app', annotations },
      spec: {},
    });
    const config = (data: object) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'm', namespace: 'app' },
      data,
    });

    it.each<[string, Objects[number], string]>([
      ['an argument', pod({ args: ['--tls-secret', 'one'] }), 'Pod/p'],
      [
        "a shell's line",
        pod({ command: ['sh', '-c', 'run --tls-secret=one --x'] }),
        'Pod/p',
      ],
      [
        'a variable',
        pod({ env: [{ name: 'TLS_SECRET', value: 'one' }] }),
        'Pod/p',
      ],
      [
        'a variable of a variable',
        pod({
          args: ['--tls-secret=$(TLS)'],
          env: [{ name: 'TLS', value: 'one' }],
        }),
        'Pod/p',
      ],
      [
        "any controller's annotation",
        ingress({ 'example.com/login-secret': 'app/one' }),
        'Ingress/i',
      ],
      [
        "a controller's ConfigMap",
        config({ 'ssl-certificate': 'app/one' }),
        'ConfigMap/m',
      ],
    ])('are used by %s, and by nothing else', async (_, object, consumer) => {
      const secrets = [secret('app', 'one'), secret('app', 'two')];
      expect(await usesOf([object, ...secrets])).toEqual({
        'app/one': consumer,
        'app/two': 'unused',
      });
      // And nothing is missing.
      expect(
        await usesIn(
          await dumpOf([object, secret('app', 'two')], {
            listed: 'all',
          }),
        ),
      ).toEqual({ 'app/two': 'unused' });
    });

    it('are not known where a variable is that tells the namespace', async () => {
      const object = pod({ args: ['--default-ssl-certificate=$(NS)/one'] });
      expect(
        await usesOf([object, secret('a', 'one'), secret('b', 'two')]),
      ).toEqual({ 'a/one': 'not known: Pod/p', 'b/two': 'unused' });
    });
  });

  describe('of copies', () => {
    it('uses the source of a copy, and what is chosen by labels', async () => {
      const text = await fixture('copies.yaml');
      const twins = [
        secret('platform', 'other'),
        secret('kyv', 'second'),
        secret('base', 'second'),
      ].map(twin => JSON.stringify(twin));
      expect(await usesIn([text, ...twins].join('\n---\n'))).toEqual({
        'platform/db-login': 'ExternalSecret/db-login',
        'platform/pushed': 'PushSecret/by-label',
        'base/regcred': 'Secret/regcred',
        'kyv/mirror': 'Secret/mirror',
        'shop/db-login': 'unused',
        'team/regcred': 'unused',
        'team/mirror': 'unused',
        'platform/other': 'unused',
        'kyv/second': 'unused',
        'base/second': 'unused',
      });
    });

    it('believes no mark of a copy that holds another value', async () => {
      const text = await fixture('copies.yaml');
      const other = [
        'cmVnY3JlZC1sb25nLXBhc3N3b3JkLTEyMzQ1Njc4',
        'a3l2ZXJuby1sb25nLXBhc3N3b3JkLTEyMzQ1Njc4',
      ].reduce((result, value) => {
        const [before, between, after] = result.split(value);
        return `${before}${value}${between}b3RoZXItbG9uZy1wYXNzd29yZC0xMjM0NTY3OA==${after}`;
      }, text);
      const uses = await usesIn(other);
      expect([uses['kyv/mirror'], uses['base/regcred']]).toEqual([
        'unused',
        // It says itself that it is copied.
        'read by Reflector (copies)',
      ]);
    });

    it('does not take a Secret of this cluster for the source of another', async () => {
      const other = (await fixture('copies.yaml')).replace(
        /server:\s*\{/,
        'server: { url: "https://elsewhere.example.com",',
      );
      expect((await usesIn(other))['platform/db-login']).toBe('unused');
    });

    it.each<[string, object, string, string]>([
      ['a switch', { matchLabels: { push: 'yes' } }, 'yes', 'PushSecret/x'],
      ['a switch', { matchLabels: { push: 'yes' } }, 'no', 'unused'],
      ['a switch', { matchLabels: { push: 'yes' } }, 'vault-a', 'unused'],
      [
        'a word that is not kept',
        { matchLabels: { push: 'vault-a' } },
        'vault-a',
        'not known: PushSecret/x',
      ],
      ['a word', { matchLabels: { push: 'vault-a' } }, 'yes', 'unused'],
      [
        'a key',
        { matchExpressions: [{ key: 'push', operator: 'Exists' }] },
        'vault-a',
        'PushSecret/x',
      ],
      [
        'other values',
        {
          matchExpressions: [
            { key: 'push', operator: 'NotIn', values: ['no', 'off'] },
          ],
        },
        'vault-a',
        'PushSecret/x',
      ],
    ])('by labels: %s, %j for %s: %s', async (_, selector, value, expected) => {
      const push = custom('external-secrets.io/v1alpha1', 'PushSecret', 'a', {
        selector: { secret: { selector } },
      });
      const one = secret('a', 'one');
      Object.assign(one.metadata, { labels: { push: value } });
      expect((await usesOf([push, one]))['a/one']).toBe(expected);
    });

    const storeOf = (spec: object) =>
      custom('external-secrets.io/v1', 'SecretStore', 'shop', {
        provider: { kubernetes: spec },
      });

    it('uses what is found by its labels in the namespace of a store', async () => {
      const find = custom('external-secrets.io/v1', 'ExternalSecret', 'shop', {
        secretStoreRef: { name: 'x' },
        dataFrom: [{ find: { tags: { app: 'yes' } } }],
      });
      const shared = secret('platform', 'one');
      Object.assign(shared.metadata, { labels: { app: 'yes' } });
      expect(
        await usesOf([
          storeOf({ remoteNamespace: 'platform' }),
          find,
          shared,
          secret('platform', 'two'),
        ]),
      ).toEqual({
        'platform/one': 'ExternalSecret/x',
        'platform/two': 'unused',
      });
    });

    it('uses what a policy of Kyverno clones, and misses nothing that it makes', async () => {
      const policy = custom('kyverno.io/v1', 'ClusterPolicy', undefined, {
        rules: [
          {
            generate: {
              kind: 'Secret',
              apiVersion: 'v1',
              name: 'made',
              namespace: 'team',
              clone: { namespace: 'base', name: 'one' },
            },
          },
        ],
      });
      expect(
        await usesIn(
          await dumpOf([policy, secret('base', 'one'), secret('base', 'two')], {
            listed: 'all',
          }),
        ),
      ).toEqual({ 'base/one': 'ClusterPolicy/x', 'base/two': 'unused' });
    });
  });

  it('knows what platforms read without a reference, and what nobody knows', async () => {
    expect(await usesIn(await fixture('platform-secrets.yaml'))).toEqual({
      'argocd/repo-shop': 'read by Argo CD (repositories and clusters)',
      'argocd/repo-old': 'unused',
      'argocd/argocd-secret': 'read by Argo CD (settings)',
      'argocd/argocd-secret-old': 'unused',
      'clusters/edge-kubeconfig': 'read by Cluster API',
      'clusters/edge-etcd': 'read by Cluster API',
      'clusters/old-kubeconfig': 'unused',
      'kube-system/n1.node-password.k3s': 'read by k3s',
      'shop/n1.node-password.k3s': 'unused',
      'kube-system/kubeadmin': 'read by OpenShift (OAuth server)',
      'shop/kubeadmin': 'unused',
      'velero/cloud-credentials': 'read by Velero',
      'shop/cloud-credentials': 'unused',
      'istio-system/cacerts': 'read by Istio (istiod)',
      'shop/cacerts': 'unused',
      'shop/ann-key': 'read by Kong (credentials of consumers)',
      'shop/bob-key': 'unused',
      'ci/git': 'read by Tekton (Git credentials of a ServiceAccount)',
      'ci/git-old': 'unused',
      'kube-system/bootstrap-token-abcdef':
        'read by Kubernetes (bootstrap token authenticator)',
      'shop/by-type': 'not known: type example.com/account',
      'shop/by-label': 'not known: label example.com/account',
      'shop/described': 'unused',
    });
  });

  it.each([
    [
      'table',
      'read by Argo CD (settings)',
      'not known: type example.com/account',
    ],
    ['csv', 'Argo CD (settings)', 'type example.com/account'],
  ])('prints both as %s', async (format, platform, mark) => {
    const { stdout } = await runInProcess(
      ['inventory', '-', `--format=${format}`],
      { stdin: await fixture('platform-secrets.yaml') },
    );
    expect(stdout).toContain(platform);
    expect(stdout).toContain(mark);
  });

  it('says of a dump that a Secret is missing which is stated, and none that is guessed', async () => {
    const dump = await dumpOf(
      [
        custom('example.com/v1', 'Thing', 'app', {
          passwordSecretRef: { name: 'stated' },
          login: { name: 'guessed', key: 'k' },
          tlsSecret: 'guessed-too',
        }),
        secret('app', 'there'),
      ],
      { listed: 'all' },
    );
    expect(await usesIn(dump)).toEqual({
      'app/there': 'unused',
      'app/stated': 'missing',
    });
  });

  describe('of objects in no namespace', () => {
    it('are read in the namespace of their operator', async () => {
      const text = await fixture('cluster-issuer.yaml');
      const twin = JSON.stringify(secret('shop', 'corp-root-ca'));
      expect(await usesIn(`${text}\n---\n${twin}`)).toEqual({
        'cert-manager/corp-root-ca': 'ClusterIssuer/corp',
        'cert-manager/acme-account': 'ClusterIssuer/public',
        'cert-manager/dns-token': 'ClusterIssuer/public',
        'shop/corp-root-ca': 'unused',
      });
    });

    it('are read where the operator is told', async () => {
      const text = (await fixture('cluster-issuer.yaml')).replace(
        '$(POD_NAMESPACE)',
        'issuers',
      );
      const uses = await usesIn(
        `${text}\n---\n${JSON.stringify(secret('issuers', 'corp-root-ca'))}`,
      );
      expect(uses['issuers/corp-root-ca']).toBe('ClusterIssuer/corp');
      expect(uses['cert-manager/corp-root-ca']).toBe('unused');
    });

    it('are not known while the operator is not', async () => {
      const text = (await fixture('cluster-issuer.yaml'))
        .split('---')
        .filter(part => !part.includes('kind: Deployment'))
        .join('---');
      const twins = [secret('shop', 'corp-root-ca'), secret('shop', 'other')];
      const uses = await usesIn(
        [text, ...twins.map(twin => JSON.stringify(twin))].join('\n---\n'),
      );
      expect(uses).toEqual({
        'cert-manager/corp-root-ca': 'not known: ClusterIssuer/corp',
        'shop/corp-root-ca': 'not known: ClusterIssuer/corp',
        'cert-manager/acme-account': 'not known: ClusterIssuer/public',
        'cert-manager/dns-token': 'not known: ClusterIssuer/public',
        'shop/other': 'unused',
      });
    });

    it('are missing where the operator is told the namespace', async () => {
      const issuer = custom('cert-manager.io/v1', 'ClusterIssuer', undefined, {
        ca: { secretName: 'gone' },
      });
      const operator = (args: string[]) => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'cert-manager', namespace: 'cm' },
        spec: { template: { spec: { containers: [{ name: 'c', args }] } } },
      });
      const missing = async (args: string[]) =>
        await usesIn(await dumpOf([issuer, operator(args)], { listed: 'all' }));
      expect(
        await missing(['--cluster-resource-namespace', 'issuers']),
      ).toEqual({ 'issuers/gone': 'missing' });
      expect(await missing([])).toEqual({});
    });
  });

  describe('of an Istio Gateway', () => {
    it('are read where the pods are that it selects', async () => {
      const text = await fixture('istio-gateway-namespace.yaml');
      const twin = JSON.stringify(secret('istio-system', 'other'));
      expect(await usesIn(`${text}\n---\n${twin}`)).toEqual({
        'istio-system/shop-web-cert': 'Gateway/shop-gw',
        'istio-system/other': 'unused',
      });
    });

    it('are missing there, and there alone', async () => {
      const text = (await fixture('istio-gateway-namespace.yaml')).replace(
        'name: shop-web-cert, namespace: istio-system',
        'name: shop-web-cert, namespace: shop',
      );
      expect(await usesIn(text)).toEqual({
        'istio-system/shop-web-cert': 'notInFile',
        'shop/shop-web-cert': 'unused',
      });
    });

    it('are not known while no pods are', async () => {
      const text = (await fixture('istio-gateway-namespace.yaml')).replaceAll(
        'labels: { istio: ingressgateway',
        'labels: { istio: other',
      );
      expect(await usesIn(text)).toEqual({
        'istio-system/shop-web-cert': 'not known: Gateway/shop-gw',
      });
    });
  });

  it('prints what is not known in the table and as CSV', async () => {
    const stdin = JSON.stringify({
      kind: 'List',
      apiVersion: 'v1',
      items: [
        custom('cert-manager.io/v1', 'ClusterIssuer', undefined, {
          ca: { secretName: 'ca' },
        }),
        secret('a', 'ca'),
      ],
    });
    const print = async (format: string) =>
      (await runInProcess(['inventory', '-', '--format', format], { stdin }))
        .stdout;
    expect(await print('table')).toContain('not known, maybe ClusterIssuer/x');
    expect((await print('csv')).trim().split('\n')[1]).toMatch(
      /,ClusterIssuer\/x,,\s*$/,
    );
  });
});
