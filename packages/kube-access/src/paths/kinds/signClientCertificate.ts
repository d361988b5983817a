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

import type { AccessPathKind } from '../types';

export const signClientCertificate: AccessPathKind = {
  id: 'sign-client-certificate',
  title: 'Signs client certificates',
  explanation:
    'A certificate signed for the API server is whoever its subject says, save system:masters.',
  source:
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing',
  severity: 'critical',
  needs: [
    {
      verbs: ['create'],
      resources: [['certificates.k8s.io', 'certificatesigningrequests']],
      isUnnamed: true,
    },
    {
      verbs: ['update', 'patch'],
      resources: [
        ['certificates.k8s.io', 'certificatesigningrequests/approval'],
      ],
    },
    {
      verbs: ['approve'],
      resources: [['certificates.k8s.io', 'signers']],
      name: 'kubernetes.io/kube-apiserver-client',
    },
  ],
  reaches: () => ['users:*', 'groups:*', 'identities:*', 'nodes:*'],
};
