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

import { at, type Json } from '@keyward/observation/json';
import { Extractor } from '../Extractor';
import { compact, itemsAt, textAt, textsAt } from '../../fields/read';
import { walkAll } from '../../references/walkAll';

/** A KEDA TriggerAuthentication: the Secrets by which a scaler looks at its queue. */
export const triggerAuthentication: Extractor = context => {
  const { object, references } = context;
  for (const { index, item } of itemsAt(object, 'spec', 'secretTargetRef')) {
    references.add({
      name: at(item, 'name'),
      how: 'customResource',
      keys: [at(item, 'key')],
      path: `spec.secretTargetRef[${index}]`,
    });
  }
  walkAll(context);
  return {
    detail: compact({
      identity: textAt(object, 'spec', 'podIdentity', 'provider'),
      vaultPaths: vaultPathsOf(object),
      usedBy: scaledObjectsOf(object),
    }),
  };
};

function vaultPathsOf(object: Json): string[] {
  const paths = itemsAt(object, 'spec', 'hashiCorpVault', 'secrets').flatMap(
    ({ item }) => textAt(item, 'path') ?? [],
  );
  return [...new Set(paths)];
}

/** KEDA lists them in one text. */
function scaledObjectsOf(object: Json): string[] {
  const listed = textAt(object, 'status', 'scaledobjects');
  return listed
    ? listed.split(',')
    : textsAt(object, 'status', 'scaledobjects');
}
