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

/** Workloads take secrets as files rather than as environment variables. */
export const secretsAsFiles = tallyCheck({
  id: 'secrets-as-files',
  title: 'Workloads take secrets as files',
  source: factSources.inventory,
  remedy: 'Mount the secret as a volume, and have the program read the file.',
  rules: ['secret-in-env'],
  counts: ['secret', 'secrets'],
  good: 'is not in any environment variable',
  bad: 'is taken as an environment variable',
});
