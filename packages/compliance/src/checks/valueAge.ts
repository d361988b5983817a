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

/** No value is older than a year, whatever its policy. */
export const valueAge = tallyCheck({
  id: 'value-age',
  title: 'No value is older than a year',
  source: factSources.inventory,
  remedy: 'Rotate the oldest values, and give their class a policy.',
  counts: ['value', 'values'],
  good: 'is at most a year old',
  bad: 'is older than a year',
});
