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

import type { Rule } from '../facts';

const MOST = 10;

/**
 * A workload takes a secret by environment variables, which show in dumps of
 * processes and in crash reports, and do not follow a rotation.
 */
export const secretInEnv: Rule = {
  id: 'secret-in-env',
  judge(secret) {
    const consumers = secret.consumers.filter(
      ({ how }) => how === 'env' || how === 'envFrom',
    );
    if (!secret.exists || consumers.length === 0) {
      return { verdicts: [] };
    }
    const names = new Set(
      consumers.map(
        ({ workload, kind, name }) =>
          `${workload?.kind ?? kind}/${workload?.name ?? name}`,
      ),
    );
    return {
      verdicts: [
        {
          rule: 'secret-in-env',
          item: '',
          severity: 'low',
          evidence: { consumers: [...names].slice(0, MOST) },
        },
      ],
    };
  },
};
