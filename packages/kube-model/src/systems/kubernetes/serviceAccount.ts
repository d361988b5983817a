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

import { at } from '@keyward/observation/json';
import { Extractor } from '../Extractor';
import { compact, flagAt, itemsAt } from '../../fields/read';

export const serviceAccount: Extractor = ({ object, references }) => {
  for (const { index, item } of itemsAt(object, 'secrets')) {
    references.add({
      name: at(item, 'name'),
      namespace: at(item, 'namespace'),
      how: 'serviceAccount',
      path: `secrets[${index}]`,
    });
  }
  for (const { index, item } of itemsAt(object, 'imagePullSecrets')) {
    references.add({
      name: at(item, 'name'),
      how: 'imagePullSecret',
      path: `imagePullSecrets[${index}]`,
    });
  }
  return {
    detail: compact({
      automountServiceAccountToken: flagAt(
        object,
        'automountServiceAccountToken',
      ),
    }),
  };
};
