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

import {
  type ClusterEncryption,
  factSources,
  judgeEncryption,
} from '@keyward/compliance';
import type { ComplianceEncryption } from '../../schema/openapi/generated/models';
import type { SourceStates } from '../../store/inventory/secretFilters';
import type { CountedSource } from './countSource';

/** How clusters store their Secrets. */
export async function readEncryption(
  states: SourceStates,
  sources: readonly CountedSource[],
): Promise<ComplianceEncryption[]> {
  return sources.flatMap(({ sourceId }) => {
    const state = states.get(sourceId);
    if (state?.kind !== 'kubernetes') {
      return [];
    }
    return [toEncryption(judgeEncryption({ cluster: sourceId }), state.title)];
  });
}

function toEncryption(
  { cluster, state, provider, notRewritten, evidence }: ClusterEncryption,
  sourceTitle: string,
): ComplianceEncryption {
  return {
    sourceId: cluster,
    sourceTitle,
    state,
    ...(provider && { provider }),
    ...(notRewritten !== undefined && { notRewritten }),
    evidence,
    ...(state === 'unknown' && { remedy: factSources.controlPlane.remedy }),
  };
}
