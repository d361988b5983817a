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

export const changeAwsAuth: AccessPathKind = {
  id: 'change-aws-auth',
  title: 'Maps cloud roles to groups',
  explanation:
    'On EKS the ConfigMap aws-auth says which groups an IAM role is in, also system:masters.',
  source:
    'https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html',
  severity: 'critical',
  needs: [
    {
      verbs: ['update', 'patch'],
      resources: [['', 'configmaps']],
      name: 'aws-auth',
    },
  ],
  byObjects: true,
  reaches: ({ namespace = '*' }) =>
    namespace === '*' || namespace === 'kube-system' ? ['aws-auth:*'] : [],
};
