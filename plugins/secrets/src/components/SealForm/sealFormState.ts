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

import { checkKey, checkName, type SealingScope } from '@keyward/sealing';
import { missingKeys, SECRET_TYPES } from '../../seal';

/** How a value came into the form. */
export type ValueOrigin = 'typed' | 'file' | 'generated';

/** What the form remembers of a value besides the value itself. */
export interface ValueFacts {
  origin: ValueOrigin;
  /** In bytes. */
  size: number;
}

/** A key of the Secret. */
export interface KeyRow {
  id: string;
  name: string;
  /** Whether the type or the Secret that is changed gives it its name. */
  isFixed: boolean;
}

/** The Secret whose values are replaced. */
export interface ReplacedSecret {
  sourceId: string;
  namespace: string;
  name: string;
  type: string;
  keys: readonly string[];
}

/** What the form holds, without the values: these are in `HeldValues`. */
export interface SealFormState {
  /** Ids of places. */
  places: readonly string[];
  /** By the id of the place, where a place has several controllers: `namespace/name`. */
  controllers: Readonly<Record<string, string>>;
  name: string;
  type: string;
  scope: SealingScope;
  rows: readonly KeyRow[];
  /** Whether each place has values of its own. */
  isEach: boolean;
  /** By {@link valueId}. */
  values: Readonly<Record<string, ValueFacts>>;
}

const ALL_PLACES = '*';

/** Names a value of the form: that of a key for all places, or for one. */
export function valueId(row: KeyRow, placeId: string | undefined): string {
  return `${row.id} ${placeId ?? ALL_PLACES}`;
}

/** A name for a row that no other has had. */
export function newRow(name = '', isFixed = false): KeyRow {
  return { id: crypto.randomUUID(), name, isFixed };
}

export function createState(
  replaced: ReplacedSecret | undefined,
): SealFormState {
  return {
    places: replaced ? [`${replaced.sourceId}/${replaced.namespace}`] : [],
    controllers: {},
    name: replaced?.name ?? '',
    type: replaced?.type ?? 'Opaque',
    scope: 'strict',
    rows: replaced ? replaced.keys.map(key => newRow(key, true)) : [newRow()],
    isEach: false,
    values: {},
  };
}

/** The rows of another type: its own keys, and of those before what has a name. */
export function rowsOfType(
  type: string,
  rows: readonly KeyRow[],
): readonly KeyRow[] {
  const keys = SECRET_TYPES.find(({ name }) => name === type)?.keys;
  const free = rows.filter(({ name, isFixed }) => !isFixed && name !== '');
  if (!keys) {
    return free.length > 0 ? free : [newRow()];
  }
  const own = keys.map(
    ({ name }) =>
      rows.find(row => row.name === name && row.isFixed) ?? newRow(name, true),
  );
  return [
    ...own,
    ...free.filter(row => !keys.some(({ name }) => name === row.name)),
  ];
}

/** What stands in the way of sealing, by the place in the form. */
export interface FormProblems {
  hasNoPlace: boolean;
  isNameWrong: boolean;
  /** By the id of the row. */
  rows: Record<string, 'keyWrong' | 'keyTwice' | 'missing'>;
  /** Of each list, one key is missing. */
  missingKeys: readonly (readonly string[])[];
  hasNoValue: boolean;
}

/**
 * Looks whether the form is complete.
 *
 * @param isReplacing - keys without a value keep theirs
 */
export function problemsOf(
  state: SealFormState,
  isReplacing: boolean,
): FormProblems {
  const rows: FormProblems['rows'] = {};
  const seen = new Set<string>();
  const given: string[] = [];
  for (const row of state.rows) {
    const count = valueIdsOf(state, row).filter(id => state.values[id]).length;
    const isBlank = row.name === '' && count === 0;
    if (isBlank && state.rows.length > 1) {
      continue;
    }
    if (!passes(() => checkKey(row.name))) {
      rows[row.id] = 'keyWrong';
    } else if (seen.has(row.name)) {
      rows[row.id] = 'keyTwice';
    } else if (count < valueIdsOf(state, row).length && isNeeded(state, row)) {
      if (!isReplacing || count > 0) {
        rows[row.id] = 'missing';
      }
    }
    seen.add(row.name);
    if (count > 0) {
      given.push(row.name);
    }
  }
  return {
    hasNoPlace: state.places.length === 0,
    isNameWrong: !passes(() => checkName(state.name)),
    rows,
    missingKeys: isReplacing ? [] : missingKeys(state.type, given),
    hasNoValue: given.length === 0,
  };
}

/** Whether nothing stands in the way. */
export function isComplete(problems: FormProblems): boolean {
  return (
    !problems.hasNoPlace &&
    !problems.isNameWrong &&
    !problems.hasNoValue &&
    problems.missingKeys.length === 0 &&
    Object.keys(problems.rows).length === 0
  );
}

/** The values of a row: one, or one for each place. */
export function valueIdsOf(state: SealFormState, row: KeyRow): string[] {
  return state.isEach && state.places.length > 1
    ? state.places.map(place => valueId(row, place))
    : [valueId(row, undefined)];
}

/** Of a type with several choices of keys, one is enough. */
function isNeeded(state: SealFormState, row: KeyRow): boolean {
  const needs = SECRET_TYPES.find(({ name }) => name === state.type)?.needs;
  const choices = needs?.find(keys => keys.includes(row.name));
  return !row.isFixed || !choices || choices.length === 1;
}

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
