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

/** People do not sign in by tokens of ServiceAccounts. */
export const peopleNotByTokens = tallyCheck({
  id: 'people-not-by-tokens',
  title: 'People sign in as themselves',
  source: factSources.audit,
  remedy:
    'Give people an identity provider (OIDC), and replace tokens in kubeconfig files.',
  counts: ['cluster', 'clusters'],
  good: 'has nobody who signs in by a ServiceAccount token',
  bad: 'has people who sign in by ServiceAccount tokens',
});
