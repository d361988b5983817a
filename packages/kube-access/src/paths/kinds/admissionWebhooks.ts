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

import { secretsIn } from '../scopes';
import type { AccessPathKind } from '../types';

export const admissionWebhooks: AccessPathKind = {
  id: 'admission-webhooks',
  title: 'Configures admission webhooks',
  explanation:
    'A webhook is sent every object that is written, Secrets with their data among them, and can change pods.',
  source:
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks',
  severity: 'critical',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [
        ['admissionregistration.k8s.io', 'mutatingwebhookconfigurations'],
        ['admissionregistration.k8s.io', 'validatingwebhookconfigurations'],
      ],
    },
  ],
  byObjects: true,
  reaches: ({ namespace }) => secretsIn({ namespace }),
};
