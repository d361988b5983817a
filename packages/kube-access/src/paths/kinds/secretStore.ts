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

import { workloadsIn } from '../scopes';
import type { AccessPathKind } from '../types';

export const secretStore: AccessPathKind = {
  id: 'secret-store',
  title: 'Points a SecretStore elsewhere',
  explanation:
    'A SecretStore names the server and the credentials for it: any Secret of its namespace, or a token of any of its ServiceAccounts. The operator sends them there.',
  source: 'https://external-secrets.io/latest/guides/threat-model/',
  severity: 'high',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [['external-secrets.io', 'secretstores']],
    },
  ],
  byObjects: true,
  reaches: workloadsIn,
};
