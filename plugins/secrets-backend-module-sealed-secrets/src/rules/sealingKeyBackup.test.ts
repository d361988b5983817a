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

import type { Attributes } from '@keyward/observation';
import { sealingKeyBackup } from './sealingKeyBackup';

const judge = (attributes: Attributes, now: string) =>
  sealingKeyBackup.judge({ attributes } as any, { now } as any);

const INCOMPLETE: Attributes = {
  backup: 'incomplete',
  lastBackupAt: '2026-01-01T00:00:00.000Z',
  withoutBackupSince: '2026-02-01T00:00:00.000Z',
  keysWithoutBackup: 2,
};

describe('sealing-key-backup', () => {
  it('reports a key that is not in the backup after a day', () => {
    expect(judge(INCOMPLETE, '2026-02-01T23:59:59.000Z')).toEqual({
      verdicts: [],
      reviewAt: '2026-02-02T00:00:00.000Z',
    });
    const { verdicts } = judge(INCOMPLETE, '2026-02-02T00:00:00.000Z');
    expect(verdicts).toMatchObject([
      { severity: 'medium', evidence: { keys: 2 } },
    ]);
    expect(
      sealingKeyBackup.sentence({
        ...verdicts[0],
        name: 'Deployment/c',
      } as any),
    ).toBe(
      '2 active keys of c are not in the last backup, of 2026-01-01: without them nothing opens that was sealed since 2026-02-01',
    );
  });

  it.each<Attributes>([
    { backup: 'unknown' },
    { backup: 'complete', lastBackupAt: '2026-01-01T00:00:00.000Z' },
    {},
  ])('says nothing of %j', attributes => {
    expect(judge(attributes, '2027-01-01T00:00:00.000Z')).toEqual({
      verdicts: [],
    });
  });
});
