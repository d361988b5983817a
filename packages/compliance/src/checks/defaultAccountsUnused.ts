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

import { factSources } from '../facts';
import { tallyCheck } from './tallyCheck';

/** The ServiceAccount `default` has no rights over Secrets. */
export const defaultAccountsUnused = tallyCheck({
  id: 'default-accounts-unused',
  title: 'Default ServiceAccounts have no rights',
  source: factSources.access,
  remedy:
    'Give the workload a ServiceAccount of its own, and remove the binding of `default`.',
  rules: ['default-account-access'],
  counts: ['cluster', 'clusters'],
  good: 'does not give rights to default ServiceAccounts',
  bad: 'has rights over Secrets given to a default ServiceAccount',
});
