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

import { SealingError } from '../SealingError';

// The rules of the API server: apimachinery, pkg/util/validation/validation.go.
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const KEY = /^[-._a-zA-Z0-9]+$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const TYPE = /^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$/;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

/** What Helm, Flux, shells of CI and Argo CD's plugins would run or fill in. */
const RUN_BY_OTHERS = /\{\{|\$\{|\$\(|<path:/;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

/** Of each, one is needed. See pkg/apis/core/validation in kubernetes/kubernetes. */
const NEEDED: Record<string, string[][]> = {
  'kubernetes.io/tls': [['tls.crt'], ['tls.key']],
  'kubernetes.io/dockerconfigjson': [['.dockerconfigjson']],
  'kubernetes.io/dockercfg': [['.dockercfg']],
  'kubernetes.io/basic-auth': [['username', 'password']],
  'kubernetes.io/ssh-auth': [['ssh-privatekey']],
};

function refuse(what: string, where: string, remedy: string): SealingError {
  return new SealingError('name', what, { where, remedy });
}

/**
 * A namespace that Kubernetes takes.
 *
 * @throws {@link SealingError}
 * @public
 */
export function checkNamespace(namespace: string | undefined): string {
  if (!namespace) {
    throw refuse(
      'There is no namespace',
      'the namespace',
      'name the namespace: the value is bound to it',
    );
  }
  if (namespace.length > LONGEST_LABEL || !LABEL.test(namespace)) {
    throw refuse(
      'Kubernetes takes no such namespace',
      'the namespace',
      `use at most ${LONGEST_LABEL} of a-z, 0-9 and -, with a letter or digit at both ends`,
    );
  }
  return namespace;
}

/**
 * A name of a Secret that Kubernetes takes.
 *
 * @throws {@link SealingError}
 * @public
 */
export function checkName(name: string | undefined): string {
  if (!name) {
    throw refuse(
      'There is no name',
      'the name',
      'name the Secret: the value is bound to it',
    );
  }
  if (name.length > LONGEST_NAME || !SUBDOMAIN.test(name)) {
    throw refuse(
      'Kubernetes takes no such name for a Secret',
      'the name',
      `use at most ${LONGEST_NAME} of a-z, 0-9, - and ., with a letter or digit at both ends and around each .`,
    );
  }
  return name;
}

/**
 * A key of a Secret that Kubernetes takes.
 *
 * @throws {@link SealingError}
 * @public
 */
export function checkKey(key: string, where = 'a key'): string {
  if (key.length > LONGEST_NAME || !KEY.test(key) || isDots(key)) {
    throw refuse(
      'Kubernetes takes no such key in a Secret',
      where,
      `use at most ${LONGEST_NAME} of letters, digits, -, _ and ., and no .. at the beginning`,
    );
  }
  return key;
}

function isDots(key: string): boolean {
  return key === '.' || key.startsWith('..');
}

/** Labels that Kubernetes takes. */
export function checkLabels(labels: Record<string, string>): void {
  for (const [position, [key, value]] of Object.entries(labels).entries()) {
    const where = `label ${position + 1}`;
    checkQualifiedName(key, where);
    const fits =
      typeof value === 'string' &&
      value.length <= LONGEST_LABEL &&
      (value === '' || QUALIFIED.test(value));
    if (!fits) {
      throw refuse(
        'Kubernetes takes no such value of a label',
        where,
        `use at most ${LONGEST_LABEL} of letters, digits, -, _ and ., with a letter or digit at both ends`,
      );
    }
  }
}

/** Annotations that Kubernetes takes and that nothing on the way runs. */
export function checkAnnotations(annotations: Record<string, string>): void {
  for (const [position, [key, value]] of Object.entries(
    annotations,
  ).entries()) {
    const where = `annotation ${position + 1}`;
    checkQualifiedName(key, where);
    if (typeof value !== 'string' || CONTROL.test(value)) {
      throw refuse(
        'The annotation holds characters that cannot be shown',
        where,
        'give it as plain text',
      );
    }
    if (RUN_BY_OTHERS.test(value)) {
      throw refuse(
        'The annotation would be filled in or run by a tool that applies it',
        where,
        'leave out {{, ${, $( and <path:',
      );
    }
  }
}

function checkQualifiedName(text: string, where: string): void {
  const parts = text.split('/');
  const name = parts.pop() ?? '';
  const [prefix] = parts;
  const fits =
    parts.length <= 1 &&
    name.length <= LONGEST_LABEL &&
    QUALIFIED.test(name) &&
    (prefix === undefined ||
      (prefix.length <= LONGEST_NAME && SUBDOMAIN.test(prefix)));
  if (!fits) {
    throw refuse(
      'Kubernetes takes no such name of a label or annotation',
      where,
      'write it as name or as domain/name, for example app.kubernetes.io/part-of',
    );
  }
}

/** A type of Secret, and the keys without which the API server refuses one of it. */
export function checkType(type: string, keys: string[]): void {
  if (type.length > LONGEST_NAME || !TYPE.test(type)) {
    throw refuse(
      'This is no type of a Secret',
      'the type',
      'give Opaque, kubernetes.io/tls or another type as Kubernetes writes it',
    );
  }
  const missing = (NEEDED[type] ?? []).filter(
    choices => !choices.some(key => keys.includes(key)),
  );
  if (missing.length > 0) {
    const list = missing.map(choices => choices.join(' or ')).join(' and ');
    throw refuse(
      `A Secret of type ${type} needs the key ${list}`,
      'the keys',
      `give ${list}, or another type`,
    );
  }
}
