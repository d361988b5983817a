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

import { type Certificate } from '@keyward/backstage-plugin-secrets-common';
import { type SecretsText } from '../../text';

/** The names that a certificate is good for, or its subject where it has none. */
export function namesOf(
  certificate: Certificate,
  most: number,
  t: SecretsText['t'],
): string {
  const { sans, sanCount, subject } = certificate;
  const names = sans.slice(0, most).map(name => name.replace(/^DNS:/, ''));
  if (names.length === 0) {
    return subject || t('notKnown');
  }
  const rest = sanCount - names.length;
  const listed = names.join(t('separator'));
  return rest > 0
    ? t('certificate.moreNames', { names: listed, rest: String(rest) })
    : listed;
}
