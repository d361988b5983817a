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

import { factSources } from '@keyward/compliance';
import type { ComplianceEncryption } from '../../schema/openapi/generated/models';
import type { SourceStates } from '../../store/inventory/secretFilters';
import type { SourceStatus } from '../../store/inventory/sourceStates';
import type { CountedSource } from './countSource';
import { describeStale } from './describeStale';

/** How clusters store their Secrets; of one that is out of date it is not known. */
export function readEncryption(
  states: SourceStates,
  sources: readonly CountedSource[],
): ComplianceEncryption[] {
  return sources.flatMap(({ sourceId, controlPlane }) => {
    const source = states.get(sourceId);
    return controlPlane && source ? [toEncryption(source, controlPlane)] : [];
  });
}

function toEncryption(
  source: SourceStatus,
  { encryption, missing }: NonNullable<CountedSource['controlPlane']>,
): ComplianceEncryption {
  const cluster = { sourceId: source.id, sourceTitle: source.title };
  if (source.stale) {
    const { what, remedy } = describeStale(source);
    return { ...cluster, state: 'unknown', evidence: [what], remedy };
  }
  const { state, provider, notRewritten, evidence } = encryption;
  const isKnown = state !== 'unknown' && missing.length === 0;
  return {
    ...cluster,
    state,
    ...(provider && { provider }),
    ...(notRewritten !== undefined && { notRewritten }),
    evidence,
    ...(!isKnown && { remedy: remedyOf(missing) }),
  };
}

function remedyOf(missing: readonly string[]): string {
  return missing.length > 0
    ? `Let Keyward's credential read ${missing.join(
        ', ',
      )}: apply deploy/kubernetes/reader-control-plane.yaml.`
    : factSources.controlPlane.remedy;
}
