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

import type { ParameterMetadata } from '@aws-sdk/client-ssm';
import type { SystemSecretObservation } from '@keyward/observation';
import { refOf, SYSTEM } from '../refs';
import { instantOf, known } from './instants';
import { valueOf } from './valueOf';

const SERVICE = 'parameter-store';
const DEFAULT_KEY = 'alias/aws/ssm';

/** A SecureString of the Parameter Store. Whoever changes it gives it a value, so that its last change tells the age. */
export function observeParameter(
  entry: ParameterMetadata & { Name: string },
  place: { sourceId: string; region: string; requiresOwnKey?: true },
): SystemSecretObservation {
  const { Name: name, KeyId: kmsKey, Version: version } = entry;
  const { sourceId, region, requiresOwnKey } = place;
  return {
    type: 'secret',
    ref: refOf(sourceId, { region, service: SERVICE, name }),
    system: SYSTEM,
    location: [region, SERVICE],
    name,
    secretType: SERVICE,
    ...valueOf(name, SERVICE, { setAt: instantOf(entry.LastModifiedDate) }),
    attributes: known({
      service: SERVICE,
      arn: entry.ARN,
      state: 'live',
      kmsKey,
      usesDefaultKey: kmsKey === undefined ? undefined : kmsKey === DEFAULT_KEY,
      lacksOwnKey: (requiresOwnKey && kmsKey === DEFAULT_KEY) || undefined,
      parameterVersion:
        Number.isSafeInteger(version) && Number(version) >= 0
          ? version
          : undefined,
      tier: entry.Tier,
    }),
  };
}
