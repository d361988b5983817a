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

/** No credential stands in plain text in a ConfigMap, a literal variable, a command line or an annotation. */
export const noPlainText = tallyCheck({
  id: 'no-plain-text',
  title: 'No credential is in plain text',
  source: factSources.values,
  remedy:
    'Move the credential into a Secret, refer to it there, and replace it: it must be taken as known to others.',
  rules: ['exposed-value'],
  counts: ['object', 'objects'],
  good: 'has no credential in plain text',
  bad: 'has a credential in plain text',
});
