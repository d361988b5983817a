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

/** ServiceAccount tokens are mounted only where they are used. */
export const tokensNotMounted = tallyCheck({
  id: 'tokens-not-mounted',
  title: 'Tokens are mounted only where needed',
  source: factSources.access,
  remedy: 'Set `automountServiceAccountToken: false`.',
  counts: ['workload', 'workloads'],
  good: 'does not mount a token without need',
  bad: 'has a token mounted without need',
});
