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

import { readEntityRef } from '../catalog';
import { SEVERITIES } from '../store/common/ranks';
import {
  NO_OWNER,
  SECRET_ORDERS,
  SECRET_STATES,
  type ListSecretsQuery,
  type SecretFilters,
  type SecretStateFilter,
} from '../store/inventory';
import { readOrderBy, someOf } from './readChoice';

const STATES: SecretStateFilter[] = [
  ...SEVERITIES,
  'attention',
  ...SECRET_STATES,
];

/** The query parameters that several routes share. */
export interface FilterQuery {
  q?: string;
  sourceId?: string[];
  namespace?: string[];
  secretClass?: string[];
  delivery?: string[];
  sourceKind?: string[];
  feeds?: string;
  owner?: string[];
  system?: string[];
  state?: string[];
}

/** @throws InputError for a state that there is not, or a ref that is none */
export function readFilters(query: FilterQuery): SecretFilters {
  return {
    q: query.q,
    sourceIds: query.sourceId,
    namespaces: query.namespace,
    classes: query.secretClass,
    deliveries: query.delivery,
    sourceKinds: query.sourceKind,
    // The API takes no others.
    feeds: query.feeds as SecretFilters['feeds'],
    owners: readOwners(query.owner),
    systems: readSystems(query.system),
    states: someOf('state', STATES, query.state),
  };
}

/** @throws InputError for what is neither a ref nor `none` */
export function readOwners(owners: string[] | undefined): string[] | undefined {
  return owners?.map(owner =>
    owner === NO_OWNER ? owner : readEntityRef(owner, { place: 'owner' }),
  );
}

/** @throws InputError for what is no ref of a system */
export function readSystems(
  systems: string[] | undefined,
): string[] | undefined {
  return systems?.map(system =>
    readEntityRef(system, { place: 'system', kind: 'system' }),
  );
}

/** @throws InputError for a field or a direction that there is not */
export function readOrder(
  text = 'attention,desc',
): ListSecretsQuery['orderBy'] {
  return readOrderBy(SECRET_ORDERS, text, 'name,asc');
}
