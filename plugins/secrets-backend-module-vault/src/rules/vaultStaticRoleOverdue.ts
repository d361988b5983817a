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
import { pageOf } from './common';

/** Vault tries again each few seconds; a database that is restarted is back within this. */
const GRACE_MS = 60 * 60_000;

/** A static role of which Vault should have renewed the password, and did not. */
export const vaultStaticRoleOverdue: ResourceRule = {
  id: 'vault-static-role-overdue',
  title: 'Vault did not rotate a database password',
  sentence: ({ name, evidence: { lastRotatedAt, days } }) =>
    `Vault should have rotated the password of the static role ${name}, and did so last on ${String(
      lastRotatedAt,
    ).slice(0, 10)}: its period is ${days} days`,
  remedy:
    "Look at Vault's log: its account in the database may have lost the right to change the password, or the database is not reached. Then: vault write -force MOUNT/rotate-role/NAME",
  docsUrl: pageOf('vault-static-role-overdue'),
  about: { system: 'vault', kinds: ['vault-static-role'] },
  judge({ attributes: { lastRotatedAt, rotationSeconds } }, { now }) {
    // By a schedule it is not known when it was due.
    if (typeof lastRotatedAt !== 'string' || !(Number(rotationSeconds) > 0)) {
      return { verdicts: [], undecided: [{ item: '', evidence: {} }] };
    }
    const due = Date.parse(lastRotatedAt) + Number(rotationSeconds) * 1000;
    if (Date.parse(now) < due + GRACE_MS) {
      return {
        verdicts: [],
        reviewAt: new Date(due + GRACE_MS).toISOString(),
      };
    }
    return {
      verdicts: [
        {
          item: '',
          severity: 'medium',
          evidence: {
            lastRotatedAt,
            days: Math.max(1, Math.round(Number(rotationSeconds) / 86_400)),
          },
          dueAt: new Date(due).toISOString(),
        },
      ],
    };
  },
};
