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

import { type Finding } from '@keyward/backstage-plugin-secrets-common';

/** A finding of team payments; what a test is about is overridden. */
export function createFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    id: 'f1',
    rule: 'weak-value',
    item: 'password',
    severity: 'high',
    state: 'open',
    secret: {
      id: 's1',
      ref: 'kubernetes:production/payments/db',
      sourceId: 'production',
      sourceTitle: 'production',
      namespace: 'payments',
      name: 'db',
    },
    ownerRefs: ['group:default/payments'],
    evidence: { class: 'password', why: 'short' },
    firstSeen: '2026-01-01T00:00:00.000Z',
    lastSeen: '2026-01-02T00:00:00.000Z',
    ...overrides,
  };
}
