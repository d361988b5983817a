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

/** No role uses `*` for verbs, resources or groups where Secrets are among them. */
export const noWildcards = tallyCheck({
  id: 'no-wildcards',
  title: 'No wildcard opens Secrets',
  source: factSources.access,
  remedy: 'Name the verbs and the resources in the role.',
  rules: ['wildcard-secret-read'],
  counts: ['cluster', 'clusters'],
  good: 'has no wildcard that opens Secrets',
  bad: 'has a wildcard that opens Secrets',
});
