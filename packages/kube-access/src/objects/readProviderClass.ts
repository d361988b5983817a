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
import { namesOf, textAt } from './read';
import type { ProviderClassObject } from './types';

const GROUP = 'secrets-store.csi.x-k8s.io';
const KIND = 'SecretProviderClass';

/** What a SecretProviderClass of the CSI driver reads, and the Secrets that it writes. */
export function readProviderClass(
  object: unknown,
  namespace: string,
  name: string,
): ProviderClassObject {
  const { deliveries = [], detail = {} } = knownSystems.extractorFor(
    GROUP,
    KIND,
  )({
    object: object as Parameters<
      ReturnType<typeof knownSystems.extractorFor>
    >[0]['object'],
    apiGroup: GROUP,
    kind: KIND,
    name,
    namespace,
    references: undefined as never,
    operators: [],
  });
  return providerClass({ namespace, name, detail, deliveries });
}

/** The same of an observed one. */
export function providerClass({
  namespace,
  name,
  detail,
  deliveries,
}: {
  namespace: string;
  name: string;
  detail: Record<string, unknown>;
  deliveries: readonly { name: string }[];
}): ProviderClassObject {
  const store = [textAt(detail, 'provider'), textAt(detail, 'store')]
    .filter(Boolean)
    .join(' ');
  return {
    kind: KIND,
    namespace,
    name,
    targets: [...new Set(deliveries.map(each => each.name))].sort(),
    reads: namesOf(detail.reads)
      .map(path => `${store} ${path}`)
      .sort(),
  };
}
