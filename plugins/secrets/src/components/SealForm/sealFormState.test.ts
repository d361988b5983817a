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
  createState,
  isComplete,
  newRow,
  problemsOf,
  rowsOfType,
  valueId,
  type SealFormState,
} from './sealFormState';

const FACTS = { origin: 'typed', size: 4 } as const;

function stateOf(
  keys: Record<string, boolean>,
  more: Partial<SealFormState> = {},
): SealFormState {
  const rows = Object.keys(keys).map(key => newRow(key));
  return {
    ...createState(undefined),
    places: ['production/shop'],
    name: 'db',
    rows,
    values: Object.fromEntries(
      rows
        .filter(({ name }) => keys[name])
        .map(row => [valueId(row, undefined), FACTS]),
    ),
    ...more,
  };
}

describe('problemsOf', () => {
  const rowsOf = (state: SealFormState, isReplacing = false) =>
    Object.values(problemsOf(state, isReplacing).rows);

  it('has none where all is given', () => {
    const state = stateOf({ password: true, 'a.b-c_D': true });
    expect(isComplete(problemsOf(state, false))).toBe(true);
  });

  it('names what is missing', () => {
    const problems = problemsOf(
      stateOf({ password: false }, { places: [], name: 'No Name' }),
      false,
    );
    expect(problems).toMatchObject({
      hasNoPlace: true,
      isNameWrong: true,
      hasNoValue: true,
    });
    expect(Object.values(problems.rows)).toEqual(['missing']);
    expect(isComplete(problems)).toBe(false);
  });

  it('refuses keys that Kubernetes takes for none, and those that are there twice', () => {
    expect(rowsOf(stateOf({ 'a b': true }))).toEqual(['keyWrong']);
    const twice = stateOf({ a: true });
    const rows = [...twice.rows, newRow('a')];
    expect(rowsOf({ ...twice, rows })).toEqual(['keyTwice']);
  });

  it('leaves rows out that nobody filled in, unless there is no other', () => {
    const state = stateOf({ a: true });
    expect(rowsOf({ ...state, rows: [...state.rows, newRow()] })).toEqual([]);
    expect(rowsOf(createState(undefined))).toEqual(['keyWrong']);
  });

  it('asks for the keys of a type', () => {
    const tls = (keys: Record<string, boolean>) =>
      problemsOf(stateOf(keys, { type: 'kubernetes.io/tls' }), false);
    expect(tls({ 'tls.crt': true }).missingKeys).toEqual([['tls.key']]);
    expect(tls({ 'tls.crt': true, 'tls.key': true }).missingKeys).toEqual([]);
    const basic = stateOf({}, { type: 'kubernetes.io/basic-auth' });
    const rows = rowsOfType('kubernetes.io/basic-auth', []);
    const one = {
      ...basic,
      rows,
      values: { [valueId(rows[1], undefined)]: FACTS },
    };
    expect(isComplete(problemsOf(one, false))).toBe(true);
  });

  it('wants a value for each place, where each has its own', () => {
    const state = stateOf(
      { a: false },
      { places: ['one/x', 'two/x'], isEach: true },
    );
    const [row] = state.rows;
    const half = { ...state, values: { [valueId(row, 'one/x')]: FACTS } };
    expect(rowsOf(half)).toEqual(['missing']);
    const whole = {
      ...half,
      values: { ...half.values, [valueId(row, 'two/x')]: FACTS },
    };
    expect(rowsOf(whole)).toEqual([]);
  });

  it('lets keys keep their values, where values are replaced', () => {
    const state = {
      ...createState({
        sourceId: 'production',
        namespace: 'shop',
        name: 'db',
        type: 'kubernetes.io/tls',
        keys: ['tls.crt', 'tls.key'],
      }),
    };
    expect(problemsOf(state, true)).toMatchObject({
      rows: {},
      missingKeys: [],
      hasNoValue: true,
    });
    const values = { [valueId(state.rows[1], undefined)]: FACTS };
    expect(isComplete(problemsOf({ ...state, values }, true))).toBe(true);
  });
});

describe('rowsOfType', () => {
  it('keeps what has a name, and begins with the keys of the type', () => {
    const rows = [newRow('mine'), newRow()];
    const names = (type: string, from = rows) =>
      rowsOfType(type, from).map(({ name }) => name);
    expect(names('kubernetes.io/tls')).toEqual(['tls.crt', 'tls.key', 'mine']);
    expect(names('Opaque')).toEqual(['mine']);
    expect(names('Opaque', [])).toEqual(['']);
    const tls = rowsOfType('kubernetes.io/tls', rows);
    expect(names('kubernetes.io/ssh-auth', [...tls])).toEqual([
      'ssh-privatekey',
      'mine',
    ]);
  });
});
