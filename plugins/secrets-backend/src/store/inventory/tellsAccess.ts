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

import { knownSystems } from '@keyward/kube-model/systems';

/** What the details of a Secret have to speak of to decide about access. */
const TELLING = [
  ...knownSystems.records.map(({ annotations }) => annotations.name),
  ...knownSystems.sealingKeyLabels,
  ...knownSystems.kinds.flatMap(({ isSealing, kind }) =>
    isSealing ? [`"${kind}"`] : [],
  ),
  'kubernetes.io/service-account.name',
];
const RECORDS = new Set(knownSystems.records.map(each => each.secretType));

/**
 * Whether the details of a Secret decide about access, as those of Helm's records,
 * of sealing keys and of tokens do. Most do not, and are not read for it.
 *
 * @param detail - as the column `detail` holds it
 */
export function tellsAccess(secretType: string, detail: string): boolean {
  return RECORDS.has(secretType) || TELLING.some(text => detail.includes(text));
}
