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
import { ABOUT_SERVER, pageOf } from './common';

const WORDS = {
  'not-initialized': 'is not initialized',
  sealed: 'is sealed: nobody can read what is in it',
  'no-leader': 'has no leader: it serves no requests',
};

/**
 * A Vault that answers, but serves nothing. While a standby cannot say whether its leader
 * does, nothing new is said, and that there is none is not taken back.
 */
export const vaultNotServing: ResourceRule = {
  id: 'vault-not-serving',
  title: 'Vault serves no requests',
  sentence: ({ name, evidence: { state } }) =>
    `Vault ${name} ${
      WORDS[state as keyof typeof WORDS] ?? 'serves no requests'
    }`,
  remedy:
    'Initialize it, unseal it, or bring back more than half of its nodes: see the problem of its source.',
  docsUrl: pageOf('vault-not-serving'),
  about: ABOUT_SERVER,
  judge({ attributes: { isInitialized, isSealed, leader } }) {
    const state =
      (isInitialized === false && 'not-initialized') ||
      (isSealed === true && 'sealed') ||
      (leader === 'no' && 'no-leader');
    return {
      verdicts: state
        ? [{ item: '', severity: 'critical', evidence: { state } }]
        : [],
      ...(!state && leader === 'unknown'
        ? { undecided: [{ item: '', evidence: { state: 'no-leader' } }] }
        : {}),
    };
  },
};
