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

import { at } from '@keyward/observation/json';
import { statusOf } from '../../fields/conditions';
import { Extractor } from '../Extractor';
import { isNamespaceName } from '../../fields/names';
import { itemsAt, objectAt, textAt, textsAt } from '../../fields/read';
import { walkAll } from '../../references/walkAll';

/** A policy of Kyverno, which may make copies of Secrets (https://kyverno.io/docs/policy-types/cluster-policy/generate/). */
export const kyvernoPolicy: Extractor = context => {
  const { object, references } = context;
  // A policy of one namespace may not copy from another.
  const isSource = (namespace: string | undefined): namespace is string =>
    isNamespaceName(namespace) &&
    (context.kind !== 'Policy' || namespace === context.namespace);
  for (const { index, item } of itemsAt(object, 'spec', 'rules')) {
    const generate = objectAt(item, 'generate');
    const path = `spec.rules[${index}].generate`;
    const clone = objectAt(generate, 'clone');
    const namespace = textAt(clone, 'namespace');
    if (generate.kind === 'Secret' && isSource(namespace)) {
      references.add({
        name: textAt(clone, 'name'),
        namespace,
        how: 'copy',
        optional: true,
        path: `${path}.clone`,
      });
    }
    const list = objectAt(generate, 'cloneList');
    const from = textAt(list, 'namespace');
    if (textsAt(list, 'kinds').includes('v1/Secret') && isSource(from)) {
      references.select(at(list, 'selector') ?? {}, {
        how: 'copy',
        namespace: from,
        path: `${path}.cloneList`,
      });
    }
  }
  walkAll(context, {
    // What it makes is no reference.
    skip: itemsAt(object, 'spec', 'rules').map(({ item }) => item.generate),
  });
  return { status: statusOf(object, ['Ready']) };
};
