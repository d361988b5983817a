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

/** No value is kept in several places that are not copies of each other. */
export const valuesNotReused = tallyCheck({
  id: 'values-not-reused',
  title: 'Values are not reused',
  source: factSources.values,
  remedy:
    'Give each user a value of its own, or deliver all copies from one source.',
  rules: ['duplicate'],
  counts: ['secret', 'secrets'],
  good: 'has values of its own',
  bad: 'has a value that another one has too',
});
