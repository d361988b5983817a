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
import { setImmediate as giveWay } from 'node:timers/promises';
import type {
  InventoryStore,
  StoredSecret,
  VisibilityFilter,
} from '../store/inventory';
import { type CurrentGrant, readCurrentGrants } from './readCurrentGrants';
import { loadNeedingAccounts } from './loadNeeds';
import type { AccessOptions } from './readMatrix';
import { placeOf, visibleSecrets } from './visibleSecrets';

const PAGE = 1000;
/** In place of all names in a rule that the caller may not see, whether they are there or not. */
const HIDDEN_NAMES = '(names that are not yours to see)';

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
  /**
   * Whether it may read any Secret of its namespace today. How many there are that
   * are not the caller's to see is not told: a right on a guessed name would ask for it.
   */
  readsAll: boolean;
  /** Needed by a workload that mounts or refers to it, for which no right is needed. */
  mounted: string[];
  /** Whether the engine finds that the Role keeps what is needed and nothing else. */
  isChecked: boolean;
}

/** Whose Roles are asked for, and what may be told of them. */
export interface RecommendationsQuery {
  /** The secrets of an entity. */
  visibility: VisibilityFilter;
  /** What else the caller may see is named as well. */
  others: VisibilityFilter;
  /** Whether there is nothing that the caller may not see. */
  seesAll: boolean;
}

/** The least Roles of the ServiceAccounts under which an entity's workloads run. */
export async function recommendRoles(
  { graphs, knex, store }: AccessOptions,
  query: RecommendationsQuery,
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
  const result: RecommendedRole[] = [];
  for (const { sourceId, namespace, account, names } of accounts.values()) {
    // Each looks at all that there is.
    await giveWay();
    const { objects } = await graphs.of(sourceId);
    const needs = names.map(name => ({ name, verbs: ['get'] }));
    const place = { namespace, name: account };
    // By what the roles say, not by which Secrets there are.
    const grants = readCurrentGrants(objects, place);
    if (grants.length === 0) {
      continue;
    }
    const { role, excess, missing } = recommendRole(objects, place, needs);
    // Of what is needed, reading by name is kept.
    const lost = excess
      .map(({ name }) => name)
      .filter(name => !names.includes(name));
    const visible = query.seesAll
      ? undefined
      : await visibleSecrets(
          knex,
          { visibility: query.others, sourceId },
          [...lost, ...namesIn(grants)].map(name =>
            placeOf({ namespace, name }),
          ),
        );
    const isShown = (name: string) =>
      !visible || visible.has(placeOf({ namespace, name }));
    const kept = needs.filter(
      need => !missing.some(each => each.name === need.name),
    );
    result.push({
      sourceId,
      namespace,
      account,
      role:
        role.rules.length > 0 ? manifestOf(place, role.name, role.rules) : '',
      current: currentOf(grants, isShown),
      excess: lost.filter(isShown),
      readsAll: grants.some(({ readsAll }) => readsAll),
      mounted: missing.map(({ name }) => name),
      isChecked: keepsJust(
        role.rules,
        place,
        kept.map(({ name }) => name),
        lost,
      ),
    });
  }
  const orderOf = (role: RecommendedRole) =>
    `${role.sourceId} ${role.namespace}/${role.account}`;
  return result.sort(
    (a, b) =>
      Number(b.readsAll) - Number(a.readsAll) ||
      b.excess.length - a.excess.length ||
      orderOf(a).localeCompare(orderOf(b)),
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
  } while (cursor);
  return secrets;
}

type Account = { namespace: string; name: string };

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

function namesIn(grants: CurrentGrant[]): string[] {
  return grants.flatMap(({ rules }) =>
    rules.flatMap(({ resourceNames = [] }) => resourceNames),
  );
}

function currentOf(
  grants: CurrentGrant[],
  isShown: (name: string) => boolean,
): string {
  return grants
    .map(({ binding, role, rules }) =>
      dump(
        { [binding]: { gives: role, rules: rules.map(shownRule) } },
        { flowLevel: 4 },
      ),
    )
    .join('');

  function shownRule({ resourceNames, ...rule }: AccessRule): AccessRule {
    if (!resourceNames?.length) {
      return rule;
    }
    const shown = resourceNames.filter(isShown);
    const isCut = shown.length < resourceNames.length;
    return {
      ...rule,
      resourceNames: [...shown, ...(isCut ? [HIDDEN_NAMES] : [])],
    };
  }
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
