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

import type { ResourceRule } from '@keyward/findings';
import { controllerOutdated } from './controllerOutdated';
import { sealedSecretBroken } from './sealedSecretBroken';
import { sealedSecretDeprecated } from './sealedSecretDeprecated';
import { sealedSecretNotOpened } from './sealedSecretNotOpened';
import { sealedSecretScope } from './sealedSecretScope';
import { sealedSecretStale } from './sealedSecretStale';
import { sealedSecretUnreadable } from './sealedSecretUnreadable';
import { sealedSecretWide } from './sealedSecretWide';
import { sealingCertificate } from './sealingCertificate';
import { sealingKeyAge } from './sealingKeyAge';
import { sealingKeyBackup } from './sealingKeyBackup';
import { sealingKeyCompromised } from './sealingKeyCompromised';

/** All rules about SealedSecrets and their controllers. */
export const sealedSecretsRules: readonly ResourceRule[] = [
  controllerOutdated,
  sealedSecretBroken,
  sealedSecretDeprecated,
  sealedSecretNotOpened,
  sealedSecretScope,
  sealedSecretStale,
  sealedSecretUnreadable,
  sealedSecretWide,
  sealingCertificate,
  sealingKeyAge,
  sealingKeyBackup,
  sealingKeyCompromised,
];
