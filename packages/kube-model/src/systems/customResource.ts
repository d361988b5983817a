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

import type { DeliveryObservation } from '@keyward/observation';
import { at, isJson } from '@keyward/observation/json';
import { statusOf } from '../fields/conditions';
import { ExtractionContext, Extractor } from './Extractor';
import { isNamespaceName, isSecretName } from '../fields/names';
import { itemsAt, textAt } from '../fields/read';
import { walkAll } from '../references/walkAll';
import { workload } from './kubernetes/workload';

/** Fields of a spec by which operators are told which Secret to make: Crossplane, Doppler, Infisical and others. */
const MADE_FIELDS = [
  'managedKubeSecretReferences',
  'managedSecret',
  'managedSecretReference',
  'publishConnectionDetailsTo',
  'writeConnectionSecretToRef',
];

/** Any object whose kind is not known otherwise: its references and deliveries by convention. */
export const customResource: Extractor = context => {
  const { object } = context;
  const made = MADE_FIELDS.map(field => at(object, 'spec', field));
  const deliveries = made.flatMap(field => deliveriesOf(field, context));
  // Built like a Deployment, as an Argo Rollout or a Knative Service is.
  const isWorkload =
    itemsAt(object, 'spec', 'template', 'spec', 'containers').length > 0;
  walkAll(context, {
    skip: isWorkload ? [...made, at(object, 'spec', 'template')] : made,
  });
  // An object that is one setting, as Longhorn has them.
  if (/(^|-)secret$/.test(context.name)) {
    context.references.guessText({ name: object.value, path: 'value' });
  }
  return isWorkload
    ? { ...workload(context), deliveries }
    : { deliveries, status: statusOf(object) };
};

function deliveriesOf(
  made: unknown,
  context: ExtractionContext,
): DeliveryObservation[] {
  const references = Array.isArray(made) ? made : [made];
  return references.filter(isJson).flatMap(reference => {
    const name = textAt(reference, 'name') ?? textAt(reference, 'secretName');
    const namespace =
      textAt(reference, 'namespace') ??
      textAt(reference, 'secretNamespace') ??
      context.namespace;
    return isSecretName(name) && isNamespaceName(namespace)
      ? [{ namespace, name }]
      : [];
  });
}
