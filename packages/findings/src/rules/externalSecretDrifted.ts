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
import type { Rule, SecretFacts } from '../facts';
import { isProduction } from './isProduction';

const RULE = 'external-secret-drifted';

/** The operator mostly has the value back within seconds. */
const PATIENCE_MS = 5 * 60_000;

/** Somebody changed the values that an operator had delivered, and the operator does not put them right. */
export const externalSecretDrifted: Rule = {
  id: RULE,
  words: {
    title: 'Changed since it was delivered',
    sentence: ({ name, evidence }) =>
      `The values of ${name} are not those that ${evidence.deliverer} delivered last`,
    remedy:
      'Change the value at the provider, or have the operator sync it again, which overwrites the change.',
  },
  page: {
    says: 'the values of a Secret are not those that its ExternalSecret delivered last',
    severity: 'medium; production high',
    text: `Somebody or something changed, added or removed values of a Secret that an ExternalSecret owns. The workloads use them, and the
next sync overwrites them.

## When

The External Secrets Operator notes a hash of the data that it wrote. Whoever can guess a value can test the guess by it, so
the hash counts as a value: it is compared where the values are read, and dropped there with them. Only whether they differ is kept.

The operator mostly overwrites such a change within seconds. The finding appears once the values are older than five minutes: the
operator does not run, has no access to the Secret, or fails at its provider.

## When not

- The ExternalSecret does not own the Secret (\`creationPolicy: Merge\`, \`Orphan\` or \`None\`): others may write to it, or the operator leaves
  their changes alone.
- The version of the operator hashes in another way. It notes the hash of a name that is no secret as well, by which this is recognised.
- Metadata and references modes, in which no value is read.`,
  },
  judge(secret, settings) {
    if (!secret.exists || !secret.drifted) {
      return { verdicts: [] };
    }
    const { kind, name } = secret.deliverer;
    const evidence = { deliverer: [kind, name].filter(Boolean).join('/') };
    const since = lastWriteOf(secret);
    const dueMs = since === undefined ? 0 : Date.parse(since) + PATIENCE_MS;
    if (dueMs > Date.parse(settings.now)) {
      return {
        verdicts: [],
        undecided: [{ rule: RULE, item: '', evidence }],
        reviewAt: new Date(dueMs).toISOString(),
      };
    }
    return {
      verdicts: [
        {
          rule: RULE,
          item: '',
          severity: isProduction(secret, settings) ? 'high' : 'medium',
          evidence: { ...evidence, ...(since ? { since } : {}) },
        },
      ],
    };
  },
};

/** When the newest of the values was written, as far as it is known. */
function lastWriteOf({ keys }: SecretFacts): string | undefined {
  return keys
    .flatMap(({ age }) => age.latest ?? [])
    .sort()
    .at(-1);
}
