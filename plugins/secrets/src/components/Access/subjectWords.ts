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

import { type AccessSubject } from '@keyward/backstage-plugin-secrets-common';
import { type SecretsText } from '../../text';

/** What kind of subject it is, and of which namespace; of a group of the catalog what clusters call it. */
export function subjectKind(
  t: SecretsText['t'],
  {
    kind,
    namespace,
    name,
    entityRef,
  }: Pick<AccessSubject, 'kind' | 'namespace' | 'name' | 'entityRef'>,
): string {
  const word = t(`access.kind.${kind}`);
  if (entityRef) {
    return `${word} ${name}`;
  }
  return namespace ? t('access.kindIn', { kind: word, namespace }) : word;
}
