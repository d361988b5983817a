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
  type AccessQuestion,
  type AccessRule,
  createAccessIndex,
} from '..';

const rule = (verbs: string, resources: string, more = {}): AccessRule => ({
  verbs: verbs.split(','),
  apiGroups: [''],
  resources: resources.split(','),
  ...more,
});

function given(
  rules: AccessRule[],
  subject: { kind: string; name: string; namespace?: string },
  namespace?: string,
): AccessObject[] {
  return [
    { kind: 'ClusterRole', name: 'role', rules },
    {
      kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
      ...(namespace && { namespace }),
      name: 'binding',
      roleRef: { kind: 'ClusterRole', name: 'role' },
      subjects: [subject],
    },
  ];
}

const ann = { kind: 'User', name: 'ann' };
const read: AccessQuestion = {
  user: 'ann',
  verb: 'get',
  resource: 'secrets',
  namespace: 'shop',
  name: 'db',
};

function allows(objects: AccessObject[], question: Partial<AccessQuestion>) {
  return createAccessIndex(objects).allows({ ...read, ...question });
}

describe('createAccessIndex', () => {
  it('answers by verb, group, resource, subresource and namespace', () => {
    const objects = given([rule('get', 'secrets')], ann, 'shop');
    expect(allows(objects, {})).toBe(true);
    expect(allows(objects, { verb: 'list' })).toBe(false);
    expect(allows(objects, { group: 'apps' })).toBe(false);
    expect(allows(objects, { resource: 'pods' })).toBe(false);
    expect(allows(objects, { subresource: 'status' })).toBe(false);
    expect(allows(objects, { namespace: 'other' })).toBe(false);
    expect(allows(objects, { namespace: undefined })).toBe(false);
    expect(allows(objects, { user: 'bob' })).toBe(false);
    expect(allows(objects, { user: undefined, groups: ['ann'] })).toBe(false);
  });

  it('lets a ClusterRoleBinding count everywhere', () => {
    const objects = given([rule('*', '*', { apiGroups: ['*'] })], ann);
    expect(allows(objects, { namespace: undefined })).toBe(true);
    expect(
      allows(objects, { verb: 'unheard-of', group: 'x', subresource: 's' }),
    ).toBe(true);
  });

  it('narrows by resourceNames, so that a bare list is refused', () => {
    const objects = given(
      [rule('*', 'secrets', { resourceNames: ['db'] })],
      ann,
    );
    expect(allows(objects, {})).toBe(true);
    expect(allows(objects, { name: 'other' })).toBe(false);
    expect(allows(objects, { verb: 'list', name: '' })).toBe(false);
    expect(allows(objects, { verb: 'list', namespace: '' })).toBe(true);
    expect(allows(objects, { verb: 'deletecollection', name: '' })).toBe(false);
  });

  it('tells subresources apart', () => {
    const exec = { resource: 'pods', subresource: 'exec' };
    expect(allows(given([rule('get', 'pods')], ann), exec)).toBe(false);
    expect(allows(given([rule('get', 'pods/*')], ann), exec)).toBe(false);
    expect(allows(given([rule('get', '*/exec')], ann), exec)).toBe(true);
    expect(allows(given([rule('get', 'pods/exec')], ann), exec)).toBe(true);
  });

  it('knows a ServiceAccount by its user name, in the namespace of the binding too', () => {
    const api = { kind: 'ServiceAccount', name: 'api' };
    const user = 'system:serviceaccount:shop:api';
    const rules = [rule('get', 'secrets')];
    expect(allows(given(rules, api, 'shop'), { user })).toBe(true);
    expect(allows(given(rules, api), { user })).toBe(false);
    expect(
      allows(given(rules, { ...api, namespace: 'other' }, 'shop'), { user }),
    ).toBe(false);
  });

  it('knows groups, and that system:masters is past RBAC', () => {
    const staff = { kind: 'Group', name: 'staff' };
    const objects = given([rule('get', 'secrets')], staff);
    expect(allows(objects, { groups: ['x', 'staff'] })).toBe(true);
    expect(allows(objects, { user: 'staff' })).toBe(false);
    expect(allows([], { verb: 'delete', groups: ['system:masters'] })).toBe(
      true,
    );
  });

  it('grants nothing by a binding whose role is gone', () => {
    const [, binding] = given([], ann);
    expect(allows([binding], {})).toBe(false);
  });

  it('tells a Role from a ClusterRole of the same name', () => {
    const [clusterRole] = given([rule('get', 'secrets')], ann);
    const binding: AccessObject = {
      kind: 'RoleBinding',
      namespace: 'shop',
      name: 'binding',
      roleRef: { kind: 'Role', name: 'role' },
      subjects: [ann],
    };
    const role: AccessObject = {
      kind: 'Role',
      namespace: 'shop',
      name: 'role',
      rules: [rule('list', 'secrets')],
    };
    expect(allows([clusterRole, binding, role], {})).toBe(false);
    expect(allows([clusterRole, binding, role], { verb: 'list' })).toBe(true);
  });

  it('lets a node read what its pods refer to', () => {
    const objects: AccessObject[] = [
      {
        kind: 'Pod',
        namespace: 'shop',
        name: 'api',
        node: 'n1',
        serviceAccount: 'api',
        secrets: ['db'],
      },
    ];
    const n1 = { user: 'system:node:n1', groups: ['system:nodes'] };
    expect(allows(objects, n1)).toBe(true);
    expect(allows(objects, { ...n1, verb: 'patch' })).toBe(false);
    expect(allows(objects, { ...n1, name: 'other' })).toBe(false);
    expect(allows(objects, { ...n1, groups: [] })).toBe(false);
    expect(allows(objects, { ...n1, user: 'system:node:n2' })).toBe(false);
    const mirror = [{ ...objects[0], isMirror: true } as AccessObject];
    expect(allows(mirror, n1)).toBe(false);
  });

  it('follows a changed and a deleted binding', () => {
    const [role, binding] = given([rule('get', 'secrets')], ann, 'shop');
    const index = createAccessIndex([role, binding]);
    if (binding.kind !== 'RoleBinding') {
      throw new Error('not a RoleBinding');
    }
    index.setBinding({ ...binding, subjects: [{ kind: 'User', name: 'bob' }] });
    expect(index.allows(read)).toBe(false);
    expect(index.allows({ ...read, user: 'bob' })).toBe(true);
    index.deleteBinding(binding);
    expect(index.allows({ ...read, user: 'bob' })).toBe(false);
  });

  it('names the binding and the role that allow', () => {
    const objects = given([rule('get', 'secrets')], ann, 'shop');
    const index = createAccessIndex(objects);
    expect(index.grantsFor(read)).toEqual([
      {
        binding: objects[1],
        role: { kind: 'ClusterRole', name: 'role' },
      },
    ]);
    expect(index.grantsFor({ ...read, verb: 'list' })).toEqual([]);
  });
});
