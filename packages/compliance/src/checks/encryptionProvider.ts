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

import { factSources } from '../facts';
import { tallyCheck } from './tallyCheck';

/** What encrypts Secrets at rest is a provider that may be relied on. */
export const encryptionProvider = tallyCheck({
  id: 'encryption-provider',
  title: 'Secrets are encrypted by a suitable provider',
  source: factSources.controlPlane,
  remedy:
    'Put `kms` (v2) or `secretbox` first in the encryption configuration, and rewrite all Secrets.',
  counts: ['cluster', 'clusters'],
  good: 'has a suitable provider',
  bad: 'does not have a suitable provider',
});
