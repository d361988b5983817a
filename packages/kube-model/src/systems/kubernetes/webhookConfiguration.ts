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

import { Extractor } from '../Extractor';
import { compact, itemsAt, textAt } from '../../fields/read';
import { namespacedName } from '../../fields/names';

const FROM_SECRET = 'cert-manager.io/inject-ca-from-secret';
const FROM_CERTIFICATE = 'cert-manager.io/inject-ca-from';

/**
 * Objects with a `caBundle` that cert-manager fills in: webhook configurations,
 * APIServices and CustomResourceDefinitions. The Secret is named by an
 * annotation, or is that of the Certificate which another annotation names.
 */
export const caInjected: Extractor = ({ object, references }) => {
  const annotated = (annotation: string) =>
    namespacedName(textAt(object, 'metadata', 'annotations', annotation));
  references.add({
    ...annotated(FROM_SECRET),
    how: 'webhook',
    keys: ['ca.crt'],
    path: `metadata.annotations[${FROM_SECRET}]`,
  });
  return {
    detail: compact({
      injectCaFrom: compact(annotated(FROM_CERTIFICATE)),
      webhooks: itemsAt(object, 'webhooks').flatMap(
        ({ item }) =>
          compact({
            name: textAt(item, 'name'),
            serviceNamespace: textAt(
              item,
              'clientConfig',
              'service',
              'namespace',
            ),
            serviceName: textAt(item, 'clientConfig', 'service', 'name'),
          }) ?? [],
      ),
    }),
  };
};
