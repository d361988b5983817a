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

import type { SecretObservation } from '@keyward/observation';
import { isNamespaceName, isSecretName } from '../fields/names';

/** Deliverers whose marks name the Secret that they copy from. */
const COPIERS = new Set(['Reflector', 'Replicator']);

/**
 * The Secret of the same cluster of which a Secret is a copy, as the tool that
 * copies marks it. Anybody may write such a mark on a Secret of their own: it
 * counts only if both hold the same, see {@link holdSameValue}.
 *
 * @public
 */
export function copySourceOf({
  namespace: ownNamespace,
  name: ownName,
  labels,
  deliverer,
}: Pick<SecretObservation, 'namespace' | 'name' | 'labels' | 'deliverer'>):
  | { namespace: string; name: string }
  | undefined {
  const inherited = labels['hnc.x-k8s.io/inherited-from'];
  const sources = [
    // https://kyverno.io/docs/policy-types/cluster-policy/generate/
    {
      namespace: labels['generate.kyverno.io/source-namespace'],
      name: labels['generate.kyverno.io/source-name'],
    },
    // https://github.com/kubernetes-retired/hierarchical-namespaces
    { namespace: inherited, name: ownName },
    ...(COPIERS.has(deliverer.kind) ? [deliverer] : []),
  ];
  for (const { namespace, name } of sources) {
    if (
      isNamespaceName(namespace) &&
      isSecretName(name) &&
      (namespace !== ownNamespace || name !== ownName)
    ) {
      return { namespace, name };
    }
  }
  return undefined;
}

/**
 * Whether two Secrets hold the same value in a key of the same name, as far as
 * their values can be compared.
 *
 * @public
 */
export function holdSameValue(
  one: Pick<SecretObservation, 'keys'>,
  other: Pick<SecretObservation, 'keys'>,
): boolean {
  const keys = new Map(one.keys.map(key => [key.name, key]));
  return other.keys.some(({ name, fingerprint, fingerprintKeyId }) => {
    const key = keys.get(name);
    return (
      fingerprint !== undefined &&
      key?.fingerprint === fingerprint &&
      key.fingerprintKeyId === fingerprintKeyId
    );
  });
}
