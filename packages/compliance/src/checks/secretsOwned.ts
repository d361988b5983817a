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

/** Each secret belongs to an entity of the catalog that has an owner. */
export const secretsOwned = tallyCheck({
  id: 'secrets-owned',
  title: 'Each secret has an owner',
  source: factSources.inventory,
  remedy:
    'Link the secret to a service: annotate the entity, and confirm it on the Namespace or the Secret.',
  counts: ['secret', 'secrets'],
  good: 'has an owner',
  bad: 'does not have an owner',
});
