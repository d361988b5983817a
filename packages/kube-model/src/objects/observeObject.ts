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

import {
  DeliveryObservation,
  ObjectObservation,
  formatObjectRef,
  Json,
  ObservationError,
} from '@keyward/observation';
import { findExposures, usedConfigMaps } from '../exposures';
import { readMetadata } from '../metadata';
import { keptAnnotations, keptLabels } from '../fields/keptMetadata';
import {
  ReferenceCollector,
  type SecretLookup,
} from '../references/ReferenceCollector';
import { walkAnnotations } from '../references/walkAnnotations';
import { knownSystems, type KnownSystems } from '../systems';

/** More Secrets no tool makes by one object. */
const MOST_DELIVERIES = 10_000;
const MOST_PLACES = 20_000;

/**
 * How an object is observed.
 *
 * @public
 */
export interface ObserveObjectOptions {
  sourceId: string;
  /** For items of a typed list, which do not say it themselves. */
  apiVersion?: string;
  /** For items of a typed list, which do not say it themselves. */
  kind?: string;
  /** Whether to look for credentials in plain text; default true. */
  findsExposures?: boolean;
  /** Tells which Secrets there are: a text that may be a name is looked at only if one has it. */
  secretExists?: SecretLookup;
  /** What is known of systems; default: what this version knows. */
  systems?: KnownSystems;
}

/**
 * Another one when more or something else is read of objects, so that all are
 * read again.
 *
 * @public
 */
export const EXTRACTION_VERSION = 7;

/**
 * Reads any object of a cluster that is not a Secret: what it refers to, what
 * it delivers, how it is doing. Values (literal environment variables, template
 * data, messages, annotations outside an allow-list) are left where they are;
 * that one of them is a credential is said.
 *
 * @param object - the object as JSON; anything else is refused
 * @throws {@link ObservationError} if the object has no kind or name, or is a Secret;
 *   the message names the place and holds nothing of the content
 * @public
 */
export function observeObject(
  object: unknown,
  options: ObserveObjectOptions,
): ObjectObservation {
  const { sourceId, systems = knownSystems } = options;
  const metadata = readMetadata(object, options);
  const { apiGroup, apiVersion, kind, namespace, name } = metadata;
  if (apiGroup === '' && kind === 'Secret') {
    throw new ObservationError(
      'A Secret was given where any other object is expected',
    );
  }
  const references = new ReferenceCollector({
    namespace,
    apiGroup,
    secretExists: options.secretExists,
  });
  const extraction = systems.extractorFor(
    apiGroup,
    kind,
  )({
    object: object as Json,
    apiGroup,
    kind,
    name,
    namespace,
    references,
    operators: systems.operators,
  });
  walkAnnotations(object as Json, references, systems);
  for (const implied of systems.impliedSecrets(apiGroup, kind, name)) {
    references.guess({ name: implied, path: 'metadata.name' });
  }
  const { podLabels, status } = extraction;
  const reads = (extraction.reads ?? []).slice(0, MOST_PLACES);
  const detail = {
    ...extraction.detail,
    ...(references.sought.length > 0 && { soughtSecrets: references.sought }),
    ...(references.selected.length > 0 && {
      selectedSecrets: references.selected,
    }),
  };
  const exposures =
    options.findsExposures === false
      ? []
      : findExposures(object as Json, { apiGroup, kind });
  const configMaps = usedConfigMaps(object as Json, { apiGroup, kind });
  return {
    type: 'object',
    ref: formatObjectRef({ sourceId, apiGroup, kind, namespace, name }),
    apiGroup,
    apiVersion,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    ...(metadata.uid !== undefined && { uid: metadata.uid }),
    ...(metadata.resourceVersion !== undefined && {
      resourceVersion: metadata.resourceVersion,
    }),
    ...(metadata.createdAt !== undefined && { createdAt: metadata.createdAt }),
    labels: keptLabels(metadata.labels),
    ...(podLabels && Object.keys(podLabels).length > 0 && { podLabels }),
    annotations: keptAnnotations(metadata.annotations),
    owners: metadata.owners,
    references: references.references,
    deliveries: boundedDeliveries(extraction.deliveries ?? []),
    ...(reads.length > 0 && { reads }),
    ...(references.hasOpenTexts && { openTexts: true as const }),
    ...(status && { status }),
    ...(configMaps.length > 0 && { configMaps }),
    ...(exposures.length > 0 && { exposures }),
    ...(Object.keys(detail).length > 0 && { detail }),
  };
}

/**
 * An edge is kept from each place to each Secret: of what one object delivers so many
 * are told where they come from.
 */
function boundedDeliveries(
  deliveries: DeliveryObservation[],
): DeliveryObservation[] {
  let places = 0;
  return deliveries.slice(0, MOST_DELIVERIES).map(delivery => {
    const { from = [], ...rest } = delivery;
    places += from.length;
    return from.length === 0 || places <= MOST_PLACES ? delivery : rest;
  });
}
