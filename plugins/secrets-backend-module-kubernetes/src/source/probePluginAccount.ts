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

const PATH = '/proxy/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const ATTEMPTS = 5;
const WAIT_MS = 6_000;

/**
 * Asks an API server, by the proxy of plugin-kubernetes, whether the account of
 * that plugin may list Secrets. The one request that Keyward ever sends through
 * it; it reads no object.
 *
 * @returns undefined where it cannot be known, as with accounts of the users' own
 */
export async function probePluginAccount(options: {
  cluster: string;
  discovery: DiscoveryService;
  auth: AuthService;
  signal: AbortSignal;
}): Promise<boolean | undefined> {
  const { auth, discovery, cluster, signal } = options;
  // That plugin may still be starting.
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt++) {
    const url = await discovery.getBaseUrl('kubernetes');
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'kubernetes',
    });
    try {
      const response = await fetch(url + PATH, {
        method: 'POST',
        signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'backstage-kubernetes-cluster': cluster,
        },
        body: JSON.stringify({
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb: 'list', resource: 'secrets' } },
        }),
      });
      if (response.ok) {
        const review = (await response.json()) as {
          status?: { allowed?: boolean };
        };
        return review.status?.allowed === true;
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
