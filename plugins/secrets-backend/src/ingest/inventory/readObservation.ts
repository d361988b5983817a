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

import { InputError } from '@backstage/errors';
import {
  formatLocation,
  formatResourceRef,
  formatSecretRef,
  type AccountReaders,
  type AnnotationObservation,
  type Attributes,
  type ObjectStatusObservation,
  type ResourceObservation,
  type SecretObservation,
  type SecretReaders,
  type SystemSecretObservation,
} from '@keyward/observation';
import { PLACE_KIND, SECRET_KIND } from '../../store/common/presence';
import { storableJson, storableText } from '../../store/common/rows';
import type { SourceFence } from '../../store/sources/SourceFence';
import { systemOf } from './context';

const KIND = /^[a-z][a-z0-9-]{0,62}$/;
const LARGEST_ATTRIBUTES = 16_384;
const UNKNOWN_DELIVERER = { kind: 'unknown', basis: 'type' } as const;

/** A secret of any system, in the form in which it is stored: `namespace` is its location as text. */
export interface ReadSecret extends SecretObservation {
  system: string;
  /** As JSON. */
  attributes?: string;
  readers?: SecretReaders;
}

/** A resource that is no secret, in the form in which it is stored. */
export interface ReadResource {
  ref: string;
  kind: string;
  system: string;
  /** Its location as text. */
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: AnnotationObservation[];
  /** As JSON. */
  attributes?: string;
  status?: ObjectStatusObservation;
  accounts?: AccountReaders;
}

/** Brings a secret of any system into the form of those of Kubernetes, which say less than they know. */
export function readSecret(
  observation: SecretObservation | SystemSecretObservation,
  fence: SourceFence,
): ReadSecret {
  if (!('system' in observation)) {
    return { ...observation, system: observation.ref.split(':', 1)[0] };
  }
  const { system, location, version, attributes, ...secret } = observation;
  refuseOther(
    observation,
    formatSecretRef(system, fence.sourceId, ...location, secret.name),
  );
  if (system !== systemOf(fence)) {
    throw new InputError(
      `${
        observation.ref
      } is a secret of ${system}, but its source is of ${systemOf(fence)}`,
    );
  }
  const read = readAttributes(attributes, SECRET_KIND, fence);
  return {
    ...secret,
    system,
    namespace: formatLocation(location),
    ...(version ? { resourceVersion: version } : {}),
    secretType: secret.secretType ?? '',
    labels: secret.labels ?? {},
    annotations: secret.annotations ?? [],
    owners: [],
    managers: [],
    deliverer: secret.deliverer ?? UNKNOWN_DELIVERER,
    ...(read ? { attributes: read } : {}),
  };
}

/** Reads a resource that is no secret. */
export function readResource(
  observation: ResourceObservation,
  fence: SourceFence,
): ReadResource {
  const { kind, location, name } = observation;
  if (
    !KIND.test(kind) ||
    [SECRET_KIND, PLACE_KIND, 'place', systemOf(fence)].includes(kind)
  ) {
    throw new InputError(`${kind.slice(0, 100)} is no kind of resource`);
  }
  refuseOther(
    observation,
    formatResourceRef(kind, fence.sourceId, ...location, name),
  );
  const attributes = readAttributes(observation.attributes, kind, fence);
  return {
    ref: observation.ref,
    kind,
    system: systemOf(fence),
    namespace: formatLocation(location),
    name: storableText(name),
    labels: observation.labels ?? {},
    annotations: observation.annotations ?? [],
    ...(attributes ? { attributes } : {}),
    ...(observation.status ? { status: observation.status } : {}),
    ...(observation.accounts ? { accounts: observation.accounts } : {}),
  };
}

/** A source speaks for nothing but what is in it, by the names that it has. */
function refuseOther({ ref }: { ref: string }, expected: string): void {
  if (ref !== expected) {
    throw new InputError(`The ref ${ref} has to be ${expected}`);
  }
}

/** What the schema of a source takes of attributes, so that nothing is stored that it does not name. */
function readAttributes(
  attributes: Attributes | undefined,
  kind: string,
  fence: SourceFence,
): string | undefined {
  const schema = fence.attributes?.[kind];
  if (!attributes || !schema) {
    return undefined;
  }
  const parsed = schema.safeParse(attributes);
  if (!parsed.success) {
    // The path alone, as the rest may quote the value.
    const [issue] = parsed.error.issues;
    throw new InputError(
      `The attribute ${String(issue?.path[0] ?? '')} of a ${kind} of ${
        fence.sourceId
      } is not as its schema says`,
    );
  }
  // PostgreSQL reads no attribute of JSON in which it cannot read all.
  const json = storableJson(sorted(parsed.data));
  if (json.length > LARGEST_ATTRIBUTES) {
    throw new InputError(
      `The attributes of a ${kind} of ${fence.sourceId} are longer than ${LARGEST_ATTRIBUTES} characters`,
    );
  }
  return json;
}

/** In one order, so that what says the same is the same. */
function sorted(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
