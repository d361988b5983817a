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

import { ofOwnName } from '../Mark';
import { onePasswordItem } from './onePasswordItem';
import type { KnownSystem } from '../KnownSystem';

/** The 1Password operator: https://developer.1password.com/docs/k8s/operator/ */
export const onePassword: KnownSystem = {
  id: 'one-password',
  kinds: [
    {
      group: 'onepassword.com',
      kind: 'OnePasswordItem',
      resource: 'onepassworditems',
      extractor: onePasswordItem,
    },
  ],
  managed: ['OnePasswordItem'],
  marks: [
    {
      kind: 'OnePasswordItem',
      apiGroup: 'onepassword.com',
      key: 'operator.1password.io/item-path',
      basis: 'annotation',
      tool: 'makes',
      read: ofOwnName,
    },
  ],
};
