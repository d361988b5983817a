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

import type { ResourceRule } from '@keyward/findings';
import { ABOUT_ROLE, pageOf } from './common';

/** A role that takes tokens which were made for somebody else. */
export const vaultRoleAudience: ResourceRule = {
  id: 'vault-role-audience',
  title: 'Role takes tokens of any audience',
  sentence: ({ name }) =>
    `The role ${name} takes tokens of any audience: one that a pod hands to another service logs in to Vault as well`,
  remedy:
    'Set an audience on the role, and request tokens for it: projected volumes have serviceAccountToken.audience.',
  docsUrl: pageOf('vault-role-audience'),
  about: ABOUT_ROLE,
  judge({ attributes: { audience } }) {
    return {
      verdicts:
        audience === undefined
          ? [{ item: '', severity: 'low', evidence: {} }]
          : [],
    };
  },
};
