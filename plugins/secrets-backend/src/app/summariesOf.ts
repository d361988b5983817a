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

import type { ListedSecret } from '../store/inventory';
import type { VisibilityFilter } from '../store/inventory/VisibilityFilter';
import type { FindingsStore } from '../store/findings/FindingsStore';
import type { SecretSummary } from '../schema/openapi/generated/models';
import { toSecretSummary } from './convert';

/** Secrets as lists show them: each with the worst of its findings, which is its state. */
export async function summariesOf(
  findings: FindingsStore,
  secrets: ListedSecret[],
  granted: { visibility: VisibilityFilter; others?: VisibilityFilter },
): Promise<SecretSummary[]> {
  const worst = await findings.findWorst(
    secrets.flatMap(({ id, isClear }) => (isClear ? [] : id)),
    granted.visibility,
    granted.others,
  );
  return secrets.map(secret => ({
    ...toSecretSummary(secret),
    ...worstOf(worst.get(secret.id)),
  }));
}

/** The state of a secret, as the API tells it. */
export function worstOf(
  worst:
    | { finding: NonNullable<SecretSummary['finding']>; count: number }
    | undefined,
): Pick<SecretSummary, 'finding' | 'findingCount'> {
  return worst
    ? { finding: worst.finding, findingCount: worst.count }
    : { findingCount: 0 };
}
