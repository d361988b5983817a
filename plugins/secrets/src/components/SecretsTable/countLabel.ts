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

import { type Count } from '@keyward/backstage-plugin-secrets-common';
import { type FilterField } from '../../hooks';
import { entityName, type SecretsText } from '../../text';

/** What the value of a count is called. */
export function countLabel(
  field: FilterField,
  count: Count,
  text: SecretsText,
) {
  if (count.title) {
    return count.title;
  }
  if (field === 'secretClass') {
    return text.secretClass(count.value);
  }
  if (field === 'delivery') {
    return text.deliverer(count.value);
  }
  if (field === 'owner' && count.value === 'none') {
    return text.t('filter.unclaimed');
  }
  if (field === 'environment' && count.value === 'none') {
    return text.t('filter.noEnvironment');
  }
  return field === 'owner' || field === 'system'
    ? entityName(count.value)
    : count.value;
}
