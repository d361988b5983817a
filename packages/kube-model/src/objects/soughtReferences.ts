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
  ObjectObservation,
  ReferenceObservation,
  SecretObservation,
  formatObjectRef,
  isJson,
  Json,
} from '@keyward/observation';
import { isKeptLabel } from '../metadata';
import { isNamespaceName, isSecretName } from '../fields/names';
import type {
  LabelSelection,
  SecretSelection,
  SoughtReference,
  Whereabouts,
} from '../references/sought';
import { knownSystems } from '../systems';
import { MOST_PLACES } from './PodPlaces';
import type { OperatedGroup } from '../systems/kubernetes/operatedGroups';

const STORES = knownSystems.kindsWithAccess('source');
const MOST_RESOLVED = 20_000;
/** Of one object; of others it is not asked what they select. */
const MOST_SELECTIONS = 20;
/** Of labels, by one selection. */
const MOST_REQUIREMENTS = 50;
/** By one selection: many objects may each select all of a namespace. */
const MOST_SELECTED = 100;

/** The name of a reference that may be to any Secret of a namespace. */
const ANY_SECRET = '*';

/**
 * The namespace of a reference of which it is only known that it is one of them
 * all: a Secret of its name may be meant or not.
 *
 * @public
 */
export const ANY_NAMESPACE = '*';

/**
 * The namespace of a reference of which it is not known whether there is one at
 * all, to the Secret of its name in one namespace.
 *
 * @public
 */
export function possiblyIn(namespace: string): string {
  return `${ANY_NAMESPACE}${namespace}`;
}

/**
 * The place of a reference that may be to any Secret of a namespace: it selects more
 * than are followed one by one.
 *
 * @public
 */
export function possiblyAnyIn(namespace: string): {
  namespace: string;
  name: string;
} {
  return { namespace: possiblyIn(namespace), name: ANY_SECRET };
}

/**
 * Whether a reference is one of {@link possiblyAnyIn}.
 *
 * @public
 */
export function isPossiblyAny({ name }: { name: string }): boolean {
  return name === ANY_SECRET;
}

/**
 * Where references stand of which it is not known whether they are to a Secret.
 *
 * @public
 */
export function possiblePlacesOf({
  namespace,
  name,
}: {
  namespace: string;
  name: string;
}): { namespace: string; name: string }[] {
  return [
    { namespace: ANY_NAMESPACE, name },
    { namespace: possiblyIn(namespace), name },
    possiblyAnyIn(namespace),
  ];
}

/**
 * A Secret by what is kept of its labels.
 *
 * @public
 */
export type LabelledSecret = Pick<
  SecretObservation,
  'name' | 'labels' | 'otherLabels'
>;

/**
 * What is asked of the other objects of a source.
 *
 * @public
 */
export interface WhereaboutsLookup {
  /** The operators of a group, as their workloads tell. */
  operatorsOf(group: string): readonly OperatedGroup[];
  /** The namespaces of pods, and of templates of pods, with all of these labels; undefined where they are too many to tell. */
  namespacesOfPods(
    labels: Record<string, string>,
  ): readonly string[] | undefined;
  /** The namespace whose Secrets a store reads; undefined for all other stores. */
  namespaceOfStore(ref: string): string | undefined;
  /** The Secrets of a namespace. */
  secretsIn(namespace: string): readonly LabelledSecret[];
}

/**
 * The references of an object of which others tell the namespace.
 *
 * @public
 */
export function soughtReferencesOf({
  detail,
}: Pick<ObjectObservation, 'detail'>): SoughtReference[] {
  return listOf<SoughtReference>(
    detail?.soughtSecrets,
    ({ name, where }) =>
      isSecretName(name) &&
      (where === 'unknown' || where === 'possible' || isJson(where)),
  );
}

/**
 * The Secrets that an object chooses by their labels.
 *
 * @public
 */
export function secretSelectionsOf({
  detail,
}: Pick<ObjectObservation, 'detail'>): SecretSelection[] {
  return listOf<SecretSelection>(detail?.selectedSecrets, ({ labels }) =>
    isJson(labels),
  );
}

/**
 * The namespace of Secrets that are chosen by their labels.
 *
 * @public
 */
export function namespaceOfSelection(
  { namespace, storeRef }: SecretSelection,
  object: { namespace?: string; sourceId: string },
  lookup: Pick<WhereaboutsLookup, 'namespaceOfStore'>,
): string | undefined {
  return storeRef === undefined
    ? namespace ?? object.namespace
    : lookup.namespaceOfStore(storeRefOf(storeRef, object));
}

/**
 * The groups of which a workload is the operator.
 *
 * @public
 */
export function operatedGroupsOf({
  detail,
}: Pick<ObjectObservation, 'detail'>): OperatedGroup[] {
  return listOf<OperatedGroup>(detail?.operates, ({ namespace }) =>
    isNamespaceName(namespace),
  );
}

/**
 * The namespace whose Secrets a store reads, if it reads those of its cluster.
 *
 * @public
 */
export function readNamespaceOf({
  detail,
}: Pick<ObjectObservation, 'detail'>): string | undefined {
  const namespace = detail?.remoteNamespace;
  return typeof namespace === 'string' ? namespace : undefined;
}

/**
 * The ref of the store that an object reads from.
 *
 * @public
 */
export function storeRefOf(
  { kind, name }: { kind: string; name: string },
  object: { namespace?: string; sourceId: string },
): string {
  const store = STORES.find(each => each.kind === kind);
  return formatObjectRef({
    sourceId: object.sourceId,
    apiGroup: store?.group ?? '',
    kind,
    ...(store?.isClusterScoped ? {} : { namespace: object.namespace }),
    name,
  });
}

/**
 * The ref of the object that tells of the store of a locator.
 *
 * @param store - as locators name it: kind and name, with a namespace between them for one of another
 * @returns undefined for what is no object
 *
 * @public
 */
export function storeObjectOf(
  store: string,
  object: { namespace?: string; sourceId: string },
): string | undefined {
  const named = readStore(store, object);
  return named && storeRefOf(named, named);
}

/**
 * The ref of the object that has the address of a store.
 *
 * @param store - as locators name it
 * @param detail - what is kept of it
 * @returns undefined where the store has it itself, or names none
 *
 * @public
 */
export function connectionOf(
  store: string,
  object: { namespace?: string; sourceId: string },
  detail: Readonly<Record<string, unknown>>,
): string | undefined {
  const named = readStore(store, object);
  const { group = '', connection: kind } =
    STORES.find(each => each.kind === named?.kind) ?? {};
  const connection = detail.connection;
  if (!named || kind === undefined || typeof connection !== 'string') {
    return undefined;
  }
  const [name = '', namespace = named.namespace] = connection
    .split('/')
    .reverse();
  return formatObjectRef({
    sourceId: object.sourceId,
    apiGroup: group,
    kind,
    namespace,
    name,
  });
}

function readStore(
  store: string,
  object: { namespace?: string; sourceId: string },
) {
  const [kind, ...rest] = store.split('/');
  const name = rest.at(-1);
  return name && rest.length <= 2 && STORES.some(each => each.kind === kind)
    ? {
        sourceId: object.sourceId,
        kind,
        name,
        namespace: rest.length === 2 ? rest[0] : object.namespace,
      }
    : undefined;
}

/** How many references one object may still have: names × namespaces can be any number. */
class Room {
  #left: number;

  constructor(size: number) {
    this.#left = size;
  }

  get isFull(): boolean {
    return this.#left <= 0;
  }

  take<T>(items: readonly T[]): readonly T[] {
    const taken = items.slice(0, this.#left);
    this.#left -= taken.length;
    return taken;
  }
}

/**
 * What an object refers to in namespaces that other objects tell. Where several
 * are told, it may do with any of them; where none is, the namespace is
 * {@link ANY_NAMESPACE}.
 *
 * @public
 */
export function resolveSought(
  object: Pick<ObjectObservation, 'detail' | 'namespace'>,
  sourceId: string,
  lookup: WhereaboutsLookup,
): ReferenceObservation[] {
  const room = new Room(MOST_RESOLVED);
  const named = soughtReferencesOf(object).flatMap(
    ({ where, ...reference }) => {
      if (room.isFull) {
        return [];
      }
      const places = placesOf(where, object, sourceId, lookup);
      if (places === undefined) {
        return [];
      }
      // Many objects may each name many: in too many places it may be anywhere.
      const isTooMany = places.namespaces.length > MOST_PLACES;
      const namespaces = isTooMany ? [] : places.namespaces;
      const isSure = places.sure && namespaces.length === 1;
      return room
        .take(namespaces.length > 0 ? namespaces : [ANY_NAMESPACE])
        .map(namespace => ({
          ...reference,
          namespace,
          ...(isSure ? {} : { optional: true }),
        }));
    },
  );
  const selected = secretSelectionsOf(object).flatMap((selection, index) => {
    const { how, path, labels } = selection;
    const own = { sourceId, namespace: object.namespace };
    const namespace = namespaceOfSelection(selection, own, lookup);
    if (namespace === undefined) {
      return [];
    }
    const requirements = requirementsOf(labels);
    const places =
      index < MOST_SELECTIONS && requirements.length <= MOST_REQUIREMENTS
        ? selectFrom(namespace, requirements, lookup)
        : undefined;
    return room
      .take(places ?? [possiblyAnyIn(namespace)])
      .map(place => ({ ...place, how, path, optional: true }));
  });
  return [...named, ...distinctAny(selected)];
}

/** The places of the Secrets that are selected; undefined where they are too many to follow. */
function selectFrom(
  namespace: string,
  requirements: readonly Requirement[],
  lookup: Pick<WhereaboutsLookup, 'secretsIn'>,
): { namespace: string; name: string }[] | undefined {
  const places: { namespace: string; name: string }[] = [];
  for (const secret of lookup.secretsIn(namespace)) {
    const selected = isSelected(requirements, secret);
    if (selected === false) {
      continue;
    }
    if (places.length === MOST_SELECTED) {
      return undefined;
    }
    places.push({
      namespace: selected ? namespace : possiblyIn(namespace),
      name: secret.name,
    });
  }
  return places;
}

/** One reference to any Secret of a namespace says as much as many. */
function distinctAny(references: ReferenceObservation[]) {
  const seen = new Set<string>();
  return references.filter(reference => {
    if (!isPossiblyAny(reference)) {
      return true;
    }
    const isFirst = !seen.has(reference.namespace);
    seen.add(reference.namespace);
    return isFirst;
  });
}

/** What a selector asks of one label. */
interface Requirement {
  key: string;
  operator: string;
  values?: string[];
}

function requirementsOf({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelection): Requirement[] {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => ({
      key,
      operator: 'In',
      values: [value],
    })),
    ...matchExpressions,
  ];
}

/** Whether a Secret is selected; undefined where a value decides about it that is not kept. */
function isSelected(
  requirements: readonly Requirement[],
  secret: LabelledSecret,
): boolean | undefined {
  const required = requirements.map(each => meets(each, secret));
  if (required.includes(false)) {
    return false;
  }
  return required.includes(undefined) ? undefined : true;
}

function meets(
  { key, operator, values = [] }: Requirement,
  { labels, otherLabels = [] }: LabelledSecret,
): boolean | undefined {
  const isHidden = otherLabels.includes(key);
  const present = isHidden || Object.hasOwn(labels, key);
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return present === (operator === 'Exists');
  }
  // A value that would be kept is not the one that is hidden.
  if (isHidden && !values.every(value => isKeptLabel(key, value))) {
    return undefined;
  }
  const isOne = present && !isHidden && values.includes(labels[key]);
  return isOne === (operator === 'In');
}

/** The namespaces, and whether it is the only one that can be meant; undefined where no Secret is meant at all. */
function placesOf(
  where: Whereabouts,
  object: { namespace?: string },
  sourceId: string,
  lookup: WhereaboutsLookup,
): { namespaces: string[]; sure: boolean } | undefined {
  if (where === 'unknown') {
    return { namespaces: [], sure: false };
  }
  if (where === 'possible') {
    return object.namespace === undefined
      ? undefined
      : { namespaces: [possiblyIn(object.namespace)], sure: false };
  }
  if ('operatorOf' in where) {
    const fixed = knownSystems.fixedNamespaceOf(where.operatorOf);
    const operators = lookup.operatorsOf(where.operatorOf);
    return fixed === undefined
      ? {
          namespaces: [...new Set(operators.map(({ namespace }) => namespace))],
          sure: operators.every(({ told }) => told),
        }
      : { namespaces: [fixed], sure: true };
  }
  if ('podsWith' in where) {
    const namespaces = lookup.namespacesOfPods(where.podsWith);
    return { namespaces: [...new Set(namespaces ?? [])], sure: true };
  }
  const namespace = lookup.namespaceOfStore(
    storeRefOf(where.storeRef, { sourceId, namespace: object.namespace }),
  );
  return namespace === undefined
    ? undefined
    : { namespaces: [namespace], sure: false };
}

/** What a detail lists, which may come from a dump of any origin. */
function listOf<T>(list: unknown, isFit: (entry: Json) => boolean): T[] {
  return Array.isArray(list)
    ? (list.filter(entry => isJson(entry) && isFit(entry)) as T[])
    : [];
}
