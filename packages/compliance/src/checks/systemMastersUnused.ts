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

/**
 * Nobody has a way to act as system:masters, nor a certificate of that group. Roles and
 * bindings show the ways; who has a certificate they do not.
 */
export const systemMastersUnused = tallyCheck({
  id: 'system-masters-unused',
  title: 'Nobody uses system:masters',
  source: factSources.credentials,
  remedy: 'Use a role and a binding that can be removed.',
  rules: ['masters-access'],
  counts: ['cluster', 'clusters'],
  good: 'does not let anybody act as system:masters',
  bad: 'has a way to act as system:masters',
});
