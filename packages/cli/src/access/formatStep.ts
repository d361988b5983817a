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

import { type AccessStep } from '@keyward/kube-access';

/** A step in one line: what, by which rules. */
export function formatStep({ kind, to, evidence }: AccessStep): string {
  const by = evidence.map(
    ({ binding, role, rule, isTooMany }) =>
      `${binding} gives ${role}, ${
        isTooMany
          ? 'with more names than can be followed: all count'
          : `rule ${rule}`
      }`,
  );
  return `${kind} → ${to}${by.length > 0 ? ` (${by.join('; ')})` : ''}`;
}
