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
  marksOfAnnotations,
  usageOf,
  type UsageSettings,
} from '@keyward/findings';
import type { SecretDetail } from '../../schema/openapi/generated/models';
import type { SameValueGroup, StoredSecretDetail } from '../../store/inventory';
import { toLineage } from './toLineage';
import { toSecretSummary } from './toSecretSummary';

/** A secret as its own page shows it. */
export function toSecretDetail(
  secret: StoredSecretDetail,
  sameValues: SameValueGroup[],
  usage: UsageSettings,
): SecretDetail {
  const groups = new Map(sameValues.map(group => [group.key, group]));
  return {
    ...toSecretSummary(secret),
    uid: secret.uid,
    taken: secret.taken,
    immutable: secret.immutable,
    keys: secret.keys.map(key => {
      const group = groups.get(key.name);
      return {
        ...key,
        ...(group ? { sameValueGroup: group.group } : {}),
        sameValueAs: group?.others ?? [],
      };
    }),
    certificates: secret.certificates.map(({ name, certificates }) => ({
      key: name,
      ...certificates,
    })),
    ...(secret.renewal ? { renewal: secret.renewal } : {}),
    ...(secret.exists
      ? {
          usage: usageOf(
            {
              ...secret,
              secretType: secret.type,
              ...marksOfAnnotations(secret.annotations),
            },
            { ...usage, now: new Date().toISOString() },
          ),
        }
      : {}),
    consumerList: secret.consumerList,
    lineage: toLineage(secret),
    labels: Object.entries(secret.labels).map(([key, value]) => ({
      key,
      value,
    })),
    annotations: secret.annotations,
    managers: secret.managers.map(({ name, operation, time, dataKeys }) => ({
      name,
      operation,
      time,
      ownsData: dataKeys !== undefined,
    })),
    ...(Object.keys(secret.attributes).length > 0
      ? { attributes: secret.attributes }
      : {}),
    dashboardUrl: secret.dashboardUrl,
  };
}
