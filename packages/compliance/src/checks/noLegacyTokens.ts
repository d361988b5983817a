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

/** No ServiceAccount has a token that never expires. */
export const noLegacyTokens = tallyCheck({
  id: 'no-legacy-tokens',
  title: 'No ServiceAccount token is without an end',
  source: factSources.inventory,
  remedy: 'Use projected tokens or TokenRequest, then delete the token Secret.',
  rules: ['legacy-service-account-token'],
  counts: ['ServiceAccount', 'ServiceAccounts'],
  good: 'has tokens that expire',
  bad: 'has a token that never expires',
});
