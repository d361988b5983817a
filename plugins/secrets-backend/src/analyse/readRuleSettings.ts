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

import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  defaultRuleSettings,
  type PlatformSecret,
  type RotationPolicy,
  type RuleSettings,
} from '@keyward/findings';
import { type SecretClass } from '@keyward/observation';
import { readDays } from '../config';

const PLACE = 'secrets.findings';

/**
 * Reads how long values may live and when people are told.
 *
 * @throws an InputError that names the place of what is wrong
 */
export function readRuleSettings(config: Config): Omit<RuleSettings, 'now'> {
  const findings = config.getOptionalConfig(PLACE);
  const policies = findings
    ?.getOptionalConfigArray('rotation.policies')
    ?.map(readPolicy);
  const days = (key: string, fallback: number) =>
    readDays(config, `${PLACE}.${key}`, fallback);
  return {
    rotationPolicies: [
      ...(policies ?? []),
      ...defaultRuleSettings.rotationPolicies,
    ],
    dueSoonDays: days('rotation.dueSoonDays', defaultRuleSettings.dueSoonDays),
    unusedDays: days('unusedDays', defaultRuleSettings.unusedDays),
    platformSecrets:
      findings
        ?.getOptionalConfigArray('platformSecrets')
        ?.map(readPlatformSecret) ?? defaultRuleSettings.platformSecrets,
    descriptiveLabels:
      findings?.getOptionalStringArray('descriptiveLabels') ??
      defaultRuleSettings.descriptiveLabels,
    productionEnvironments:
      findings?.getOptionalStringArray('productionEnvironments') ??
      defaultRuleSettings.productionEnvironments,
  };
}

function readPlatformSecret(row: Config, index: number): PlatformSecret {
  const read: PlatformSecret = {
    platform: row.getString('platform'),
    names: row.getOptionalStringArray('names'),
    namespaces: row.getOptionalStringArray('namespaces'),
    type: row.getOptionalString('type'),
    label: row.getOptionalString('label'),
    annotation: row.getOptionalString('annotation'),
  };
  const { platform, ...marks } = read;
  if (Object.values(marks).every(mark => mark === undefined)) {
    throw new InputError(
      `${PLACE}.platformSecrets[${index}] has to name at least one of ${Object.keys(
        marks,
      ).join(', ')}`,
    );
  }
  return read;
}

function readPolicy(policy: Config, index: number): RotationPolicy {
  const days = policy.getNumber('days');
  if (!(days > 0)) {
    throw new InputError(
      `${PLACE}.rotation.policies[${index}].days has to be a number above 0`,
    );
  }
  return {
    id: policy.getOptionalString('id') ?? `configured-${index + 1}`,
    days,
    classes: policy.getOptionalStringArray('classes') as
      | SecretClass[]
      | undefined,
    environments: policy.getOptionalStringArray('environments'),
    sourceIds: policy.getOptionalStringArray('clusters'),
    labels: policy.getOptional<Record<string, string>>('labels'),
  };
}
