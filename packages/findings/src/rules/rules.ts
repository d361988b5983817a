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

import type { ResourceRule, Rule, SharedValueRule } from '../facts';
import { certificateRules } from './certificateRules';
import { deliveryFailed } from './deliveryFailed';
import { duplicate } from './duplicate';
import { environmentShared } from './environmentShared';
import { exposedValue } from './exposedValue';
import { externalSecretDrifted } from './externalSecretDrifted';
import { insecureConnection } from './insecureConnection';
import { legacyServiceAccountToken } from './legacyServiceAccountToken';
import { missingSecret } from './missingSecret';
import { orphaned } from './orphaned';
import { remoteNewer } from './remoteNewer';
import { restartsOften } from './restartsOften';
import { riskyBinding } from './riskyBinding';
import { rotationDue } from './rotationDue';
import { secretInEnv } from './secretInEnv';
import { staticAwsKeys } from './staticAwsKeys';
import { unused } from './unused';
import { weakValue } from './weakValue';

/**
 * All rules about secrets alone. A new one is a file with its words and its page,
 * and a line here; `node scripts/rule-pages.mjs` does the rest.
 *
 * @public
 */
export const rules: readonly Rule[] = [
  ...certificateRules,
  deliveryFailed,
  exposedValue,
  externalSecretDrifted,
  insecureConnection,
  legacyServiceAccountToken,
  missingSecret,
  orphaned,
  remoteNewer,
  restartsOften,
  rotationDue,
  secretInEnv,
  staticAwsKeys,
  unused,
  weakValue,
];

/**
 * All rules about secrets with the same value.
 *
 * @public
 */
export const sharedValueRules: readonly SharedValueRule[] = [
  duplicate,
  environmentShared,
];

/**
 * All rules about what is no secret. Modules bring others.
 *
 * @public
 */
export const resourceRules: readonly ResourceRule[] = [riskyBinding];
