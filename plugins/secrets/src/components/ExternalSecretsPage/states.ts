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

import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { type Tone } from '../StateBadge';

export const HEALTH_TONES = {
  failing: 'bad',
  reading: 'good',
  unknown: 'unknown',
} as const satisfies Record<string, Tone>;

export type StoreHealth = keyof typeof HEALTH_TONES;

/** How a store does, by itself and by what is read from it. */
export function healthOf({ attributes }: Resource): StoreHealth {
  const { health } = attributes;
  return health === 'failing' || health === 'reading' ? health : 'unknown';
}

export const LOGINS = {
  'static-keys': 'externalSecrets.login.staticKeys',
  'service-account': 'externalSecrets.login.serviceAccount',
  controller: 'externalSecrets.login.controller',
  none: 'externalSecrets.login.none',
  unknown: 'notKnown',
} as const;
