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

import type { ReferenceKind } from '@keyward/observation';
import { isJson, type Json } from '@keyward/observation/json';
import { looksLikeCredential } from '../fields/credentialTexts';
import { flagAt } from '../fields/read';
import { ReferenceCollector } from './ReferenceCollector';

const DEEPEST = 64;
/** Longer names of fields are data: no convention has any. */
const LONGEST_FIELD = 128;

/** Fields that name a Secret by text: `secretName`, `tlsSecretName`, Istio's `credentialName`. */
const NAME_FIELD = /^(secretName|\w*SecretName|credentialName)$/;
/** Fields that name several Secrets by text. */
const NAMES_FIELD = /^(secretNames|\w*SecretNames)$/;
/** Fields that refer to a Secret: `secretRef`, `passwordSecretRef`, `secretKeyRef`, `tokenSecretKeySelector` … */
const REF_FIELD = /^(secret|\w*Secret)((Key)?(Ref|Refs|Reference|Selector))?$/;
/** Of these, the fields whose text is a name; the text of a `clientSecret` may be a value. */
const TEXT_IS_NAME = /(Ref|Refs|Reference)$/;
/** Fields with several texts or objects, which may name Secrets: `secrets`, `rootCAsSecrets` … */
const SECRETS_FIELD = /^(secrets|\w*Secrets)$/;
/** Such with several texts, each of which may be a name: Kong's `credentials`. */
const CREDENTIALS_FIELD = /^(credentials|\w*Credentials)$/;
/** Fields that name Secrets as not all of Kubernetes writes them: `secretname`, `roles_secret_name`. */
const LOOSE_NAME_FIELD = /^\w*secret_?names?$/i;
const CONFIG_MAP = /config_?map/i;
/** Fields below which a name and a key are of something else. */
const NO_SELECTOR = /config_?map|labels$|annotations$/i;

/** Fields whose entries are content with names of somebody's choice, where they are maps of texts. */
const CONTENT_FIELD =
  /^(data|stringData|binaryData|encryptedData|substitute|values)$/;

/** @see walkSecretReferences */
export interface WalkOptions {
  /** How the object uses what it refers to: `customResource` unless said otherwise. */
  how?: ReferenceKind;
  /** Parts that are read elsewhere. */
  skip?: unknown[];
}

class SecretReferenceWalker {
  readonly #references: ReferenceCollector;
  readonly #how: ReferenceKind;
  readonly #seen = new WeakSet<object>();
  /** What was taken for a reference by its field. */
  readonly #taken = new WeakSet<object>();

  constructor(references: ReferenceCollector, options: WalkOptions) {
    this.#references = references;
    this.#how = options.how ?? 'customResource';
    for (const part of options.skip ?? []) {
      if (typeof part === 'object' && part !== null) {
        this.#seen.add(part);
      }
    }
  }

  walk(value: unknown, path: string, depth: number, field = ''): void {
    if (
      typeof value !== 'object' ||
      value === null ||
      depth > DEEPEST ||
      this.#seen.has(value)
    ) {
      return;
    }
    this.#seen.add(value);
    if (Array.isArray(value)) {
      value.forEach((item, index) =>
        this.walk(item, `${path}[${index}]`, depth + 1, field),
      );
    } else {
      this.#walkObject(value as Json, path, depth, field);
    }
  }

  #walkObject(
    parent: Json,
    path: string,
    depth: number,
    fieldOfParent: string,
  ): void {
    if (isTypedReference(parent)) {
      this.#addObject(parent, path);
    } else if (
      !this.#taken.has(parent) &&
      isKeySelector(parent) &&
      !NO_SELECTOR.test(fieldOfParent)
    ) {
      this.#references.guess({ ...placeOf(parent), path });
    }
    for (const [field, child] of Object.entries(parent)) {
      if (field.length > LONGEST_FIELD) {
        this.walk(child, `${path}.…`, depth + 1);
        continue;
      }
      if (CONTENT_FIELD.test(field) && isMapOfTexts(child)) {
        continue;
      }
      const place = `${path}.${looksLikeCredential(field) ? '…' : field}`;
      const camel = camelOf(field);
      if (field === 'imagePullSecrets') {
        this.#addPullSecrets(child, place);
      } else if (NAME_FIELD.test(field)) {
        this.#addName(child, parent, field, place);
      } else if (SECRETS_FIELD.test(camel) && Array.isArray(child)) {
        this.#guessSecrets(child, place);
      } else if (CREDENTIALS_FIELD.test(camel) && Array.isArray(child)) {
        this.#guessTexts(child, place);
      } else if (NAMES_FIELD.test(field) && Array.isArray(child)) {
        child.forEach((name, index) =>
          this.#addName(name, parent, field, `${place}[${index}]`),
        );
      } else if (LOOSE_NAME_FIELD.test(field)) {
        this.#guessTexts(Array.isArray(child) ? child : [child], place);
      } else if (REF_FIELD.test(camel) && !this.#isSeen(child)) {
        this.#addReference(child, parent, field, place);
      }
      this.walk(child, place, depth + 1, field);
    }
  }

  #guessSecrets(list: unknown[], path: string): void {
    list.forEach((item, index) => {
      const place = `${path}[${index}]`;
      if (!isJson(item)) {
        this.#references.guessText({ name: item, path: place });
      } else if (item.kind === undefined && !isKeySelector(item)) {
        this.#references.guess({ ...placeOf(item), path: place });
      }
    });
  }

  #guessTexts(list: unknown[], path: string): void {
    for (const name of list) {
      if (typeof name === 'string') {
        this.#references.guessText({ name, path });
      }
    }
  }

  #isSeen(value: unknown): boolean {
    return typeof value === 'object' && value !== null && this.#seen.has(value);
  }

  #addReference(
    reference: unknown,
    parent: Json,
    field: string,
    path: string,
  ): void {
    if (isJson(reference)) {
      this.#addObject(reference, path);
    } else if (Array.isArray(reference)) {
      reference.forEach((item, index) => {
        const place = `${path}[${index}]`;
        if (isJson(item)) {
          this.#addObject(item, place);
        } else {
          this.#addText(item, parent, field, place);
        }
      });
    } else {
      this.#addText(reference, parent, field, path);
    }
  }

  #addText(text: unknown, parent: Json, field: string, path: string): void {
    if (TEXT_IS_NAME.test(field)) {
      this.#addName(text, parent, field, path);
    } else {
      this.#references.guessText({
        name: text,
        namespace: namespaceBeside(parent, field),
        path,
      });
    }
  }

  #addObject(reference: Json, path: string): void {
    // A reference with a kind of its own may be to a ConfigMap or a store.
    if (reference.kind !== undefined && !isTypedReference(reference)) {
      return;
    }
    this.#taken.add(reference);
    const { name, namespace, key, valuesKey } = reference;
    this.#references.addByConvention({
      name,
      namespace,
      how: this.#how,
      keys: [key ?? valuesKey],
      optional: flagAt(reference, 'optional'),
      path,
    });
  }

  #addName(name: unknown, parent: Json, field: string, path: string): void {
    const namespace = namespaceBeside(parent, field);
    if (namespace === undefined && isNamespacedName(name)) {
      this.#references.guess({ name, path });
      return;
    }
    this.#references.addByConvention({
      name,
      namespace,
      how: this.#how,
      optional: flagAt(parent, 'optional'),
      path,
    });
  }

  #addPullSecrets(pullSecrets: unknown, path: string): void {
    if (Array.isArray(pullSecrets)) {
      pullSecrets.forEach((item, index) =>
        this.#references.addByConvention({
          name: isJson(item) ? item.name : item,
          how: 'imagePullSecret',
          path: `${path}[${index}]`,
        }),
      );
    }
  }
}

/**
 * The references in an object of which only the conventions are known: fields
 * whose name ends in `SecretRef`, `secretName`, `secretKeyRef` and the like,
 * and typed references with `kind: Secret`. Each is taken to be in the object's
 * own namespace unless a namespace stands beside it. What only has the form of a
 * reference is taken for a guess.
 *
 * @param path - where the value stands in the object
 */
export function walkSecretReferences(
  value: unknown,
  path: string,
  references: ReferenceCollector,
  options: WalkOptions = {},
): void {
  new SecretReferenceWalker(references, options).walk(value, path, 0);
}

/** Whether an object selects an entry of something by `name` and `key`: of a Secret, unless it says otherwise. */
function isKeySelector({ name, key, kind, type }: Json): boolean {
  return (
    typeof name === 'string' &&
    typeof key === 'string' &&
    (kind === undefined || kind === 'Secret') &&
    (typeof type !== 'string' || !CONFIG_MAP.test(type))
  );
}

function placeOf({ name, namespace }: Json) {
  return { name, namespace };
}

/** The namespace that stands beside a name, for this field or for all. */
function namespaceBeside(parent: Json, field: string): unknown {
  const own = `${field.replace(/Names?$|Refs?$|Reference$/, '')}Namespace`;
  return parent[own] ?? parent[`${field}_namespace`] ?? parent.namespace;
}

/** `caSecret` for `ca_secret`. */
function camelOf(field: string): string {
  return field.replace(/_+([a-z0-9])/gi, (_, letter: string) =>
    letter.toUpperCase(),
  );
}

/** Whether a text is `namespace/name`. */
function isNamespacedName(text: unknown): boolean {
  return typeof text === 'string' && text.includes('/');
}

/** Whether an object is a reference that names its kind, and that is a Secret. */
function isTypedReference(value: Json): boolean {
  return (
    value.kind === 'Secret' &&
    !value.group &&
    !value.apiGroup &&
    (!value.apiVersion || value.apiVersion === 'v1') &&
    value.metadata === undefined
  );
}

function isMapOfTexts(value: unknown): boolean {
  return (
    isJson(value) &&
    Object.values(value).every(entry => typeof entry === 'string')
  );
}
