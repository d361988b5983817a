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

import type { AccessEvent } from '@keyward/audit-trail';
import { createHash } from 'node:crypto';
import type { AttributedEvent, AuditBatch } from '../store/audit';

/** That a pod got the Secret `shop/db` at some time. */
export function accessEvent(
  at: string,
  overrides: Partial<AccessEvent> = {},
): AttributedEvent {
  const said: Omit<AccessEvent, 'hash'> = {
    auditId: 'a-1',
    at,
    action: 'read',
    verb: 'get',
    target: { system: 'kubernetes', namespace: 'shop', name: 'db' },
    subject: { kind: 'ServiceAccount', namespace: 'shop', name: 'checkout' },
    addresses: ['10.1.0.7'],
    outcome: 'allowed',
    hasBody: false,
    ...overrides,
  };
  return {
    event: {
      hash: createHash('sha256').update(JSON.stringify(said)).digest('hex'),
      ...said,
    },
    attribution: {
      grade: 'exact',
      reason: 'token-of-pod',
      pods: [{ sourceId: 'prod', namespace: 'shop', name: 'checkout-1' }],
    },
  };
}

/** Some events of the cluster `prod`, as they come at once. */
export function auditBatch(
  events: readonly AttributedEvent[],
  overrides: Partial<AuditBatch> = {},
): AuditBatch {
  const times = events.map(({ event }) => Date.parse(event.at));
  return {
    sourceId: 'prod',
    kind: 'kubernetes',
    events,
    entries: new Map(times.map(at => [Math.floor(at / 3_600_000), 1])),
    newest: Math.max(...times),
    refused: { count: 0 },
    hasBodies: false,
    ...overrides,
  };
}
