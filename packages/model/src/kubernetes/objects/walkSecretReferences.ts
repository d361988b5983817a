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

import { ReferenceKind } from '../../observation/types';
import { at, isJson, Json } from '../metadata';
import { flagAt } from './read';
import { ReferenceCollector } from './ReferenceCollector';

const DEEPEST = 64;

/** Fields that name a Secret by text: `secretName`, `tlsSecretName`, Istio's `credentialName`. */
const NAME_FIELD = /^(secretName|\w*SecretName|credentialName)$/;
/** Fields that name several Secrets by text. */
const NAMES_FIELD = /^(secretNames|\w*SecretNames)$/;
/** Fields that refer to a Secret: `secretRef`, `passwordSecretRef`, `secretKeyRef`, `tokenSecretKeySelector` … */
const REF_FIELD =
  /^(secret|\w*Secret|(secret|\w*Secret)(Key)?(Ref|Reference|Selector)|(secret|\w*Secret)(Key)?Refs)$/;
/** Of these, the fields whose text is a name; the text of a `clientSecret` may be a value. */
const TEXT_IS_NAME = /(Ref|Reference|Refs)$/;

/**
 * The references in an object of which only the conventions are known: fields
 * whose name ends in `SecretRef`, `secretName`, `secretKeyRef` and the like,
 * and typed references with `kind: Secret`. Each is taken to be in the object's
 * own namespace unless a namespace stands beside it.
 *
 * @param skip - paths that are read elsewhere
 */
export function walkSecretReferences(
  value: unknown,
  path: string,
  references: ReferenceCollector,
  options: { how?: ReferenceKind; skip?: Set<string> } = {},
): void {
  const { how = 'customResource', skip } = options;
  const seen = new WeakSet<object>();

  const walk = (current: unknown, place: string, depth: number): void => {
    if (
      typeof current !== 'object' ||
      current === null ||
      depth > DEEPEST ||
      seen.has(current) ||
      skip?.has(place)
    ) {
      return;
    }
    seen.add(current);
    if (Array.isArray(current)) {
      current.forEach((item, index) =>
        walk(item, `${place}[${index}]`, depth + 1),
      );
      return;
    }
    const parent = current as Json;
    if (isTypedReference(parent)) {
      addObject(parent, place);
    }
    for (const [field, child] of Object.entries(parent)) {
      const childPlace = place ? `${place}.${field}` : field;
      if (field === 'imagePullSecrets' && Array.isArray(child)) {
        addPullSecrets(child, childPlace);
      } else if (NAME_FIELD.test(field) && typeof child === 'string') {
        addNames([child], parent, field, childPlace);
      } else if (NAMES_FIELD.test(field) && Array.isArray(child)) {
        addNames(child, parent, field, childPlace);
      } else if (REF_FIELD.test(field) && !skip?.has(childPlace)) {
        addReference(child, parent, field, childPlace);
      }
      walk(child, childPlace, depth + 1);
    }
  };

  const addReference = (
    child: unknown,
    parent: Json,
    field: string,
    place: string,
  ) => {
    if (isJson(child)) {
      addObject(child, place);
    } else if (Array.isArray(child)) {
      child.forEach((item, index) => {
        if (isJson(item)) {
          addObject(item, `${place}[${index}]`);
        } else if (TEXT_IS_NAME.test(field)) {
          addNames([item], parent, field, `${place}[${index}]`);
        }
      });
    } else if (TEXT_IS_NAME.test(field)) {
      addNames([child], parent, field, place);
    }
  };

  const addObject = (reference: Json, place: string) => {
    // A reference with a kind of its own may be to a ConfigMap or a store.
    if (reference.kind !== undefined && !isTypedReference(reference)) {
      return;
    }
    const key = [reference.key, reference.valuesKey].find(
      candidate => typeof candidate === 'string',
    );
    references.add({
      name: reference.name,
      namespace: reference.namespace,
      how,
      keys: [key],
      optional: flagAt(reference, 'optional'),
      path: place,
    });
  };

  const addNames = (
    names: unknown[],
    parent: Json,
    field: string,
    place: string,
  ) => {
    const namespaceField = field
      .replace(/Names?$|Refs?$|Reference$/, '')
      .concat('Namespace');
    for (const name of names) {
      references.add({
        name,
        namespace: at(parent, namespaceField) ?? at(parent, 'namespace'),
        how,
        optional: flagAt(parent, 'optional'),
        path: place,
      });
    }
  };

  const addPullSecrets = (pullSecrets: unknown[], place: string) => {
    pullSecrets.forEach((item, index) =>
      references.add({
        name: isJson(item) ? item.name : item,
        how: 'imagePullSecret',
        path: `${place}[${index}]`,
      }),
    );
  };

  walk(value, path, 0);
}

/** Whether an object is a reference that names its kind, and that is a Secret. */
function isTypedReference(value: Json): boolean {
  return (
    value.kind === 'Secret' &&
    (value.group ?? '') === '' &&
    (value.apiGroup ?? '') === '' &&
    ['', 'v1'].includes((value.apiVersion ?? '') as string) &&
    value.metadata === undefined
  );
}
