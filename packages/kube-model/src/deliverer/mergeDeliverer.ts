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

import { type DelivererObservation } from '@keyward/observation';
import { knownSystems, type KnownSystems } from '../systems';

/**
 * An object that says that it makes a secret.
 *
 * @public
 */
export interface DeliveringObject {
  kind: string;
  apiGroup: string;
  namespace?: string;
  name: string;
}

/**
 * How far the word of objects counts that say that they make a secret.
 *
 * @public
 */
export interface BelievedDeliveries<T> {
  /** By which the deliverer may be named. */
  named: T[];
  /** Of these, the ones whose own success says something of the secret. */
  sure: T[];
}

/** By these people write Secrets, so that no operator did. */
const BY_PEOPLE = /^kubectl(-|$)/;

/**
 * Which of the objects that say that they make a secret are to be believed. Whoever
 * may write objects in one namespace could otherwise say of the secrets of all others
 * who makes them, and that it fails: what stands in another namespace than the
 * secret counts only where the secret's own mark names it. Where an unknown program
 * wrote the secret, or where nobody saw it, it may be named, and no more.
 *
 * @param own - what the secret says itself; undefined where it is not there
 * @public
 */
export function believedDeliveries<T extends DeliveringObject>(
  own: DelivererObservation | undefined,
  delivering: readonly T[],
  namespace: string,
  systems: KnownSystems = knownSystems,
): BelievedDeliveries<T> {
  const sure = delivering.filter(
    object =>
      object.namespace === undefined ||
      object.namespace === namespace ||
      (own !== undefined && isNamedBy(own, object, systems)),
  );
  const isOpen =
    own?.basis === 'manager'
      ? own.kind === 'by hand' && !BY_PEOPLE.test(own.name ?? 'kubectl')
      : own?.kind === 'unknown';
  return { named: isOpen ? [...delivering] : sure, sure };
}

/** Whether what marks a secret, or who wrote it, means this object. */
function isNamedBy(
  own: DelivererObservation,
  { apiGroup, kind, namespace, name }: DeliveringObject,
  systems: KnownSystems,
): boolean {
  const known = systems.delivererKind(own.kind);
  if (known?.group !== apiGroup || known.kind !== kind) {
    return false;
  }
  if (own.basis === 'manager') {
    return true;
  }
  return (
    (own.namespace === undefined || own.namespace === namespace) &&
    // An object outside of its tool's namespace may be tracked as `namespace_name`.
    (own.name === undefined ||
      [name, `${namespace}_${name}`].includes(own.name))
  );
}

/**
 * The deliverer of a secret when the objects that deliver it are known too.
 * An owner that the secret names counts first: garbage collection depends on
 * it. Else an object that names the secret as its target counts more than
 * labels, as these are copied along.
 *
 * @public
 */
export function mergeDeliverer(
  own: DelivererObservation,
  delivering: DeliveringObject[],
  systems: KnownSystems = knownSystems,
): DelivererObservation {
  if (own.basis === 'owner' || delivering.length === 0) {
    return own;
  }
  const [first] = [...delivering].sort(
    (a, b) =>
      rankOf(a, own, systems) - rankOf(b, own, systems) ||
      `${a.kind}/${a.name}`.localeCompare(`${b.kind}/${b.name}`),
  );
  return {
    kind: first.kind,
    ...(first.apiGroup ? { apiGroup: first.apiGroup } : {}),
    ...(first.namespace ? { namespace: first.namespace } : {}),
    name: first.name,
    basis: 'delivery',
  };
}

function rankOf(
  object: DeliveringObject,
  own: DelivererObservation,
  systems: KnownSystems,
): number {
  if (object.kind === own.kind) {
    return 0;
  }
  // A carrier knows less of the value than others.
  const { deliverer } = systems.kind(object.apiGroup, object.kind) ?? {};
  return deliverer?.isCarrier ? 2 : 1;
}
