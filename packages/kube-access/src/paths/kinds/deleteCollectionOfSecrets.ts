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

export const deleteCollectionOfSecrets: AccessPathKind = {
  id: 'delete-collection-of-secrets',
  title: 'Deletes collections of Secrets',
  explanation:
    'The answer, of a dry run too, lists all that is deleted with its data. The request carries no name, so resourceNames never match.',
  source:
    'https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run',
  severity: 'high',
  needs: [
    {
      verbs: ['deletecollection'],
      resources: [['', 'secrets']],
      isUnnamed: true,
    },
  ],
  reaches: secretsIn,
};
