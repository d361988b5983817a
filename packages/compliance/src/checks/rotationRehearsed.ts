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

/** A rotation of each service was rehearsed within the last 180 days. */
export const rotationRehearsed = tallyCheck({
  id: 'rotation-rehearsed',
  title: 'Rotation is rehearsed',
  source: factSources.operations,
  remedy: 'Rehearse a rotation outside production, and record it.',
  counts: ['service', 'services'],
  good: 'was rehearsed within 180 days',
  bad: 'was not rehearsed within 180 days',
});
