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
  type AccessRule,
  createAccessIndex,
  recommendRole,
} from '@keyward/kube-access';
import { dump } from 'js-yaml';
import type {
  InventoryStore,
  StoredSecret,
  VisibilityFilter,
} from '../database';
import { loadNeedingAccounts } from './loadNeeds';
import type { AccessOptions } from './readMatrix';

const MOST_SECRETS = 1000;
const PAGE = 200;

/** What a ServiceAccount should have instead of what it has. */
export interface RecommendedRole {
  sourceId: string;
  namespace: string;
  account: string;
  /** As YAML; empty where nothing that it has is needed. */
  role: string;
  /** What it has today on Secrets, as YAML, each with the binding that gives it. */
  current: string;
  /** Secrets that it could no longer read, as far as the caller may see them. */
  excess: string[];
  /** How many others. */
  otherExcess: number;
  /** Needed by a workload that mounts or refers to it, for which no right is needed. */
  mounted: string[];
  /** Whether the engine finds that the Role keeps what is needed and nothing else. */
  isChecked: boolean;
}

/** The least Roles of the ServiceAccounts under which an entity's workloads run. */
export async function recommendRoles(
  { graphs, knex, store }: AccessOptions,
  query: { visibility: VisibilityFilter },
): Promise<RecommendedRole[]> {
  const secrets = await secretsOf(store, query.visibility);
  const accounts = new Map<
    string,
    { sourceId: string; namespace: string; account: string; names: string[] }
  >();
  for (const need of await loadNeedingAccounts(knex, secrets)) {
    const { sourceId, namespace, account, secret } = need;
    const key = `${sourceId} ${namespace}/${account}`;
    const known = accounts.get(key) ?? {
      sourceId,
      namespace,
      account,
      names: [],
    };
    known.names.push(secret);
    accounts.set(key, known);
  }
  const visible = new Set(
    secrets.map(each => `${each.sourceId} ${each.namespace}/${each.name}`),
  );
  const result: RecommendedRole[] = [];
  for (const { sourceId, namespace, account, names } of accounts.values()) {
    const { objects } = await graphs.of(sourceId);
    const needs = names.map(name => ({ name, verbs: ['get'] }));
    const place = { namespace, name: account };
    const { role, excess, missing } = recommendRole(objects, place, needs);
    if (excess.length === 0 && role.rules.length === 0) {
      continue;
    }
    // Of what is needed, reading by name is kept.
    const lost = excess.filter(({ name }) => !names.includes(name));
    const shown = lost.filter(({ name }) =>
      visible.has(`${sourceId} ${namespace}/${name}`),
    );
    const kept = needs.filter(
      need => !missing.some(each => each.name === need.name),
    );
    result.push({
      sourceId,
      namespace,
      account,
      role:
        role.rules.length > 0 ? manifestOf(place, role.name, role.rules) : '',
      current: currentOf(objects, place),
      excess: shown.map(({ name }) => name),
      otherExcess: lost.length - shown.length,
      mounted: missing.map(({ name }) => name),
      isChecked: keepsJust(
        role.rules,
        place,
        kept.map(({ name }) => name),
        lost.map(({ name }) => name),
      ),
    });
  }
  const placeOf = (role: RecommendedRole) =>
    `${role.sourceId} ${role.namespace}/${role.account}`;
  return result.sort(
    (a, b) =>
      b.excess.length + b.otherExcess - (a.excess.length + a.otherExcess) ||
      placeOf(a).localeCompare(placeOf(b)),
  );
}

async function secretsOf(
  store: InventoryStore,
  visibility: VisibilityFilter,
): Promise<StoredSecret[]> {
  const secrets: StoredSecret[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.listSecrets({
      visibility,
      orderBy: { field: 'name', direction: 'asc' },
      cursor,
      limit: PAGE,
    });
    secrets.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && secrets.length < MOST_SECRETS);
  return secrets;
}

type Account = { namespace: string; name: string };
type Objects = Parameters<typeof recommendRole>[0];

function questionOf({ namespace, name }: Account) {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      `system:serviceaccounts:${namespace}`,
      'system:serviceaccounts',
      'system:authenticated',
    ],
    resource: 'secrets',
    namespace,
  };
}

/** The Role and its binding, in place of those of today. */
function manifestOf(
  { namespace, name: account }: Account,
  name: string,
  rules: AccessRule[],
): string {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  return [
    { apiVersion, kind: 'Role', metadata: { name, namespace }, rules },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name, namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ]
    .map(object => dump(object, { flowLevel: 4 }))
    .join('---\n');
}

function currentOf(objects: Objects, account: Account): string {
  const index = createAccessIndex(objects);
  const lines = new Set<string>();
  for (const verb of ['get', 'list', 'watch']) {
    const question = { ...questionOf(account), verb };
    for (const { binding, role } of index.grantsFor(question)) {
      const rules = objects.flatMap(object =>
        object.kind === role.kind &&
        object.name === role.name &&
        'rules' in object &&
        (object.kind === 'ClusterRole' || object.namespace === role.namespace)
          ? object.rules.filter(onSecrets)
          : [],
      );
      lines.add(
        dump(
          {
            [`${binding.kind} ${binding.name}`]: {
              gives: `${role.kind} ${role.name}`,
              rules,
            },
          },
          { flowLevel: 4 },
        ),
      );
    }
  }
  return [...lines].join('');
}

function onSecrets({ apiGroups = [], resources = [] }: AccessRule): boolean {
  const has = (list: string[], item: string) =>
    list.includes(item) || list.includes('*');
  return has(apiGroups, '') && has(resources, 'secrets');
}

/** Asks the engine, with nothing but the new Role in the cluster. */
function keepsJust(
  rules: AccessRule[],
  account: Account,
  kept: string[],
  lost: string[],
): boolean {
  const name = 'recommended';
  const { namespace } = account;
  const index = createAccessIndex([
    { kind: 'Role', namespace, name, rules },
    {
      kind: 'RoleBinding',
      namespace,
      name,
      roleRef: { kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
  ]);
  const allows = (secret: string) =>
    index.allows({ ...questionOf(account), verb: 'get', name: secret });
  return kept.every(allows) && !lost.some(allows);
}
