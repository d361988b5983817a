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
import { ABOUT_ROLE, pageOf, textsOf } from './common';

/** A role whose policies read whatever is put into an engine. Where they are not known nothing is said or taken back. */
export const vaultRoleReadsAll: ResourceRule = {
  id: 'vault-role-reads-all',
  title: 'Role reads a whole engine',
  sentence: ({ name, evidence: { engines } }) =>
    `The role ${name} reads every secret that is put into ${textsOf(
      engines,
    ).join(', ')}`,
  remedy:
    'Give it a policy that names the folders it needs, for example path "secret/data/payments/*" { capabilities = ["read"] }.',
  docsUrl: pageOf('vault-role-reads-all'),
  about: ABOUT_ROLE,
  judge({ attributes: { readsAllOf } }) {
    if (readsAllOf === undefined) {
      return { verdicts: [], undecided: [{ item: '', evidence: {} }] };
    }
    const engines = textsOf(readsAllOf);
    return {
      verdicts:
        engines.length > 0
          ? [{ item: '', severity: 'medium', evidence: { engines } }]
          : [],
    };
  },
};
