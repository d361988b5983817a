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

import { InputError } from '@backstage/errors';
import { SEVERITIES } from '../store/common/ranks';
import {
  FINDING_ORDERS,
  FINDING_STATES,
  type FindingFilters,
  type FindingOrderField,
} from '../store/findings/FindingsStore';
import {
  ROTATION_STATES,
  type RotationState,
} from '../store/rotation/RotationStore';
import { readOrderBy, someOf } from './readChoice';
import { readOwners, readSystems } from './readQuery';

const LONGEST_SUPPRESSION_MS = 366 * 86_400_000;

/** @throws InputError for a state or a severity that there is not, or a ref that is none */
export function readFindingFilters(query: {
  q?: string;
  sourceId?: string[];
  namespace?: string[];
  owner?: string[];
  system?: string[];
  secretId?: string;
  kind?: string[];
  rule?: string[];
  severity?: string[];
  state?: string[];
}): FindingFilters {
  return {
    q: query.q,
    sourceIds: query.sourceId,
    namespaces: query.namespace,
    owners: readOwners(query.owner),
    systems: readSystems(query.system),
    secretId: query.secretId,
    kinds: query.kind,
    rules: query.rule,
    severities: someOf('severity', SEVERITIES, query.severity),
    states: someOf('state', FINDING_STATES, query.state),
  };
}

/** @throws InputError for a state that there is not */
export function readRotationStates(
  states: string[] | undefined,
): RotationState[] | undefined {
  return someOf('rotationState', ROTATION_STATES, states);
}

/** @throws InputError for a field or a direction that there is not */
export function readFindingOrder(text = 'severity,desc'): {
  field: FindingOrderField;
  direction: 'asc' | 'desc';
} {
  return readOrderBy(FINDING_ORDERS, text, 'severity,desc');
}

/** @throws InputError for a suppression without a reason or an end within a year */
export function readStateChange(
  body: {
    state: 'open' | 'acknowledged' | 'suppressed';
    reason?: string;
    expiresAt?: string;
  },
  now: Date,
) {
  const reason = body.reason?.trim() || undefined;
  if (body.state !== 'suppressed') {
    return { state: body.state, reason };
  }
  if (!reason) {
    throw new InputError('To suppress a finding, give the reason');
  }
  const end = new Date(body.expiresAt ?? Number.NaN);
  const ahead = end.getTime() - now.getTime();
  if (!(ahead > 0 && ahead <= LONGEST_SUPPRESSION_MS)) {
    throw new InputError(
      'To suppress a finding, say until when in expiresAt: an instant within the next year, as 2027-01-31T00:00:00Z',
    );
  }
  return { state: body.state, reason, expiresAt: end.toISOString() };
}
