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

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type AccessObject,
  accessPathKinds,
  type AccessRule,
  createAccessGraph,
  type SecretObject,
} from '..';
import { podMakers } from '../makers';
import { makePodsPath } from './kinds/makePods';

/** `VERBS RESOURCE[.GROUP][/SUBRESOURCE] [NAME]` */
function rule(text: string): AccessRule {
  const [verbs, place, name] = text.split(' ');
  const [qualified, subresource] = place.split('/');
  const dot = qualified.indexOf('.');
  const resource = dot < 0 ? qualified : qualified.slice(0, dot);
  return {
    verbs: verbs.split(','),
    apiGroups: [dot < 0 ? '' : qualified.slice(dot + 1)],
    resources: [subresource ? `${resource}/${subresource}` : resource],
    ...(name && { resourceNames: [name] }),
  };
}

function bind(
  subject: { kind: string; name: string; namespace?: string },
  rules: string[],
  namespace?: string,
): AccessObject[] {
  const name = `${subject.name}-${namespace ?? 'all'}`;
  const kind = namespace ? 'Role' : 'ClusterRole';
  return [
    { kind, ...(namespace && { namespace }), name, rules: rules.map(rule) },
    {
      kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
      ...(namespace && { namespace }),
      name,
      roleRef: { kind, name },
      subjects: [subject],
    },
  ];
}

const ann = { kind: 'User', name: 'ann' };
const db = { namespace: 'shop', name: 'db' };
const api = { kind: 'ServiceAccount', namespace: 'shop', name: 'api' };
const shop: AccessObject[] = [
  { kind: 'Secret', ...db },
  { kind: 'Secret', namespace: 'other', name: 'db' },
  { kind: 'ServiceAccount', namespace: 'shop', name: 'api' },
  {
    kind: 'Pod',
    namespace: 'shop',
    name: 'api-1',
    node: 'n1',
    serviceAccount: 'api',
    secrets: [],
  },
  ...bind(api, ['get secrets'], 'shop'),
  ...bind({ kind: 'User', name: 'chief' }, ['get secrets'], 'shop'),
  ...bind({ kind: 'Group', name: 'chiefs' }, ['get secrets'], 'shop'),
  {
    kind: 'delivery',
    ...db,
    target: 'db',
    sources: [{ sort: 'store', name: 'main' }],
  },
  {
    kind: 'source',
    sort: 'vault-auth',
    namespace: 'shop',
    name: 'api',
    namespaces: ['other'],
  },
  {
    kind: 'delivery',
    ...db,
    target: 'db',
    sources: [{ sort: 'vault-auth', namespace: 'shop', name: 'api' }],
  },
  {
    kind: 'provider-class',
    ...db,
    targets: ['db'],
    reads: ['vault secret/db'],
  },
  { kind: 'ClusterRole', name: 'everything', rules: [rule('* *')] },
  {
    kind: 'ClusterRoleBinding',
    name: 'everything',
    roleRef: { kind: 'ClusterRole', name: 'everything' },
    subjects: [],
  },
];
const R = 'rbac.authorization.k8s.io';
const C = 'certificates.k8s.io';

/** What each kind of path takes, written by hand: none of it may miss, any line alone leads nowhere. */
const TAKES: Record<string, string[][]> = {
  'get-secrets': [['get secrets'], ['get secrets db'], ['* *']],
  'list-secrets': [['list secrets'], ['list secrets db']],
  'watch-secrets': [['watch secrets'], ['watch secrets db']],
  'patch-secrets': [['patch secrets'], ['patch secrets db']],
  'delete-collection-of-secrets': [['deletecollection secrets']],
  'write-token-secret': [['create secrets', 'get secrets mine']],
  'create-pods': [['create pods']],
  'create-workloads': [
    ['create deployments.apps'],
    ['create statefulsets.apps'],
    ['create daemonsets.apps'],
    ['create replicasets.apps'],
    ['create jobs.batch'],
    ['create cronjobs.batch'],
    ['create replicationcontrollers'],
  ],
  'change-workloads': [['update deployments.apps'], ['patch cronjobs.batch x']],
  'change-pods': [['update pods'], ['patch pods api-1']],
  exec: [['create pods/exec'], ['get pods/exec api-1'], ['get */exec']],
  attach: [['create pods/attach'], ['get pods/attach api-1']],
  'port-forward': [['create pods/portforward']],
  'pod-proxy': [
    ['get pods/proxy'],
    ['create pods/proxy api-1'],
    ['get pods/proxy https:api-1:8443'],
  ],
  'service-proxy': [['get services/proxy'], ['create services/proxy web']],
  'ephemeral-containers': [
    ['patch pods/ephemeralcontainers'],
    ['update pods/ephemeralcontainers api-1'],
  ],
  'token-request': [
    ['create serviceaccounts/token'],
    ['create serviceaccounts/token api'],
  ],
  'impersonate-service-accounts': [
    ['impersonate serviceaccounts'],
    ['impersonate serviceaccounts api'],
  ],
  'impersonate-users': [['impersonate users'], ['impersonate users chief']],
  'impersonate-groups': [
    ['impersonate groups', 'impersonate users x'],
    ['impersonate groups chiefs', 'impersonate serviceaccounts x'],
  ],
  'bind-roles': [[`bind clusterroles.${R}`, `create rolebindings.${R}`]],
  'bind-cluster-roles': [
    [`bind clusterroles.${R}`, `create clusterrolebindings.${R}`],
  ],
  'escalate-cluster-roles': [
    [`escalate clusterroles.${R}`, `patch clusterroles.${R}`],
    [`escalate clusterroles.${R} ann-all`, `update clusterroles.${R} ann-all`],
  ],
  'node-proxy': [['get nodes/proxy'], ['create nodes/proxy n1']],
  'sign-client-certificate': [
    [
      `create certificatesigningrequests.${C}`,
      `update certificatesigningrequests.${C}/approval`,
      `approve signers.${C} kubernetes.io/kube-apiserver-client`,
    ],
  ],
  'admission-webhooks': [
    ['create validatingwebhookconfigurations.admissionregistration.k8s.io'],
    ['patch mutatingwebhookconfigurations.admissionregistration.k8s.io'],
  ],
  'host-path-volume': [
    [
      'create persistentvolumes',
      '@other create persistentvolumeclaims',
      '@other create pods',
    ],
  ],
  'relax-pod-security': [['patch namespaces other', '@other create pods']],
  'push-secret': [['create pushsecrets.external-secrets.io']],
  'external-secret': [
    [
      '@other create externalsecrets.external-secrets.io',
      '@other get secrets mine',
    ],
    ['patch externalsecrets.external-secrets.io x', '@other list secrets'],
  ],
  'external-secret-in-pod': [
    ['@other create externalsecrets.external-secrets.io', '@other create pods'],
  ],
  'cluster-external-secret': [
    [
      'create clusterexternalsecrets.external-secrets.io',
      '@other get secrets mine',
    ],
  ],
  'provider-class': [
    [
      'update secretproviderclasses.secrets-store.csi.x-k8s.io',
      'get secrets mine',
    ],
    [
      'patch secretproviderclasses.secrets-store.csi.x-k8s.io db',
      'get secrets mine',
    ],
  ],
  'vault-secret': [
    [
      '@other create vaultstaticsecrets.secrets.hashicorp.com',
      '@other get secrets mine',
    ],
  ],
  'vault-secret-in-pod': [
    [
      '@other update vaultpkisecrets.secrets.hashicorp.com',
      '@other create pods',
    ],
  ],
  'secret-store': [
    ['create secretstores.external-secrets.io'],
    ['patch secretstores.external-secrets.io main'],
  ],
  'cluster-secret-store': [
    ['create clustersecretstores.external-secrets.io'],
    ['update clustersecretstores.external-secrets.io main'],
  ],
  issuer: [
    ['create issuers.cert-manager.io'],
    ['patch issuers.cert-manager.io ca'],
  ],
  'vault-connection': [
    [
      'create vaultconnections.secrets.hashicorp.com',
      'create vaultauths.secrets.hashicorp.com',
      'create vaultstaticsecrets.secrets.hashicorp.com',
    ],
  ],
  'change-role-bindings': [
    [`bind roles.${R}`, `patch rolebindings.${R}`],
    [`bind roles.${R}`, `patch rolebindings.${R} chief-shop`],
    [`bind roles.${R} chief-shop`, `update rolebindings.${R} chief-shop`],
  ],
  'change-cluster-role-bindings': [
    [
      `bind clusterroles.${R} everything`,
      `patch clusterrolebindings.${R} everything`,
    ],
  ],
  'steal-pods': [['delete pods', 'patch nodes', 'get nodes/proxy n2']],
  'steal-pods-by-eviction': [
    ['create pods/eviction', 'update nodes/status', 'get nodes/proxy n2'],
  ],
};

/** What each kind does not take. */
const CLEAN: string[][] = [
  ['get secrets other'],
  ['create,update,delete secrets'],
  ['deletecollection secrets db'],
  ['create secrets db', 'list pods'],
  ['get,list,watch,delete pods'],
  ['create pods db'],
  ['get,list deployments.apps'],
  ['patch pods other'],
  ['get pods/log'],
  ['get pods/proxy other', 'get pods/proxy https:other:8443'],
  ['update,delete pods/proxy', 'get,create services'],
  ['@other get pods/proxy', '@other create services/proxy'],
  ['create pods/exec other'],
  ['get pods/ephemeralcontainers'],
  ['create serviceaccounts'],
  ['create serviceaccounts/token other'],
  ['impersonate serviceaccounts other'],
  ['impersonate users other'],
  ['impersonate groups'],
  ['impersonate groups other', 'impersonate users x'],
  [`bind clusterroles.${R}`],
  [`bind clusterroles.${R} missing`, `create rolebindings.${R}`],
  [`create,patch,update clusterrolebindings.${R}`],
  [`escalate clusterroles.${R}`],
  [`escalate clusterroles.${R} a`, `patch clusterroles.${R} b`],
  [`escalate,patch clusterroles.${R} other`],
  [`escalate,patch roles.${R}`],
  ['get nodes'],
  ['get nodes/proxy n2'],
  [
    `create certificatesigningrequests.${C}`,
    `update certificatesigningrequests.${C}/approval`,
    `approve signers.${C} example.com/other`,
  ],
  ['get mutatingwebhookconfigurations.admissionregistration.k8s.io'],
  ['create persistentvolumes', 'create persistentvolumeclaims'],
  ['patch namespaces'],
  ['patch namespaces shop', '@other create pods'],
  ['@other create persistentvolumes', '@other create pods'],
  ['get pushsecrets.external-secrets.io'],
  ['create pushsecrets.external-secrets.io mine'],
  ['get,list,delete secretstores.external-secrets.io'],
  ['create externalsecrets.external-secrets.io'],
  ['create externalsecrets.external-secrets.io x', '@other get secrets'],
  ['@other get externalsecrets.external-secrets.io', '@other get secrets'],
  ['@third create externalsecrets.external-secrets.io', '@other get secrets'],
  [
    '@other create clusterexternalsecrets.external-secrets.io',
    '@other get secrets',
  ],
  ['update secretproviderclasses.secrets-store.csi.x-k8s.io'],
  [
    'create,get,list secretproviderclasses.secrets-store.csi.x-k8s.io',
    'get secrets mine',
  ],
  [
    '@other update secretproviderclasses.secrets-store.csi.x-k8s.io',
    '@other get secrets',
  ],
  ['create vaultdynamicsecrets.secrets.hashicorp.com'],
  [
    '@third create vaultstaticsecrets.secrets.hashicorp.com',
    '@third get secrets',
  ],
  ['create secretstores.external-secrets.io main'],
  ['@other create,patch secretstores.external-secrets.io'],
  ['@shop patch clustersecretstores.external-secrets.io'],
  ['get issuers.cert-manager.io'],
  ['@other create issuers.cert-manager.io'],
  ['create clusterissuers.cert-manager.io'],
  ['create certificates.cert-manager.io'],
  [
    'create vaultconnections.secrets.hashicorp.com',
    '@other create vaultauths.secrets.hashicorp.com',
    'create vaultstaticsecrets.secrets.hashicorp.com',
  ],
  [`patch rolebindings.${R}`],
  [`bind roles.${R} missing`, `patch rolebindings.${R}`],
  [`bind clusterroles.${R} missing`, `patch clusterrolebindings.${R}`],
  // The binding that gives the role is another one than may be changed.
  [`bind roles.${R}`, `patch rolebindings.${R} missing`],
  [`bind roles.${R} chief-shop`, `update rolebindings.${R} missing`],
  [`bind clusterroles.${R}`, `patch clusterrolebindings.${R} missing`],
  ['delete pods', 'patch nodes'],
  ['delete pods', 'get nodes/proxy n2'],
  ['@other delete pods', 'patch nodes', 'get nodes/proxy n2'],
  // What has no namespace is never granted by a RoleBinding.
  ['@shop get nodes/proxy'],
  ['@shop impersonate users'],
  [
    `@shop create certificatesigningrequests.${C}`,
    `@shop update certificatesigningrequests.${C}/approval`,
    `@shop approve signers.${C} kubernetes.io/kube-apiserver-client`,
  ],
];

function pathOf(rules: string[], namespace?: string) {
  const inNamespace = (each: string) =>
    rules
      .filter(text => text.startsWith(`@${each} `))
      .map(text => text.slice(`@${each} `.length));
  const objects = [
    ...shop,
    ...bind(
      ann,
      rules.filter(text => !text.startsWith('@')),
      namespace,
    ),
    ...bind(ann, inNamespace('other'), 'other'),
    ...bind(ann, inNamespace('third'), 'third'),
    ...(rules.some(text => text.startsWith('@shop '))
      ? bind(ann, inNamespace('shop'), 'shop')
      : []),
  ];
  return createAccessGraph(objects).path('u:ann', db);
}

describe('every kind of path', () => {
  it('is known here', () => {
    const ownTests = [
      'escalate-roles',
      'cluster-issuer',
      'change-aws-auth',
      'argo-cd-application',
      'flux-helm-release',
      'flux-kustomization',
      ...podMakers.map(maker => makePodsPath(maker).id),
    ];
    expect([...Object.keys(TAKES), ...ownTests].sort()).toEqual(
      accessPathKinds.map(({ id }) => id).sort(),
    );
    for (const kind of accessPathKinds) {
      expect(kind.source).toMatch(/^https:\/\//);
      expect(kind.explanation.length).toBeGreaterThan(30);
    }
  });

  const rows = Object.entries(TAKES).flatMap(([id, ways]) =>
    ways.map(way => ({ id, way })),
  );
  it.each(rows)('$id: $way', ({ id, way }) => {
    const path = pathOf(way);
    expect(path?.steps.map(({ kind }) => kind)).toContain(id);
    expect(path?.steps[0].evidence[0]).toMatchObject(
      way[0].startsWith('@other ')
        ? {
            binding: 'RoleBinding other/ann-other',
            role: 'Role other/ann-other',
          }
        : {
            binding: 'ClusterRoleBinding ann-all',
            role: 'ClusterRole ann-all',
          },
    );
    // Each step begins where the one before ended.
    path!.steps.reduce((place, step) => {
      expect(step.from).toBe(place);
      return step.to;
    }, 'u:ann');
  });

  it.each(CLEAN.map(way => ({ way })))('not by $way', ({ way }) => {
    expect(pathOf(way)).toBeUndefined();
  });

  it('escalates a Role that is bound to oneself, in its namespace only', () => {
    const way = [`escalate,update roles.${R}`];
    expect(pathOf(way, 'shop')?.steps[0]).toMatchObject({
      kind: 'escalate-roles',
      to: 'secrets:shop',
    });
    expect(pathOf(way, 'other')).toBeUndefined();
    expect(pathOf([`escalate,update roles.${R} not-own`], 'shop')).toBe(
      undefined,
    );
  });

  it('takes a store only where it may be used', () => {
    const objectsWith = (store: AccessObject[]) => [
      ...shop,
      ...store,
      ...bind(
        ann,
        ['create externalsecrets.external-secrets.io', 'get secrets mine'],
        'other',
      ),
    ];
    const reaches = (...store: AccessObject[]) =>
      createAccessGraph(objectsWith(store)).path('u:ann', db) !== undefined;
    const main = { kind: 'source' as const, sort: 'store', name: 'main' };
    expect(reaches(main)).toBe(true);
    expect(reaches({ ...main, namespaces: ['other'] })).toBe(true);
    expect(reaches({ ...main, namespaces: ['shop'] })).toBe(false);
    const own = {
      kind: 'source' as const,
      sort: 'store',
      namespace: 'shop',
      name: 'own',
    };
    const ownOnly: AccessObject = {
      kind: 'delivery',
      ...db,
      target: 'db',
      sources: [own],
    };
    expect(reaches({ ...main, namespaces: ['shop'] }, own, ownOnly)).toBe(
      false,
    );
  });

  it('sends what a ClusterIssuer names of the namespace of cert-manager', () => {
    const token = { namespace: 'cert-manager', name: 'token' };
    const objects = [
      ...shop,
      { kind: 'Secret' as const, ...token },
      ...bind(ann, ['patch clusterissuers.cert-manager.io']),
    ];
    const graph = createAccessGraph(objects);
    expect(graph.path('u:ann', token)?.steps[0].kind).toBe('cluster-issuer');
    expect(graph.path('u:ann', db)).toBeUndefined();
  });

  it('counts in the namespace of the binding only', () => {
    for (const way of [['get secrets'], ['create pods'], ['get pods/exec']]) {
      expect(pathOf(way, 'shop')).toBeDefined();
      expect(pathOf(way, 'other')).toBeUndefined();
    }
  });
});

describe('chains', () => {
  it('joins steps, the shortest way kept', () => {
    const objects = [
      ...shop,
      ...bind(ann, ['get pods/exec api-1']),
      ...bind({ kind: 'Group', name: 'system:authenticated' }, ['list pods']),
    ];
    const path = createAccessGraph(objects).path('u:ann', db);
    expect(path?.steps.map(({ kind }) => kind)).toEqual([
      'exec',
      'runs-as',
      'get-secrets',
      'among',
    ]);
  });

  it('takes rights of a person and of a group together', () => {
    const objects = [
      ...shop,
      ...bind(ann, ['create secrets']),
      ...bind({ kind: 'Group', name: 'system:authenticated' }, [
        'get secrets mine',
      ]),
    ];
    expect(createAccessGraph(objects).path('u:ann', db)).toBeDefined();
    expect(createAccessGraph(objects).path('u:bob', db)).toBeUndefined();
  });

  it('goes through a token in a Secret', () => {
    const token: AccessObject = {
      kind: 'Secret',
      namespace: 'shop',
      name: 'api-token',
      type: 'kubernetes.io/service-account-token',
      serviceAccount: 'api',
    };
    const objects = [...shop, token, ...bind(ann, ['get secrets api-token'])];
    const kinds = createAccessGraph(objects)
      .path('u:ann', db)
      ?.steps.map(({ kind }) => kind);
    expect(kinds).toContain('holds-token');
    const opaque = { ...token, type: 'Opaque' };
    expect(
      createAccessGraph([
        ...shop,
        opaque,
        ...bind(ann, ['get secrets api-token']),
      ]).path('u:ann', db),
    ).toBeUndefined();
  });

  it('says who can reach a secret, from its end', () => {
    const objects = [...shop, ...bind(ann, ['create pods'], 'shop')];
    const graph = createAccessGraph(objects);
    const paths = graph.pathsTo(db);
    expect(paths.map(({ subject }) => subject).sort()).toEqual([
      'g:chiefs',
      'u:ann',
      'u:chief',
      'u:system:node:n1',
      'u:system:serviceaccount:shop:api',
    ]);
    for (const { subject, steps } of paths) {
      expect(steps).toHaveLength(graph.path(subject, db)!.steps.length);
    }
    expect(graph.pathsTo({ namespace: 'other', name: 'db' })).toEqual([]);
  });

  it('says what is at risk with a pod and with a node', () => {
    const graph = createAccessGraph(shop);
    const targets = (place: string) =>
      graph.pathsFrom(place).map(({ target }) => target);
    expect(targets('pod:shop/api-1')).toEqual(['secret:shop/db']);
    expect(targets('node:n1')).toEqual(['secret:shop/db']);
    expect(targets('node:n2')).toEqual([]);
  });

  it('gives system:masters everything', () => {
    const targets = createAccessGraph(shop).pathsFrom('g:system:masters');
    expect(targets).toHaveLength(2);
  });
});

describe('a Secret that comes, changes or goes', () => {
  const random = (seed: number) => {
    let state = seed;
    return () => {
      // Numerical Recipes' generator: the same each time.
      state = (state * 1664525 + 1013904223) % 2 ** 32;
      return state / 2 ** 32;
    };
  };
  const otherApi: AccessObject = {
    ...api,
    kind: 'ServiceAccount',
    namespace: 'other',
  };
  const others = [
    ...shop,
    otherApi,
    ...bind(ann, ['get secrets a'], 'shop'),
    ...bind({ kind: 'User', name: 'ben' }, ['get secrets b']),
    ...bind({ kind: 'User', name: 'eve' }, ['list secrets']),
    ...bind({ kind: 'ServiceAccount', namespace: 'other', name: 'api' }, [
      'create pods',
    ]),
  ].filter(({ kind }) => kind !== 'Secret');

  it.each([1, 2, 3])('is as if it had always been so (seed %d)', seed => {
    const next = random(seed);
    const one = <T>(items: T[]) => items[Math.floor(next() * items.length)];
    const there = new Map<string, SecretObject>();
    const graph = createAccessGraph(others);
    for (let round = 0; round < 150; round++) {
      const namespace = one(['shop', 'other', 'third']);
      const name = one(['a', 'b', 'c', 'd', 'db']);
      const key = `${namespace}/${name}`;
      if (next() < 0.3) {
        there.delete(key);
        graph.deleteSecret({ namespace, name });
      } else {
        const secret: SecretObject = {
          kind: 'Secret',
          namespace,
          name,
          ...one<Partial<SecretObject>>([
            {},
            { isSealed: true },
            { isSealingKey: true },
            {
              type: 'kubernetes.io/service-account-token',
              serviceAccount: 'api',
            },
            { helmRelease: { namespace: 'shop', name: 'r' } },
            {
              type: 'helm.sh/release.v1',
              helmRelease: { namespace: 'shop', name: 'r' },
            },
          ]),
        };
        there.set(key, secret);
        graph.setSecret(secret);
      }
      const fresh = createAccessGraph([...others, ...there.values()]);
      for (const place of ['u:ann', 'u:ben', 'u:eve', 'pod:shop/api-1']) {
        const targets = (of: typeof graph) =>
          of
            .pathsFrom(place)
            .map(({ target, steps }) => `${target} ${steps.length}`)
            .sort();
        expect(targets(graph)).toEqual(targets(fresh));
      }
      const readers = (of: typeof graph) =>
        of
          .pathsTo({ namespace, name })
          .map(({ subject, steps }) => `${subject} ${steps.length}`);
      expect(readers(graph)).toEqual(readers(fresh));
    }
  });
});

describe('somebody who is not there', () => {
  it('leaves nothing behind, however often another one is asked about', () => {
    const graph = createAccessGraph([
      ...bind(ann, ['get secrets'], 'shop'),
      { kind: 'Secret', ...db },
    ]);
    const ask = (times: number) => {
      for (let index = 0; index < times; index++) {
        const name = `${index}-${'x'.repeat(500)}`;
        for (const place of [
          `u:${name}`,
          `g:${name}`,
          `node:${name}`,
          `pod:shop/${name}`,
          `u:system:node:other-${name}`,
          `u:system:serviceaccount:${name}:default`,
        ]) {
          expect(graph.pathsFrom(place)).toHaveLength(0);
          expect(graph.path(place, db)).toBeUndefined();
        }
      }
    };
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const used = () => {
      collect();
      return process.memoryUsage().heapUsed / 1024 / 1024;
    };
    ask(10);
    const before = used();
    ask(2000);
    expect(used() - before).toBeLessThan(2);
    expect(graph.path('u:ann', db)).toBeDefined();
  });

  it('leads to ServiceAccounts as to Secrets', () => {
    const graph = createAccessGraph([
      ...shop,
      ...bind(ann, ['create pods'], 'shop'),
    ]);
    const of = (names: string[], namespaces: string[]) =>
      graph.accounts({ names, namespaces });
    const account = 'u:system:serviceaccount:shop:api';
    expect(of(['api'], ['shop'])).toEqual([account]);
    expect(of(['*'], ['s*p'])).toEqual([account]);
    expect(of(['a'], ['*'])).toEqual([]);
    const steps = Object.fromEntries(
      graph
        .pathsToPlaces([account])
        .map(each => [each.subject, each.steps.map(({ kind }) => kind)]),
    );
    expect(steps).toMatchObject({
      'u:ann': ['create-pods', 'among'],
      'u:system:node:n1': ['is-node', 'runs', 'runs-as'],
      // Who it is already.
      [account]: [],
    });
    expect(graph.pathsToPlaces([])).toEqual([]);
  });
});
