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

import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type {
  V1ResourceRule,
  V1SelfSubjectAccessReview,
  V1SelfSubjectRulesReview,
} from '@kubernetes/client-node';

const REVIEWS = '/proxy/apis/authorization.k8s.io/v1';
const READING = ['get', 'list', 'watch'];
const ATTEMPTS = 5;
const WAIT_MS = 6_000;
const AT_ONCE = 4;

/** Which Secrets an account may read. */
export type ReadableSecrets =
  | { everywhere: string[] }
  /** In these namespaces all or, with `byName`, only some. */
  | { namespaces: string[]; byName: boolean };

/** What a {@link probePluginAccount} works with. */
export interface ProbeOptions {
  cluster: string;
  discovery: DiscoveryService;
  auth: AuthService;
  /** The namespaces that there are, as far as they can be known. */
  listNamespaces(): Promise<string[]>;
  signal: AbortSignal;
}

/**
 * Asks an API server, by the proxy of plugin-kubernetes, which Secrets the account
 * of that plugin may get, list or watch. The only requests that Keyward ever
 * sends through it; they read no object.
 *
 * @returns undefined for none, and where it cannot be known, as with accounts of the users' own
 */
export async function probePluginAccount(
  options: ProbeOptions,
): Promise<ReadableSecrets | undefined> {
  const everywhere: string[] = [];
  for (const verb of READING) {
    const review = await ask<V1SelfSubjectAccessReview>(
      options,
      'SelfSubjectAccessReview',
      { resourceAttributes: { verb, resource: 'secrets' } },
    );
    if (!review) {
      return undefined;
    }
    if (review.status?.allowed) {
      everywhere.push(verb);
    }
  }
  if (everywhere.length > 0) {
    return { everywhere };
  }
  const found = await probeNamespaces(options, await options.listNamespaces());
  return found.length > 0
    ? {
        namespaces: found.map(({ namespace }) => namespace).sort(),
        byName: found.every(({ byName }) => byName),
      }
    : undefined;
}

/** Rights that hold in one namespace only are told by a review of its rules. */
async function probeNamespaces(options: ProbeOptions, namespaces: string[]) {
  const found: { namespace: string; byName: boolean }[] = [];
  const rest = [...namespaces];
  const work = async () => {
    for (
      let namespace = rest.shift();
      namespace !== undefined && !options.signal.aborted;
      namespace = rest.shift()
    ) {
      const review = await ask<V1SelfSubjectRulesReview>(
        options,
        'SelfSubjectRulesReview',
        { namespace },
      );
      const rules = (review?.status?.resourceRules ?? []).filter(readsSecrets);
      if (rules.length > 0) {
        const byName = rules.every(rule => rule.resourceNames?.length);
        found.push({ namespace, byName });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

function readsSecrets({ apiGroups, resources, verbs }: V1ResourceRule) {
  return (
    (apiGroups ?? []).some(group => group === '' || group === '*') &&
    (resources ?? []).some(name => name === 'secrets' || name === '*') &&
    verbs.some(verb => verb === '*' || READING.includes(verb))
  );
}

async function ask<T>(
  { auth, discovery, cluster, signal }: ProbeOptions,
  kind: string,
  spec: object,
): Promise<T | undefined> {
  // That plugin may still be starting.
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt++) {
    const url = await discovery.getBaseUrl('kubernetes');
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'kubernetes',
    });
    try {
      const response = await fetch(`${url}${REVIEWS}/${kind.toLowerCase()}s`, {
        method: 'POST',
        // The proxy hands on whatever the cluster answers.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'backstage-kubernetes-cluster': cluster,
        },
        body: JSON.stringify({
          apiVersion: 'authorization.k8s.io/v1',
          kind,
          spec,
        }),
      });
      if (response.ok) {
        return (await response.json()) as T;
      }
      await response.body?.cancel();
      if (response.status < 500) {
        return undefined;
      }
    } catch {
      // Tried again below.
    }
    await new Promise(resolve => setTimeout(resolve, WAIT_MS).unref());
  }
  return undefined;
}
