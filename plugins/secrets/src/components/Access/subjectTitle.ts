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
import { parseEntityRef } from '@backstage/catalog-model';
import { humanizeEntityRef } from '@backstage/plugin-catalog-react';
import { type AccessSubject } from '@keyward/backstage-plugin-secrets-common';

/** A subject in a text: a group of the catalog by its name there. */
export function subjectTitle(
  subject: Pick<AccessSubject, 'name' | 'entityRef'>,
): string {
  return subject.entityRef
    ? humanizeEntityRef(parseEntityRef(subject.entityRef), {
        defaultKind: 'group',
      })
    : subject.name;
}
