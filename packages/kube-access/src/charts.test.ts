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
  createAccessGraph,
  createAccessIndex,
  type AccessObject,
  type AccessRule,
} from '.';
import { charts, type Chart } from './__fixtures__/charts';

function rule(text: string): AccessRule {
  const [verbs, place, names] = text.split(' ');
  const [qualified, subresource] = place.split('/');
  const dot = qualified.indexOf('.');
  const resource = dot < 0 ? qualified : qualified.slice(0, dot);
  return {
    verbs: verbs.split(','),
    apiGroups: [dot < 0 ? '' : qualified.slice(dot + 1)],
    resources: [subresource ? `${resource}/${subresource}` : resource],
    ...(names && { resourceNames: names.split(',') }),
  };
}

/** The cluster of a shop in which a chart was installed. */
function clusterWith(
  { account, clusterWide, own = [] }: Chart,
  isKept: (rule: string) => boolean = () => true,
): AccessObject[] {
  const subjects = [{ kind: 'ServiceAccount', ...account }];
  const { namespace, name } = account;
  return [
    { kind: 'ServiceAccount', ...account },
    { kind: 'ServiceAccount', namespace: 'shop', name: 'api' },
    { kind: 'Secret', namespace: 'shop', name: 'db' },
    { kind: 'Secret', namespace, name: 'own' },
    { kind: 'Secret', namespace, name: `${name}-certs` },
    {
      kind: 'ClusterRole',
      name,
      rules: clusterWide.filter(isKept).map(rule),
    },
    {
      kind: 'ClusterRoleBinding',
      name,
      roleRef: { kind: 'ClusterRole', name },
      subjects,
    },
    { kind: 'Role', namespace, name, rules: own.filter(isKept).map(rule) },
    {
      kind: 'RoleBinding',
      namespace,
      name,
      roleRef: { kind: 'Role', name },
      subjects,
    },
  ];
}

const userOf = ({ account }: Chart) =>
  `system:serviceaccount:${account.namespace}:${account.name}`;

/** Which of get, list and watch the chart may do with a Secret of each place. */
function rights(chart: Chart) {
  const index = createAccessIndex(clusterWith(chart));
  const { namespace, name } = chart.account;
  const may = (place: string, secret: string) =>
    ['get', 'list', 'watch']
      .filter(verb =>
        index.allows({
          user: userOf(chart),
          groups: ['system:serviceaccounts', 'system:authenticated'],
          verb,
          resource: 'secrets',
          namespace: place,
          ...(verb === 'get' && { name: secret }),
        }),
      )
      .join();
  return [
    may('shop', 'db'),
    may(namespace, 'own'),
    may(namespace, `${name}-certs`),
  ];
}

/** The first steps by which it would get at a Secret of the shop without its rights on Secrets. */
function wayWithoutRights(chart: Chart) {
  const objects = clusterWith(chart, text => !/ secrets( |$)/.test(text));
  return createAccessGraph(objects)
    .pathsTo({ namespace: 'shop', name: 'db' })
    .filter(({ subject }) => subject === `u:${userOf(chart)}`)
    .map(({ steps }) => steps[0].kind);
}

const ALL = 'get,list,watch';

describe('what charts give', () => {
  it.each([
    // By the pods with which it answers challenges.
    ['cert-manager', [ALL, ALL, ALL], ['create-pods']],
    ['ingress-nginx', ['list,watch', ALL, ALL], []],
    ['external-secrets', [ALL, ALL, ALL], ['secret-store']],
    // One rule with `*` stays.
    ['argo-cd (application controller)', [ALL, ALL, ALL], ['get-secrets']],
    ['reflector', [ALL, ALL, ALL], []],
    ['reloader', [ALL, ALL, ALL], ['change-workloads']],
    // Its own three, by their names.
    ['kubernetes-dashboard', ['', '', 'get'], []],
  ])('%s', (name, secrets, way) => {
    const chart = charts.find(each => each.name === name)!;
    expect(rights(chart)).toEqual(secrets);
    expect(wayWithoutRights(chart)).toEqual(way);
  });

  it('is known of each', () => {
    expect(charts.map(({ source }) => /^https:\/\//.test(source))).toEqual(
      charts.map(() => true),
    );
  });
});
