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

import { LazyText } from '../fields/containerFlags';
import { namespacedName } from '../fields/names';
import { GuessedReference, ReferenceCollector } from './ReferenceCollector';

/**
 * A setting of a program as one line tells it: a flag, an environment variable,
 * an entry of a ConfigMap.
 */
export interface NamedSetting {
  name: string;
  value: string | LazyText;
  /** Where it stands in the object. */
  path: string;
  container?: string;
  containerKind?: GuessedReference['containerKind'];
}

/** Settings of ingress controllers that name the Secret of their own certificate, as `name` or `namespace/name`. */
const CERTIFICATES = new Set([
  // https://kubernetes.github.io/ingress-nginx/user-guide/cli-arguments/
  // https://haproxy-ingress.github.io/docs/configuration/command-line/
  'default-ssl-certificate',
  // https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/command-line-arguments/
  'default-server-tls-secret',
  'wildcard-tls-secret',
  // https://github.com/haproxytech/kubernetes-ingress/tree/master/documentation
  'ssl-certificate',
]);
/** What ends so is a name, or a list of names. */
const NAME = /(^|-)(secret-names?|image-pull-secrets?)$/;
/** What ends so may be a name or the value. */
const NAME_OR_VALUE = /(^|-)(secrets?|secret-refs?|certificates?|certs?)$/;
/** A Secret as an address: `k8s://namespace/name`, with a key or without. */
const ADDRESS = /^k8s:\/\/([^/]+)\/([^/]+)(?:\/[^/]+)?$/;
/** What may be an address, once variables are put in. */
const MAY_BE_ADDRESS = /^(k8s:|\$\()/;
/** A variable of which the value is not known. */
const OPEN = /^\$[({]/;
const LONGEST_NAME = 128;

/**
 * The Secrets that settings name. A program starts without them, or says itself
 * what is wrong: hence nothing is missing for them.
 *
 * @param settings - those of one program
 * @param options.guarded - whether only Secrets that are there may be named
 */
export function walkSettings(
  settings: NamedSetting[],
  references: ReferenceCollector,
  options: { guarded?: boolean } = {},
): void {
  const values = new Map(
    settings.map(({ name, value }) => [wordsOf(name), value]),
  );
  for (const { name, value: given, ...place } of settings) {
    const words = wordsOf(name);
    const isList = NAME.test(words);
    if (
      !isLookedAt(words, given) ||
      // To put variables in takes a while.
      (isList && references.hasGuessedEnough)
    ) {
      continue;
    }
    const value = textOf(given);
    const [, addressed, secret] = ADDRESS.exec(value) ?? [];
    if (options.guarded) {
      if (CERTIFICATES.has(words) || isList) {
        references.guessText({ ...place, name: value });
      }
    } else if (secret !== undefined) {
      references.add({
        ...place,
        namespace: addressed,
        name: secret,
        how: 'argument',
        optional: true,
      });
    } else if (CERTIFICATES.has(words)) {
      addCertificate(value, place, references);
    } else if (isList) {
      const namespace = namespaceBeside(words, values);
      for (const each of value.split(',')) {
        references.guess({ ...place, name: each.trim(), namespace });
      }
    } else if (NAME_OR_VALUE.test(words)) {
      references.guessText({ ...place, name: value });
    }
  }
}

function addCertificate(
  value: string,
  place: Omit<NamedSetting, 'name' | 'value'>,
  references: ReferenceCollector,
): void {
  const { namespace, name } = namespacedName(value);
  const stated = { ...place, name, how: 'argument', optional: true } as const;
  if (namespace !== undefined && OPEN.test(namespace)) {
    references.seek(stated, 'unknown');
  } else {
    references.add({ ...stated, namespace });
  }
}

/** The namespace that another setting tells for a name: `ca-secret-namespace` or `ca-namespace` for `ca-secret-name`. */
function namespaceBeside(
  words: string,
  values: Map<string, NamedSetting['value']>,
): string | undefined {
  const stem = words.replace(/names?$/, '');
  const value =
    values.get(`${stem}namespace`) ??
    values.get(`${stem.replace(/secret-$/, '')}namespace`);
  return value === undefined ? undefined : textOf(value);
}

/** Whether a setting may name a Secret, by its own name or as an address. */
function isLookedAt(words: string, value: NamedSetting['value']): boolean {
  return (
    CERTIFICATES.has(words) ||
    NAME.test(words) ||
    NAME_OR_VALUE.test(words) ||
    MAY_BE_ADDRESS.test(typeof value === 'string' ? value : value.raw)
  );
}

function textOf(value: NamedSetting['value']): string {
  return typeof value === 'string' ? value : value.read();
}

/** `tlsSecretName`, `TLS_SECRET_NAME` and `tls-secret-name` in one form. */
function wordsOf(name: string): string {
  return name.length > LONGEST_NAME
    ? ''
    : name
        .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
        .replace(/[_.]/g, '-')
        .toLowerCase();
}
