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

/**
 * What can transform Secrets on their way to etcd. `cloud-kms` is a cloud's own
 * envelope encryption with a key of its KMS.
 *
 * @public
 */
export type EncryptionProvider =
  | 'identity'
  | 'aescbc'
  | 'aesgcm'
  | 'secretbox'
  | 'kms-v1'
  | 'kms-v2'
  | 'cloud-kms';

/**
 * How good a provider is.
 *
 * @public
 */
export interface ProviderGrade {
  grade: 'none' | 'weak' | 'conditional' | 'strong' | 'strongest';
  /** Whether a benchmark that asks for a suitable provider takes it. */
  isSuitable: boolean;
  explanation: string;
}

/**
 * How good each provider is, weakest first.
 *
 * @public
 */
export const providerGrades: Readonly<
  Record<EncryptionProvider, ProviderGrade>
> = {
  identity: {
    grade: 'none',
    isSuitable: false,
    explanation: 'Stores plaintext.',
  },
  aesgcm: {
    grade: 'conditional',
    isSuitable: false,
    explanation:
      'Is safe only if its key is replaced at least every 200,000 writes, which nothing does by itself.',
  },
  aescbc: {
    grade: 'weak',
    isSuitable: true,
    explanation:
      'Is open to padding oracle attacks, and its key lies on the disk of the control plane.',
  },
  'kms-v1': {
    grade: 'weak',
    isSuitable: true,
    explanation: 'Is deprecated since Kubernetes 1.28.',
  },
  secretbox: {
    grade: 'strong',
    isSuitable: true,
    explanation: 'Is strong; its key lies on the disk of the control plane.',
  },
  'kms-v2': {
    grade: 'strongest',
    isSuitable: true,
    explanation: 'Keeps the key that encrypts all others in a KMS.',
  },
  'cloud-kms': {
    grade: 'strongest',
    isSuitable: true,
    explanation:
      'Keeps the key that encrypts all others in the KMS of the cloud.',
  },
};

const ORDER = Object.keys(providerGrades) as EncryptionProvider[];

/** The weakest of some; undefined of none. */
export function weakestOf(
  providers: Iterable<EncryptionProvider>,
): EncryptionProvider | undefined {
  const present = new Set(providers);
  return ORDER.find(provider => present.has(provider));
}

const PREFIX = /^k8s:enc:(aescbc|aesgcm|secretbox|kms):(v[12]):/;

/**
 * The provider that a transformer prefix names. What is read in plaintext has the
 * prefix `identity`, and what is written in plaintext an empty one. Names of keys
 * appear as prefixes too, as a provider has a transformer for each of its keys:
 * they name none.
 */
export function providerOfPrefix(
  prefix: string,
): EncryptionProvider | undefined {
  if (prefix === 'identity' || prefix === '') {
    return 'identity';
  }
  const [, name, version] = PREFIX.exec(prefix) ?? [];
  return name === 'kms'
    ? (`kms-${version}` as EncryptionProvider)
    : (name as EncryptionProvider | undefined);
}
