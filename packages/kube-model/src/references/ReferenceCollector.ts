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

import type { ReferenceObservation } from '@keyward/observation';
import { isJson } from '@keyward/observation/json';
import { looksLikeCredential, looksLikeKey } from '../fields/credentialTexts';
import {
  isDataKey,
  isNamespaceName,
  isSecretName,
  namespacedName,
} from '../fields/names';
import { keptLabels } from '../fields/keptMetadata';
import { itemsAt, objectAt, textAt, textsAt } from '../fields/read';
import type {
  LabelSelection,
  SecretSelection,
  SoughtReference,
  Whereabouts,
} from './sought';

/**
 * A reference as an object states it: name and namespace are not yet known to
 * be fit.
 */
export interface StatedReference
  extends Omit<ReferenceObservation, 'namespace' | 'name' | 'keys'> {
  name: unknown;
  /** Left out where the object says none, so that its own is meant. */
  namespace?: unknown;
  keys?: unknown[];
}

/** A reference that is not stated: it may be to something else. */
export type GuessedReference = Pick<
  StatedReference,
  'name' | 'namespace' | 'path' | 'container' | 'containerKind'
>;

/**
 * Tells whether a Secret is there; without a namespace, in any. A Secret that is
 * not known is not there.
 *
 * @public
 */
export type SecretLookup = (
  namespace: string | undefined,
  name: string,
) => boolean;

/** Where a Secret may be, not yet known to be fit. */
type Place = Pick<StatedReference, 'name' | 'namespace'>;

/** So many guesses of one object are followed; whoever has more has lists of something else. */
const MOST_GUESSES = 500;
/** Longer ones tell nobody more. */
const LONGEST_PATH = 500;
/**
 * All that is kept of one object, in characters. An API server takes objects of some
 * 1.5 MB, in which what is short can stand for much: a path for each reference, the
 * labels of a selector for each name.
 */
const MOST_KEPT = 8_000_000;
/** Each of them is compared with all Secrets of its namespace. */
const MOST_SELECTIONS = 20;
const MOST_REQUIREMENTS = 100;
const MOST_VALUES = 1000;

/**
 * Collects the references of one object, each once, and sorts out what cannot
 * be a reference.
 */
export class ReferenceCollector {
  readonly #namespace: string | undefined;
  readonly #apiGroup: string;
  readonly #secretExists: SecretLookup | undefined;
  readonly #references = new Map<string, ReferenceObservation>();
  readonly #sought = new Map<string, SoughtReference>();
  readonly #selected = new Map<string, SecretSelection>();
  #guesses = 0;
  #kept = 0;
  #hasOpenTexts = false;

  constructor(options: {
    /** The object's own, absent for cluster-scoped kinds. */
    namespace?: string;
    apiGroup: string;
    secretExists?: SecretLookup;
  }) {
    this.#namespace = options.namespace;
    this.#apiGroup = options.apiGroup;
    this.#secretExists = options.secretExists;
  }

  /** The object's own namespace. */
  get namespace(): string | undefined {
    return this.#namespace;
  }

  /** Adds what an object says to be a Secret. */
  add(stated: StatedReference): void {
    const { name, namespace, keys, ...rest } = withShortPath(stated);
    if (!isSecretName(name) || this.isFull) {
      return;
    }
    const place = isGiven(namespace) ? namespace : this.#namespace;
    if (place === undefined) {
      this.seek(stated, { operatorOf: this.#apiGroup });
      return;
    }
    if (!isNamespaceName(place)) {
      return;
    }
    const reference: ReferenceObservation = {
      namespace: place,
      name,
      ...withoutUndefined(rest),
      ...namedKeys(keys),
    };
    const identity = JSON.stringify([
      place,
      name,
      reference.how,
      reference.path,
      reference.container,
      reference.keys,
    ]);
    if (!this.#references.has(identity)) {
      this.#references.set(identity, reference);
      this.#kept += identity.length;
    }
  }

  /**
   * Adds what fields say to be a Secret of which only the names are known. What
   * stands in them may be a value all the same: where it looks like one, a name is
   * kept only if a Secret has it, and a key is not kept.
   */
  addByConvention({ keys = [], ...stated }: StatedReference): void {
    if (this.#mayBeNamed(stated)) {
      this.add({ ...stated, keys: keys.filter(looksLikeKey) });
    }
  }

  /** Adds what is in a namespace that the object does not tell. */
  seek(stated: StatedReference, where: Whereabouts): void {
    const { name, namespace: _, keys, ...rest } = withShortPath(stated);
    if (!isSecretName(name) || this.isFull) {
      return;
    }
    const sought = {
      name,
      ...withoutUndefined(rest),
      ...namedKeys(keys),
      where,
    };
    const identity = JSON.stringify(sought);
    this.#sought.set(identity, sought);
    this.#kept += identity.length;
  }

  /** Adds what the object chooses by labels; a selector that cannot be read chooses nothing. */
  select(selector: unknown, selection: Omit<SecretSelection, 'labels'>): void {
    const labels = labelSelectionOf(selector);
    if (labels && this.#selected.size < MOST_SELECTIONS) {
      const selected = { ...withShortPath(selection), labels };
      this.#selected.set(JSON.stringify(selected), selected);
    }
  }

  /**
   * Adds what has the form of a reference, or is there by a convention, as a
   * name or `namespace/name`. Nothing is missing for it. A name that looks like a
   * value is kept only if a Secret has it.
   */
  guess({ name, namespace, ...rest }: GuessedReference): void {
    const given = placeOf(name, namespace);
    if (
      isSecretName(given.name) &&
      this.#guesses < MOST_GUESSES &&
      this.#mayBeNamed(given)
    ) {
      this.#guesses += 1;
      this.add({ ...given, ...rest, how: 'convention', optional: true });
    }
  }

  /**
   * Adds a text that may be a name as well as a value, if a Secret has this name:
   * no other is looked at any further.
   */
  guessText(guessed: GuessedReference): void {
    if (this.#isThere(placeOf(guessed.name, guessed.namespace))) {
      this.guess(guessed);
    }
  }

  /** Whether a name and a namespace look like names, or there is a Secret that has them. */
  #mayBeNamed(given: Place): boolean {
    const { name, namespace } = given;
    return (
      ![name, namespace].some(
        text =>
          typeof text === 'string' &&
          isSecretName(text) &&
          looksLikeCredential(text),
      ) || this.#isThere(given)
    );
  }

  /** Whether a Secret is there; if not, the text is open. */
  #isThere({ name, namespace }: Place): boolean {
    const place = isGiven(namespace) ? namespace : this.#namespace;
    if (
      !this.#secretExists ||
      !isSecretName(name) ||
      !(place === undefined || isNamespaceName(place))
    ) {
      return false;
    }
    const isThere = this.#secretExists(place, name);
    this.#hasOpenTexts ||= !isThere;
    return isThere;
  }

  /** Whether nothing is added any more. */
  get isFull(): boolean {
    return this.#kept > MOST_KEPT;
  }

  /** Whether no guess is followed any more. */
  get hasGuessedEnough(): boolean {
    return this.#guesses >= MOST_GUESSES;
  }

  /** Whether a text would name a Secret, if there were one. */
  get hasOpenTexts(): boolean {
    return this.#hasOpenTexts;
  }

  /** All references, in the order in which they stand in the object, guesses only of what nothing states. */
  get references(): ReferenceObservation[] {
    const all = [...this.#references.values()];
    const stated = new Set(
      all.filter(({ how }) => how !== 'convention').map(placeKey),
    );
    return all.filter(
      reference =>
        reference.how !== 'convention' || !stated.has(placeKey(reference)),
    );
  }

  /** The Secrets that are chosen by their labels. */
  get selected(): SecretSelection[] {
    return [...this.#selected.values()];
  }

  /** The references of which other objects tell the namespace. */
  get sought(): SoughtReference[] {
    return [...this.#sought.values()];
  }
}

function placeKey({ namespace, name }: ReferenceObservation): string {
  return `${namespace}/${name}`;
}

function isGiven(namespace: unknown): boolean {
  return namespace !== undefined && namespace !== null && namespace !== '';
}

/** The name, and the namespace if one is given in the same text or beside it. */
function placeOf(name: unknown, namespace: unknown): Place {
  return isGiven(namespace) || typeof name !== 'string'
    ? { name, namespace }
    : namespacedName(name);
}

/** What a selector of Kubernetes says, as far as it has the right form and is not endless. */
function labelSelectionOf(selector: unknown): LabelSelection | undefined {
  if (!isJson(selector)) {
    return undefined;
  }
  const matchLabels = keptLabels(objectAt(selector, 'matchLabels'));
  const matchExpressions = itemsAt(selector, 'matchExpressions').flatMap(
    ({ item }) => {
      const key = textAt(item, 'key');
      const operator = textAt(item, 'operator');
      return key !== undefined && operator !== undefined
        ? { key, operator, values: textsAt(item, 'values') }
        : [];
    },
  );
  const values = matchExpressions.reduce(
    (count, each) => count + each.values.length,
    0,
  );
  return Object.keys(matchLabels).length + matchExpressions.length >
    MOST_REQUIREMENTS || values > MOST_VALUES
    ? undefined
    : { matchLabels, matchExpressions };
}

function withShortPath<T extends { path?: string }>(stated: T): T {
  const { path } = stated;
  return path === undefined || path.length <= LONGEST_PATH
    ? stated
    : { ...stated, path: `${path.slice(0, LONGEST_PATH)}…` };
}

function namedKeys(keys: unknown[] = []): Pick<ReferenceObservation, 'keys'> {
  const named = new Set(keys.filter(isDataKey));
  return named.size > 0 ? { keys: [...named] } : {};
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as T;
}
