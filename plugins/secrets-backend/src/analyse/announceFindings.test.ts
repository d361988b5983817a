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

import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { announceFindings } from './announceFindings';

const change = {
  id: 'f1',
  sourceId: 'prod',
  secretId: 's1',
  rule: 'weak-value',
  item: 'password',
  severity: 'high' as const,
  event: 'opened' as const,
  evidence: { why: 'common' },
  dueAt: '2026-12-01T00:00:00.000Z',
};

describe('announceFindings', () => {
  it('names the finding, and nothing of what it rests on', async () => {
    const queue = { add: jest.fn() };
    const metrics = metricsServiceMock.mock();
    const add = jest.fn();
    metrics.createCounter.mockReturnValue({ add });
    announceFindings({ queue, metrics })([change]);
    expect(queue.add.mock.calls).toEqual([
      [
        {
          findingId: 'f1',
          event: 'opened',
          rule: 'weak-value',
          severity: 'high',
          sourceId: 'prod',
          secretId: 's1',
          dueAt: '2026-12-01T00:00:00.000Z',
        },
      ],
    ]);
    expect(add.mock.calls).toEqual([
      [1, { rule: 'weak-value', event: 'opened', severity: 'high' }],
    ]);
  });
});
