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
import { bareName, CONTROLLER, dayOf, pageOf } from './common';

/** A new key is not in the backup before the next one is taken. */
const GRACE_MS = 86_400_000;

/**
 * Active keys are newer than the last backup that the platform team noted. Where it
 * notes none, nothing is known, and nothing is said.
 */
export const sealingKeyBackup: ResourceRule = {
  id: 'sealing-key-backup',
  title: 'Sealing key without a backup',
  sentence: ({ name, evidence: { keys, since, lastBackupAt } }) =>
    `${keys === 1 ? 'One active key' : `${keys} active keys`} of ${bareName(
      name,
    )} ${keys === 1 ? 'is' : 'are'} not in the last backup, of ${dayOf(
      lastBackupAt,
    )}: without ${
      keys === 1 ? 'it' : 'them'
    } nothing opens that was sealed since ${dayOf(since)}`,
  remedy:
    'Back up all key Secrets of the controller encrypted, away from the cluster and from Git, and then set their annotation keyward.io/backed-up-at to the time of the backup.',
  docsUrl: pageOf('sealing-key-backup'),
  about: CONTROLLER,
  judge({ attributes }, { now }) {
    const { backup, lastBackupAt, withoutBackupSince, keysWithoutBackup } =
      attributes;
    if (
      backup !== 'incomplete' ||
      typeof lastBackupAt !== 'string' ||
      typeof withoutBackupSince !== 'string'
    ) {
      return { verdicts: [] };
    }
    const reportedAt = Date.parse(withoutBackupSince) + GRACE_MS;
    if (Date.parse(now) < reportedAt) {
      return { verdicts: [], reviewAt: new Date(reportedAt).toISOString() };
    }
    return {
      verdicts: [
        {
          item: '',
          severity: 'medium',
          evidence: {
            keys: Number(keysWithoutBackup),
            since: withoutBackupSince,
            lastBackupAt,
          },
        },
      ],
    };
  },
};
