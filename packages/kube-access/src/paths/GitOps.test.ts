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

import {
  type AccessObject,
  createAccessGraph,
  findUnread,
  hasTooMany,
  readAccessObject,
  readObserved,
  servedObject,
} from '..';
import type { ProjectObject } from '@keyward/kube-model/systems';
import { matchesGlob } from './matchesGlob';

const db = { namespace: 'shop', name: 'db' };
const APPLICATIONS = { group: 'argoproj.io', resource: 'applications' };
const KUSTOMIZATIONS = {
  group: 'kustomize.toolkit.fluxcd.io',
  resource: 'kustomizations',
};
const HELM_RELEASES = {
  group: 'helm.toolkit.fluxcd.io',
  resource: 'helmreleases',
};
const SERVED = [APPLICATIONS, KUSTOMIZATIONS, HELM_RELEASES].map(servedObject);

function grant(
  subject: { kind: string; name: string; namespace?: string },
  rule: string,
  namespace?: string,
): AccessObject[] {
  const [verbs, place] = rule.split(' ');
  const dot = place.indexOf('.');
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  const name = `${subject.name} ${rule}`;
  const where = namespace === undefined ? {} : { namespace };
  return [
    {
      kind,
      ...where,
      name,
      rules: [
        {
          verbs: verbs.split(','),
          apiGroups: [dot < 0 ? '' : place.slice(dot + 1)],
          resources: [dot < 0 ? place : place.slice(0, dot)],
        },
      ],
    },
    {
      kind: `${kind}Binding`,
      ...where,
      name,
      roleRef: { kind, name },
      subjects: [subject],
    },
  ];
}

const ann = { kind: 'User', name: 'ann' };

function account(namespace: string, name: string): AccessObject {
  return { kind: 'ServiceAccount', namespace, name };
}

/** A controller and its pod, bound to cluster-admin as most are. */
function controller(
  namespace: string,
  name: string,
  options: { rule?: string | null; defaultServiceAccount?: string } = {},
): AccessObject[] {
  const { rule = '* *.*', defaultServiceAccount } = options;
  const subject = { kind: 'ServiceAccount', namespace, name };
  return [
    account(namespace, name),
    {
      kind: 'Pod',
      namespace,
      name: `${name}-0`,
      serviceAccount: name,
      secrets: [],
      ...(defaultServiceAccount !== undefined && { defaultServiceAccount }),
    },
    ...(rule === null ? [] : grant(subject, rule)),
  ];
}

function project(spec: Partial<ProjectObject> = {}): ProjectObject {
  return {
    kind: 'project',
    namespace: 'argocd',
    name: 'default',
    destinations: [{ server: '*', namespace: '*' }],
    sourceNamespaces: [],
    hasSources: true,
    isClusterWide: true,
    ...spec,
  };
}

const estate: AccessObject[] = [
  { kind: 'Secret', ...db },
  { kind: 'Secret', namespace: 'other', name: 'certificate' },
  account('shop', 'api'),
];

function kindsTo(objects: AccessObject[], served = SERVED) {
  return createAccessGraph([...estate, ...objects, ...served])
    .path('u:ann', db)
    ?.steps.map(({ kind }) => kind);
}

describe('Applications of Argo CD', () => {
  const argoCd = controller('argocd', 'argocd-application-controller');
  const inArgoCd = grant(ann, 'create applications.argoproj.io', 'argocd');

  it.each(['create', 'update', 'patch'])(
    'lead where their project allows: %s',
    verb => {
      const right = grant(ann, `${verb} applications.argoproj.io`, 'argocd');
      const path = createAccessGraph([
        ...estate,
        ...argoCd,
        ...right,
        project(),
        ...SERVED,
      ]).path('u:ann', db);
      expect(path?.steps).toMatchObject([
        { kind: 'argo-cd-application', to: 'applications:argocd' },
        { kind: 'names-project', to: 'project:argocd/default' },
        {
          kind: 'applied-as',
          to: 'applier:system:serviceaccount:argocd:argocd-application-controller',
        },
        { kind: 'create-pods' },
        { kind: 'among' },
        { kind: 'among' },
      ]);
    },
  );

  it.each<[string, Partial<ProjectObject>, boolean]>([
    [
      'one namespace',
      {
        destinations: [
          { server: 'https://kubernetes.default.svc', namespace: 'shop' },
        ],
      },
      true,
    ],
    [
      'the cluster by its name',
      { destinations: [{ name: 'in-cluster', namespace: 'sh*' }] },
      true,
    ],
    [
      'another namespace',
      { destinations: [{ server: '*', namespace: 'other' }] },
      false,
    ],
    [
      'another cluster',
      { destinations: [{ server: 'https://example.com', namespace: '*' }] },
      false,
    ],
    [
      'all but its namespace',
      {
        destinations: [
          { server: '*', namespace: '*' },
          { server: '*', namespace: '!shop' },
          // Into it, one could run as the controller itself.
          { server: '*', namespace: '!argocd' },
        ],
      },
      false,
    ],
    [
      'all but another namespace',
      {
        destinations: [
          { server: '*', namespace: '*' },
          { server: '*', namespace: '!other' },
        ],
      },
      true,
    ],
    [
      'all but this cluster',
      {
        destinations: [
          { server: '!https://kubernetes.default.svc', namespace: '*' },
          { name: '*', namespace: '*' },
        ],
      },
      false,
    ],
    ['no destination', { destinations: [] }, false],
    ['no repository', { hasSources: false }, false],
  ])('a project that permits %s', (_, spec, leads) => {
    const restricted = project({ isClusterWide: false, ...spec });
    const kinds = kindsTo([...argoCd, ...inArgoCd, restricted]);
    expect(kinds !== undefined).toBe(leads);
  });

  it('a project without ClusterRoleBindings stays in its namespaces', () => {
    const into = project({
      isClusterWide: false,
      destinations: [{ server: '*', namespace: 'other' }],
    });
    const graph = createAccessGraph([
      ...estate,
      ...argoCd,
      ...inArgoCd,
      into,
      ...SERVED,
    ]);
    expect(graph.secretsFrom('u:ann')).toEqual([
      { namespace: 'other', name: 'certificate' },
    ]);
  });

  it('count in other namespaces that the project names', () => {
    const right = grant(ann, 'create applications.argoproj.io', 'shop');
    const from = (...sourceNamespaces: string[]) =>
      kindsTo([...argoCd, ...right, project({ sourceNamespaces })]);
    expect(from()).toBeUndefined();
    expect(from('other', 'team-*')).toBeUndefined();
    expect(from('sh*')?.[0]).toBe('argo-cd-application');
    // Not evaluated: any may match.
    expect(from('/^sh(op)+$/')).toBeDefined();
  });

  it.each(['{shop,other}', 'sh[a-z]p', 'sho\\p'])(
    'may count where a pattern is not evaluated: %s',
    pattern => {
      const into = project({
        isClusterWide: false,
        destinations: [{ server: '*', namespace: pattern }],
      });
      expect(kindsTo([...argoCd, ...inArgoCd, into])).toBeDefined();
      const right = grant(ann, 'create applications.argoproj.io', 'shop');
      const from = project({ sourceNamespaces: [pattern] });
      expect(kindsTo([...argoCd, ...right, from])).toBeDefined();
    },
  );

  it('are too many to follow where patterns times namespaces are, and reach all', () => {
    const namespaces = Array.from({ length: 2000 }, (_, at) =>
      account(`space-${at}`, 'default'),
    );
    const hostile = project({
      name: 'hostile',
      isClusterWide: false,
      destinations: Array.from({ length: 10_000 }, (_, at) => ({
        server: '*',
        namespace: `*a*${at}*b`,
      })),
      sourceNamespaces: Array.from({ length: 10_000 }, (_, at) => `*a*${at}*b`),
    });
    const small = project({
      isClusterWide: false,
      destinations: [{ server: '*', namespace: 'ot*' }],
    });
    const graph = createAccessGraph([
      ...estate,
      ...namespaces,
      ...argoCd,
      ...inArgoCd,
      hostile,
      small,
      ...SERVED,
    ]);
    const before = process.cpuUsage();
    const path = graph.path('u:ann', db);
    const { user, system } = process.cpuUsage(before);
    expect(path && hasTooMany(path)).toBe(true);
    expect((user + system) / 1e6).toBeLessThan(2);
    const others = graph.path('u:ann', {
      namespace: 'other',
      name: 'certificate',
    });
    expect(others && hasTooMany(others)).toBe(false);
  });

  it('lead nowhere without the controller, its rights, the kind or the right', () => {
    expect(kindsTo([...argoCd, ...inArgoCd, project()])).toBeDefined();
    expect(kindsTo([...argoCd, ...inArgoCd])).toBeUndefined();
    expect(kindsTo([...argoCd, ...inArgoCd, project()], [])).toBeUndefined();
    const gets = grant(ann, 'get,list,delete applications.argoproj.io');
    expect(kindsTo([...argoCd, ...gets, project()])).toBeUndefined();
    const pod = estate.concat([
      { kind: 'Pod', ...db, serviceAccount: 'api', secrets: [] },
      account('argocd', 'argocd-application-controller'),
    ]);
    expect(kindsTo([...pod, ...inArgoCd, project()])).toBeUndefined();
    for (const rule of [null, 'get,list,watch secrets', 'create configmaps']) {
      const weak = controller('argocd', 'argocd-application-controller', {
        rule,
      });
      expect(kindsTo([...weak, ...inArgoCd, project()])).toBeUndefined();
    }
  });

  it('count by the account where no pods are known', () => {
    const known = argoCd.filter(({ kind }) => kind !== 'Pod');
    expect(kindsTo([...known, ...inArgoCd, project()])).toBeDefined();
  });

  it('are not known to lead nowhere as long as no project was read', () => {
    const undecided = (objects: AccessObject[], ...complete: string[]) =>
      findUnread(objects, new Set(complete)).undecided;
    const objects = [...estate, ...inArgoCd, ...SERVED];
    expect(undecided(objects, 'APIResource')).toEqual([
      'applications.argoproj.io',
    ]);
    expect(undecided([...objects, project()], 'APIResource')).toBeUndefined();
    expect(undecided(objects, 'APIResource', 'AppProject')).toBeUndefined();
    const unserved = [...estate, ...inArgoCd];
    expect(undecided(unserved, 'APIResource')).toBeUndefined();
  });

  it('know a namespace that comes', () => {
    const into = project({ destinations: [{ server: '*', namespace: 'n*' }] });
    const graph = createAccessGraph([
      ...estate,
      ...argoCd,
      ...inArgoCd,
      into,
      ...SERVED,
    ]);
    const secret = { namespace: 'new', name: 'db' };
    expect(graph.pathsTo(secret)).toEqual([]);
    graph.setSecret({ kind: 'Secret', ...secret });
    expect(graph.path('u:ann', secret)).toBeDefined();
    expect(graph.pathsTo(secret).map(({ subject }) => subject)).toContain(
      'u:ann',
    );
    graph.deleteSecret(secret);
    expect(graph.secretsFrom('u:ann')).toEqual([]);
  });

  it('have their projects read from the cluster and from observations', () => {
    const spec = {
      destinations: [{ server: '*', namespace: 'shop' }],
      sourceNamespaces: ['team-*'],
      sourceRepos: ['*'],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    };
    const expected = project({
      destinations: spec.destinations,
      sourceNamespaces: spec.sourceNamespaces,
    });
    const metadata = { namespace: 'argocd', name: 'default' };
    const apiVersion = 'argoproj.io/v1alpha1';
    const kind = 'AppProject';
    expect(readAccessObject({ apiVersion, kind, metadata, spec })).toEqual(
      expected,
    );
    expect(
      readObserved({
        apiGroup: 'argoproj.io',
        kind,
        ...metadata,
        detail: spec,
      }),
    ).toEqual(expected);
    expect(readAccessObject({ apiVersion, kind, metadata })).toEqual(
      project({ destinations: [], hasSources: false, isClusterWide: false }),
    );
  });
});

describe.each([
  [
    'Kustomizations',
    KUSTOMIZATIONS,
    'kustomize-controller',
    'flux-kustomization',
  ],
  ['HelmReleases', HELM_RELEASES, 'helm-controller', 'flux-helm-release'],
])('%s of Flux', (_, { group, resource }, name, id) => {
  const right = grant(ann, `create ${resource}.${group}`, 'team');
  const flux = controller('flux-system', name);

  it('are applied as the controller', () => {
    expect(kindsTo([...flux, ...right])).toEqual([
      id,
      'applied-as',
      'create-pods',
      'among',
      'among',
    ]);
  });

  it('are applied as an account of their namespace where the controller is bounded', () => {
    const bounded = controller('flux-system', name, {
      defaultServiceAccount: 'default',
    });
    const deployer = account('team', 'deployer');
    const subject = {
      kind: 'ServiceAccount',
      namespace: 'team',
      name: 'deployer',
    };
    const elsewhere = account('shop', 'deployer');
    const given = grant(subject, 'create deployments.apps', 'shop');
    expect(kindsTo([...bounded, ...right])).toBeUndefined();
    expect(kindsTo([...bounded, ...right, deployer])).toBeUndefined();
    expect(kindsTo([...bounded, ...right, elsewhere, ...given])).toBe(
      undefined,
    );
    expect(kindsTo([...bounded, ...right, deployer, ...given])).toEqual([
      id,
      'applied-as',
      'create-workloads',
      'among',
    ]);
    // What an account may read nobody is told by what is applied.
    const reads = grant(subject, 'get,list secrets', 'shop');
    expect(kindsTo([...bounded, ...right, deployer, ...reads])).toBe(undefined);
  });

  it('are applied as an account by what its groups may do as well', () => {
    const bounded = controller('flux-system', name, {
      defaultServiceAccount: 'default',
    });
    const accounts = { kind: 'Group', name: 'system:serviceaccounts:team' };
    const given = grant(accounts, 'create pods', 'shop');
    expect(
      kindsTo([...bounded, ...right, account('team', 'default'), ...given]),
    ).toEqual([id, 'applied-as', 'create-pods', 'among']);
  });

  it('lead nowhere without the controller, its rights, the kind or the right', () => {
    expect(kindsTo([...flux, ...right], [])).toBeUndefined();
    const weak = controller('flux-system', name, { rule: null });
    expect(kindsTo([...weak, ...right])).toBeUndefined();
    const pod: AccessObject = { kind: 'Pod', ...db, secrets: [] };
    expect(kindsTo([pod, account('flux-system', name), ...right])).toBe(
      undefined,
    );
    const reads = grant(ann, `get,list,watch,delete ${resource}.${group}`);
    expect(kindsTo([...flux, ...reads])).toBeUndefined();
  });

  it('are read of a pod of the controller', () => {
    const pod = (args: string[]) =>
      readAccessObject({
        kind: 'Pod',
        metadata: { namespace: 'flux-system', name },
        spec: {
          serviceAccountName: name,
          containers: [{ name: 'manager', args }],
        },
      });
    expect(pod(['--default-service-account=tenant'])).toMatchObject({
      defaultServiceAccount: 'tenant',
    });
    expect(pod(['--default-service-account', 'tenant'])).toMatchObject({
      defaultServiceAccount: 'tenant',
    });
    expect(pod(['--no-cross-namespace-refs=true'])).not.toHaveProperty(
      'defaultServiceAccount',
    );
    expect(pod(['--default-service-account='])).not.toHaveProperty(
      'defaultServiceAccount',
    );
  });
});

describe('matchesGlob', () => {
  it.each([
    ['*', '', true],
    ['*', 'shop', true],
    ['team-*', 'team-a', true],
    ['team-*', 'a-team-a', false],
    ['*-team', 'a-team', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['sho?', 'shop', true],
    ['sho?', 'sho', false],
    ['shop', 'shop', true],
    ['s.op', 'shop', false],
    ['', 'shop', false],
  ])('%s and %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('takes no time for a hostile pattern', () => {
    const text = 'a'.repeat(63);
    expect(matchesGlob('*a'.repeat(60).concat('*b'), text)).toBe(false);
  });
});
