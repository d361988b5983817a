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

/** Earlier versions of a value can be brought back. */
export const versioning = tallyCheck({
  id: 'versioning',
  title: 'Values can be rolled back',
  source: factSources.managers,
  remedy: 'Keep the value in a secret manager with versions.',
  counts: ['secret', 'secrets'],
  good: 'has earlier versions kept',
  bad: 'does not have earlier versions kept',
});
