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

import { setTimeout as delay } from 'node:timers/promises';
import { LivingCluster } from '../cluster/LivingCluster';

export const RBAC = 'rbac.authorization.k8s.io';
/** What the one who goes a path to the end holds. */
export const PLANTED = 'made up and planted';

export const shop = '/api/v1/namespaces/shop';
export const db = `${shop}/secrets/db`;
export const roles = `/apis/${RBAC}/v1/namespaces/shop`;
/** The Secret that the paths lead to. */
export const secret = { namespace: 'shop', name: 'db' };

/** A rule, as `get,list secrets db` or `bind clusterroles.rbac.authorization.k8s.io`. */
export function ruleOf(text: string) {
  const [verbs, place, name] = text.split(' ');
  const [resource, ...group] = place.split('.');
  return {
    verbs: verbs.split(','),
    apiGroups: [group.join('.')],
    resources: [resource],
    ...(name && { resourceNames: [name] }),
  };
}

export function valueOf(object: { data?: { password?: string } } | undefined) {
  const text = object?.data?.password;
  return text && Buffer.from(text, 'base64').toString();
}

export async function eventually<T>(check: () => Promise<T | undefined>) {
  for (let tries = 0; tries < 30; tries++) {
    const found = await check();
    if (found !== undefined) {
      return found;
    }
    await delay(100);
  }
  return undefined;
}

export function userSubject(name: string) {
  return { apiGroup: RBAC, kind: 'User', name };
}

/** A cluster with a planted Secret, and those who try to come to it. */
export class WalkedCluster {
  readonly #cluster: () => LivingCluster;

  constructor(cluster: () => LivingCluster) {
    this.#cluster = cluster;
  }

  /** The namespace, its ServiceAccounts and the Secret, which `api` may read. */
  async plant() {
    const { api } = this.#cluster();
    await api.call('POST', '/api/v1/namespaces', {
      body: { metadata: { name: 'shop' } },
    });
    for (const name of ['api', 'other']) {
      await api.call('POST', `${shop}/serviceaccounts`, {
        body: { metadata: { name } },
      });
    }
    await api.call('POST', `${shop}/secrets`, {
      body: { metadata: { name: 'db' }, stringData: { password: PLANTED } },
    });
    const account = { kind: 'ServiceAccount', name: 'api', namespace: 'shop' };
    await this.give(account, 'api', ['get secrets db']);
  }

  /** Gives rules in the namespace, by a Role and a RoleBinding of one name. */
  async give(subject: object, name: string, rules: string[]) {
    const { api } = this.#cluster();
    const metadata = { name, namespace: 'shop' };
    await api.call('POST', `${roles}/roles`, {
      body: { metadata, rules: rules.map(ruleOf) },
    });
    await api.call('POST', `${roles}/rolebindings`, {
      body: {
        metadata,
        roleRef: { apiGroup: RBAC, kind: 'Role', name },
        subjects: [subject],
      },
    });
  }

  /** Gives rules in the whole cluster. */
  async giveEverywhere(subject: object, name: string, rules: string[]) {
    const { api } = this.#cluster();
    await api.call('POST', `/apis/${RBAC}/v1/clusterroles`, {
      body: { metadata: { name }, rules: rules.map(ruleOf) },
    });
    await api.call('POST', `/apis/${RBAC}/v1/clusterrolebindings`, {
      body: {
        metadata: { name },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
        subjects: [subject],
      },
    });
  }

  /** What the server says to who goes a way; nothing where it refuses. */
  async send(
    as: string,
    method: string,
    path: string,
    body?: unknown,
    contentType?: string,
  ) {
    const { api, userTokens } = this.#cluster();
    const token = userTokens[as] ?? as;
    const answer = await api.request(method, path, {
      token,
      body,
      ...(contentType && { contentType }),
    });
    return answer.status < 300 ? answer.body : undefined;
  }

  /** What a user, or the bearer of a token, reads in the Secret. */
  async read(as: string): Promise<string | undefined> {
    return valueOf(await this.send(as, 'GET', db));
  }
}
