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

import type { AttributesSchema } from '@keyward/backstage-plugin-secrets-node';
import type { FirstSeenConfig } from '@keyward/compliance';
import {
  formatResourceRef,
  OBSERVATION_VERSION,
  type ObservationBatch,
} from '@keyward/observation';
import type { ControlPlaneFacts } from './ControlPlaneReader';

/** Beside those of the collector. */
export const CONTROL_PLANE_STREAM = 'control-plane';

/** What is kept of a control plane. */
export const controlPlaneAttributes: AttributesSchema = {
  safeParse(value) {
    const { evidence, missing } = (value ?? {}) as Record<string, unknown>;
    if (typeof evidence !== 'string') {
      return { success: false, error: { issues: [{ path: ['evidence'] }] } };
    }
    if (
      !Array.isArray(missing) ||
      !missing.every(each => typeof each === 'string')
    ) {
      return { success: false, error: { issues: [{ path: ['missing'] }] } };
    }
    return { success: true, data: { evidence, missing } };
  },
};

/** The inventory takes 16,384 characters of attributes, and else refuses the batch. */
const MOST_CHARACTERS = 16_000;

/** Of what is too much for the inventory nothing is known. */
function toAttributes({ evidence, missing }: ControlPlaneFacts) {
  const attributes = { evidence: JSON.stringify(evidence), missing };
  return JSON.stringify(attributes).length <= MOST_CHARACTERS
    ? attributes
    : { evidence: '{}', missing };
}

/** What is known of a control plane, as the inventory takes it. */
export function observeControlPlane(
  sourceId: string,
  facts: ControlPlaneFacts,
  firstSeen: FirstSeenConfig | undefined,
): ObservationBatch {
  const observedAt = new Date().toISOString();
  return {
    version: OBSERVATION_VERSION,
    stream: CONTROL_PLANE_STREAM,
    generation: observedAt,
    upserts: [
      {
        type: 'resource',
        kind: 'cluster',
        ref: formatResourceRef('cluster', sourceId, sourceId),
        system: 'kubernetes',
        location: [],
        name: sourceId,
        attributes: toAttributes(facts),
      },
    ],
    gone: [],
    complete: true,
    // After a restart the configuration is still the one that was seen first then.
    cursor: firstSeen ? JSON.stringify(firstSeen) : '',
    observedAt,
  };
}

/** What {@link observeControlPlane} gave as the cursor. */
export function readFirstSeen(
  cursor: string | undefined,
): FirstSeenConfig | undefined {
  if (!cursor) {
    return undefined;
  }
  try {
    const { configHash, resourceVersion, plaintextWrites } = JSON.parse(cursor);
    return typeof configHash === 'string' &&
      typeof resourceVersion === 'string' &&
      plaintextWrites !== null &&
      typeof plaintextWrites === 'object'
      ? { configHash, resourceVersion, plaintextWrites }
      : undefined;
  } catch {
    return undefined;
  }
}
