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
import type { CountedSource } from './countSource';

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
  { id, title, stale }: { id: string; title: string; stale: boolean },
  { encryption, missing }: NonNullable<CountedSource['controlPlane']>,
): ComplianceEncryption {
  const cluster = { sourceId: id, sourceTitle: title };
  if (stale) {
    return {
      ...cluster,
      state: 'unknown',
      evidence: [`${title} is out of date.`],
      remedy: 'See Sources for what is wrong with it.',
    };
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
