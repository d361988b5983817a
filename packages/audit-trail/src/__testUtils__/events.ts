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

import type { Json } from '@keyward/observation';

/** An event as kube-apiserver 1.34 writes it, of a pod that gets a Secret. */
export function kubernetesEvent(overrides: Json = {}): Json {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: '2f8f5d2e-6f0f-4a0a-8e8a-2b1c7d9e0f11',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/secrets/db?pretty=uri-in-clear',
    verb: 'get',
    user: {
      username: 'system:serviceaccount:shop:checkout',
      uid: 'account-uid',
      groups: ['system:serviceaccounts', 'system:authenticated'],
      extra: {
        'authentication.kubernetes.io/credential-id': ['JTI=1'],
        'authentication.kubernetes.io/node-name': ['node-1'],
        'authentication.kubernetes.io/pod-name': ['checkout-1'],
        'authentication.kubernetes.io/pod-uid': ['pod-uid'],
      },
    },
    sourceIPs: ['10.1.0.7'],
    userAgent: 'shop/1.2 (linux/amd64) user-agent-in-clear',
    objectRef: {
      resource: 'secrets',
      namespace: 'shop',
      name: 'db',
      apiVersion: 'v1',
    },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: '2026-11-20T10:00:00.123456Z',
    stageTimestamp: '2026-11-20T10:00:00.133456Z',
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason':
        'RBAC: allowed by RoleBinding "readers/shop" of Role "read-db" to ServiceAccount "checkout/shop"',
    },
    ...overrides,
  };
}

/** A line as Vault 1.19 writes it, of a pod that reads by Kubernetes auth. */
export function vaultLine(overrides: Json = {}): Json {
  return {
    time: '2026-11-20T10:00:00.123456789Z',
    type: 'response',
    auth: {
      client_token: 'hmac-sha256:aa',
      display_name: 'kubernetes-shop-checkout',
      policies: ['default', 'shop-read'],
      metadata: {
        role: 'shop',
        service_account_name: 'checkout',
        service_account_namespace: 'shop',
        service_account_uid: 'account-uid',
      },
    },
    request: {
      id: '1b4c',
      operation: 'read',
      mount_point: 'secret/',
      mount_type: 'kv',
      path: 'secret/data/shop/db',
      remote_address: '10.1.0.7',
      namespace: { id: 'root' },
      headers: { 'x-note': ['header-in-clear'] },
    },
    response: {
      mount_point: 'secret/',
      data: {
        data: { password: 'hmac-sha256:bb' },
        metadata: { version: 3 },
      },
    },
    ...overrides,
  };
}
