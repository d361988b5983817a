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

import { type SecretClass, type SecretValue } from '@keyward/observation';
import { classifyName } from './classifyName';
import { classifyShape, isFlag } from './classifyShape';

/**
 * The version of the classifier. What an older one classified is collected
 * again.
 *
 * @public
 */
export const CLASSIFIER_VERSION = 7;

/** What a built-in type of Secret says of its keys, see the Kubernetes docs on Secret types. */
const KEYS_OF_TYPE: Record<string, Record<string, SecretClass>> = {
  'kubernetes.io/tls': {
    'tls.crt': 'public',
    'tls.key': 'tls',
    'ca.crt': 'public',
  },
  'kubernetes.io/basic-auth': { username: 'identifier', password: 'password' },
  'kubernetes.io/ssh-auth': { 'ssh-privatekey': 'ssh-key' },
  'kubernetes.io/dockerconfigjson': { '.dockerconfigjson': 'docker-config' },
  'kubernetes.io/dockercfg': { '.dockercfg': 'docker-config' },
  'kubernetes.io/service-account-token': {
    token: 'service-account-token',
    'ca.crt': 'public',
    namespace: 'identifier',
  },
  'bootstrap.kubernetes.io/token': {
    'token-id': 'identifier',
    'token-secret': 'bootstrap-token',
  },
};

const CLASS_OF_TYPE: Record<string, SecretClass> = {
  'kubernetes.io/tls': 'tls',
  'kubernetes.io/basic-auth': 'password',
  'kubernetes.io/ssh-auth': 'ssh-key',
  'kubernetes.io/dockerconfigjson': 'docker-config',
  'kubernetes.io/dockercfg': 'docker-config',
  'kubernetes.io/service-account-token': 'service-account-token',
  'bootstrap.kubernetes.io/token': 'bootstrap-token',
  'helm.sh/release.v1': 'helm-release',
};

const SEALING_KEY_LABEL = 'sealedsecrets.bitnami.com/sealed-secrets-key';

/** A secret is named after the class of its keys that comes first here. */
const PRECEDENCE: SecretClass[] = [
  'service-account-token',
  'sealing-key',
  'helm-release',
  'bootstrap-token',
  'tls',
  'ssh-key',
  'docker-config',
  'connection-string',
  'password',
  'oauth-client',
  'api-key',
  'token',
  'encryption-key',
  'other',
  'identifier',
  'public',
];

/**
 * The class of one key, by the type of its secret, then by the shape of its
 * value where that is plain, then by its name.
 *
 * @public
 */
export function classifyKey(
  name: string,
  secretType: string,
  value?: SecretValue,
): SecretClass {
  const ofType = Object.hasOwn(KEYS_OF_TYPE, secretType)
    ? KEYS_OF_TYPE[secretType]
    : {};
  if (Object.hasOwn(ofType, name)) {
    return ofType[name];
  }
  if (secretType === 'helm.sh/release.v1') {
    return 'helm-release';
  }
  // ALLOW_EMPTY_PASSWORD=yes is no password.
  if (value?.use(isFlag)) {
    return 'identifier';
  }
  const byName = classifyName(name);
  const byShape = value?.use(classifyShape);
  // A password can look like a number; a name that speaks of a secret wins then.
  if (byShape === 'identifier' && byName && byName !== 'identifier') {
    return byName;
  }
  return byShape ?? byName ?? 'other';
}

/**
 * The class of a whole secret.
 *
 * @public
 */
export function classifySecret(options: {
  secretType: string;
  labels: Record<string, string>;
  keyClasses: SecretClass[];
}): SecretClass {
  if (Object.hasOwn(options.labels, SEALING_KEY_LABEL)) {
    return 'sealing-key';
  }
  const { secretType, keyClasses } = options;
  if (Object.hasOwn(CLASS_OF_TYPE, secretType)) {
    return CLASS_OF_TYPE[secretType];
  }
  const present = new Set(keyClasses);
  return PRECEDENCE.find(name => present.has(name)) ?? 'other';
}
