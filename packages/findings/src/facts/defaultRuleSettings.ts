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

import type { RuleSettings } from './types';

/**
 * What applies unless it is configured: passwords every 90 days, API keys every
 * 180, told 7 days before; unused after 30 days.
 *
 * @public
 */
export const defaultRuleSettings: Omit<RuleSettings, 'now'> = {
  rotationPolicies: [
    {
      id: 'passwords',
      days: 90,
      classes: ['password', 'connection-string', 'docker-config'],
    },
    {
      id: 'api-keys',
      days: 180,
      classes: ['api-key', 'token', 'oauth-client', 'ssh-key'],
    },
    { id: 'encryption-keys', days: 365, classes: ['encryption-key'] },
  ],
  dueSoonDays: 7,
  unusedDays: 30,
  platformSecrets: [],
  descriptiveLabels: [],
  productionEnvironments: ['production', 'prod'],
};
