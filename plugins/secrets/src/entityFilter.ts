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

import { type FilterPredicate } from '@backstage/filter-predicates';
import {
  ANNOTATION_NAMESPACES,
  ANNOTATION_SECRETS,
} from '@keyward/backstage-plugin-secrets-common';

const ANNOTATIONS = [
  'backstage.io/kubernetes-id',
  'backstage.io/kubernetes-label-selector',
  'backstage.io/kubernetes-namespace',
  'backstage.io/kubernetes-cluster',
  'vault.io/secrets-path',
  ANNOTATION_NAMESPACES,
  ANNOTATION_SECRETS,
];

/** One predicate for each annotation that points at secrets. */
const pointsAtSecrets = ANNOTATIONS.map(
  annotation =>
    ({
      [`metadata.annotations.${annotation}`]: { $exists: true },
    } as FilterPredicate),
);

/**
 * The entities with a Secrets tab: services, whose secrets may name them
 * without their saying so, and whatever else points at secrets.
 */
export const entityFilter: FilterPredicate = {
  $any: [{ kind: 'component', 'spec.type': 'service' }, ...pointsAtSecrets],
};
