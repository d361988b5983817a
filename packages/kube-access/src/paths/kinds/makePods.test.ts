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
  accessPathKindOf,
  createAccessGraph,
  decidingResources,
  findAccessRisks,
  findUnread,
  type PodMaker,
  podMakers,
  readAccessObject,
  readObserved,
  servedObject,
} from '../..';

const db = { namespace: 'shop', name: 'db' };
const SERVED = decidingResources.map(servedObject);

/** Ann may do something with the objects of a kind; the account `api` reads the Secret of another namespace. */
function clusterWith(
  { group, resource }: Pick<PodMaker, 'group' | 'resource'>,
  verbs: string[],
  options: { namespace?: string; resourceNames?: string[] } = {},
): AccessObject[] {
  const { namespace, resourceNames } = options;
  const bound = namespace === undefined ? {} : { namespace };
  const kind = namespace === undefined ? 'ClusterRole' : 'Role';
  return [
    { kind: 'Secret', ...db },
    { kind: 'Secret', namespace: 'other', name: 'certificate' },
    { kind: 'ServiceAccount', namespace: 'shop', name: 'api' },
    {
      kind,
      ...bound,
      name: 'maker',
      rules: [
        { verbs, apiGroups: [group], resources: [resource], resourceNames },
      ],
    },
    {
      kind: `${kind}Binding`,
      ...bound,
      name: 'maker',
      roleRef: { kind, name: 'maker' },
      subjects: [{ kind: 'User', name: 'ann' }],
    },
    {
      kind: 'Role',
      namespace: 'other',
      name: 'reader',
      rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }],
    },
    {
      kind: 'RoleBinding',
      namespace: 'other',
      name: 'reader',
      roleRef: { kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'api' }],
    },
  ];
}

function kindsTo(objects: AccessObject[], secret = db) {
  return createAccessGraph(objects)
    .path('u:ann', secret)
    ?.steps.map(({ kind }) => kind);
}

const rows = podMakers.map(maker => ({
  maker,
  name: `${maker.resource}.${maker.group}`,
  id: `${maker.verbs.includes('create') ? 'create' : 'change'}-${
    maker.resource
  }.${maker.group}`,
  inNamespace: maker.gives === 'anywhere' ? {} : { namespace: 'shop' },
}));

describe('rights on kinds that make pods', () => {
  it.each(rows)('$name: mounts a Secret', ({ maker, id, inNamespace }) => {
    for (const verb of maker.verbs) {
      const objects = clusterWith(maker, [verb], inNamespace);
      expect(kindsTo([...objects, ...SERVED])?.[0]).toBe(id);
    }
  });

  it.each(rows)(
    '$name: runs as an account of its namespace',
    ({ maker, id, inNamespace }) => {
      const objects = clusterWith(maker, maker.verbs, inNamespace);
      const elsewhere = { namespace: 'other', name: 'certificate' };
      const kinds = kindsTo([...objects, ...SERVED], elsewhere);
      expect(kinds?.[0]).toBe(id);
      expect(kinds).toContain(maker.gives === 'namespace' ? 'get-secrets' : id);
    },
  );

  it.each(rows)(
    '$name: leads nowhere where it is not served',
    ({ maker, name, inNamespace }) => {
      const objects = clusterWith(maker, maker.verbs, inNamespace);
      const others = SERVED.filter(served => served.name !== name);
      expect(kindsTo([...objects, ...others])).toBeUndefined();
    },
  );

  it.each(rows)(
    '$name: leads nowhere by other verbs',
    ({ maker, inNamespace }) => {
      const verbs = ['get', 'list', 'watch', 'delete', 'deletecollection'];
      if (!maker.verbs.includes('create')) {
        verbs.push('create');
      }
      if (!maker.verbs.includes('patch')) {
        verbs.push('update', 'patch');
      }
      const objects = clusterWith(maker, verbs, inNamespace);
      expect(kindsTo([...objects, ...SERVED])).toBeUndefined();
    },
  );

  it.each(rows.filter(({ maker }) => maker.gives === 'namespace'))(
    '$name: leads nowhere from another namespace',
    ({ maker }) => {
      const objects = clusterWith(maker, maker.verbs, { namespace: 'third' });
      expect(kindsTo([...objects, ...SERVED])).toBeUndefined();
    },
  );

  it('a HelmChart in any namespace has the whole cluster', () => {
    const charts = { group: 'helm.cattle.io', resource: 'helmcharts' };
    const objects = clusterWith(charts, ['create'], { namespace: 'third' });
    expect(kindsTo([...objects, servedObject(charts)])).toEqual([
      'create-helmcharts.helm.cattle.io',
      'everything',
      'among',
      'among',
    ]);
  });

  it('a template of the cluster is no right of a namespace', () => {
    const maker = podMakers.find(({ gives }) => gives === 'anywhere')!;
    const objects = clusterWith(maker, maker.verbs, { namespace: 'shop' });
    expect(kindsTo([...objects, ...SERVED])).toBeUndefined();
  });

  it('a name narrows what is changed, and nothing is created by it', () => {
    const workflows = { group: 'argoproj.io', resource: 'workflows' };
    const named = { namespace: 'shop', resourceNames: ['nightly'] };
    const by = (verb: string) =>
      kindsTo([...clusterWith(workflows, [verb], named), ...SERVED]);
    expect(by('create')).toBeUndefined();
    expect(by('patch')?.[0]).toBe('create-workflows.argoproj.io');
  });

  it('says in words what somebody does', () => {
    const words = (kind: string) => {
      const { group, resource } = podMakers.find(each => each.kind === kind)!;
      const objects = clusterWith({ group, resource }, ['create', 'patch'], {
        namespace: 'shop',
      });
      return kindsTo([...objects, ...SERVED])?.[0];
    };
    expect(words('Workflow')).toBe('create-workflows.argoproj.io');
    expect(words('Task')).toBe('change-tasks.tekton.dev');
  });

  it('counts a kind of which somebody says that it makes pods, where it is served', () => {
    const widgets = { group: 'example.com', resource: 'widgets' };
    const objects = clusterWith(widgets, ['patch'], { namespace: 'shop' });
    const served = servedObject(widgets);
    expect(kindsTo([...objects, served])).toBeUndefined();
    expect(kindsTo([...objects, { ...served, makesPods: true }])).toEqual([
      'create-widgets.example.com',
      'among',
    ]);
    expect(accessPathKindOf('create-widgets.example.com')).toMatchObject({
      title: 'Creates widgets (example.com)',
      severity: 'high',
    });
    // Of one that is known it says nothing new.
    const charts = { group: 'helm.cattle.io', resource: 'helmcharts' };
    const chart = clusterWith(charts, ['create'], { namespace: 'third' });
    expect(
      kindsTo([...chart, { ...servedObject(charts), makesPods: true }])?.[1],
    ).toBe('everything');
    expect(accessPathKindOf('mounts')).toBeUndefined();
    expect(accessPathKindOf('create-pods')?.title).toBe('Creates pods');
  });

  it('adds nothing for whoever has none of these rights', () => {
    // Every other resource of the groups, subresources, and lookalikes in other groups.
    for (const { group, resource } of podMakers) {
      for (const [apiGroup, name] of [
        [group, `${resource}/status`],
        [group, `${resource}s`],
        [`x.${group}`, resource],
        ['', resource === 'jobs' || resource === 'services' ? 'x' : resource],
      ]) {
        const objects = clusterWith({ group: apiGroup, resource: name }, ['*']);
        const before = createAccessGraph(objects).pathsFrom('u:ann');
        expect(before).toEqual([]);
        expect(
          createAccessGraph([...objects, ...SERVED]).pathsFrom('u:ann'),
        ).toEqual(before);
      }
    }
  });

  it('are ways for the risks too, where the kind is served', () => {
    const workflows = { group: 'argoproj.io', resource: 'workflows' };
    const objects: AccessObject[] = [
      ...clusterWith(workflows, ['create'], { namespace: 'shop' }),
      {
        kind: 'RoleBinding',
        namespace: 'shop',
        name: 'all',
        roleRef: { kind: 'Role', name: 'maker' },
        subjects: [{ kind: 'Group', name: 'system:authenticated' }],
      },
    ];
    const paths = (more: AccessObject[]) =>
      [...findAccessRisks([...objects, ...more], undefined)]
        .filter(({ kind }) => kind === 'broad-group-access')
        .flatMap(risk => risk.paths);
    expect(paths([])).toEqual([]);
    expect(paths(SERVED)).toEqual(['create-workflows.argoproj.io']);
  });
});

describe('whether a kind is served', () => {
  const workflows = { group: 'argoproj.io', resource: 'workflows' };
  const objects = clusterWith(workflows, ['create'], { namespace: 'shop' });

  it('is told by its definition, by discovery and by any object of it', () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'workflows.argoproj.io' },
    };
    const tells = [
      readAccessObject(definition),
      readObserved({
        apiGroup: 'apiextensions.k8s.io',
        kind: 'CustomResourceDefinition',
        name: 'workflows.argoproj.io',
      }),
      readObserved({
        apiGroup: 'meta.k8s.io',
        kind: 'APIResource',
        name: 'workflows.argoproj.io',
      }),
      readObserved({
        apiGroup: 'argoproj.io',
        kind: 'Workflow',
        namespace: 'ci',
        name: 'nightly',
      }),
    ];
    for (const told of tells) {
      expect(told).toEqual(servedObject(workflows));
      expect(kindsTo([...objects, told!])).toBeDefined();
    }
    expect(
      readObserved({
        apiGroup: 'example.com',
        kind: 'Workflow',
        namespace: 'ci',
        name: 'nightly',
      }),
    ).toBeUndefined();
  });

  it('is said not to be known only where somebody has a right on it by name', () => {
    const undecided = (all: AccessObject[], complete?: string[]) =>
      findUnread(all, complete && new Set(complete)).undecided;
    expect(undecided(objects)).toEqual(['workflows.argoproj.io']);
    expect(undecided(objects, ['APIResource'])).toBeUndefined();
    expect(undecided([...objects, ...SERVED])).toBeUndefined();
    const reads = clusterWith(workflows, ['get', 'list']);
    expect(undecided(reads)).toBeUndefined();
    const everything = clusterWith({ group: '*', resource: '*' }, ['*']);
    expect(undecided(everything)).toBeUndefined();
    // Nobody has it.
    const unbound = objects.filter(({ kind }) => kind !== 'RoleBinding');
    expect(undecided(unbound)).toBeUndefined();
  });
});
