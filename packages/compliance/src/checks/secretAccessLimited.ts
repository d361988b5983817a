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

/** Few subjects can get, list or watch Secrets, and each has a need. */
export const secretAccessLimited = tallyCheck({
  id: 'secret-access-limited',
  title: 'Few can read Secrets',
  source: factSources.access,
  remedy:
    'Replace the right by a Role that names the Secrets, or remove the binding.',
  rules: ['access-without-need', 'list-without-need', 'cluster-wide-read'],
  counts: ['cluster', 'clusters'],
  good: 'has nobody with more access to Secrets than is needed',
  bad: 'has subjects with more access to Secrets than they need',
});
