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

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { checkValues, HeldValues, type ValueProblem } from '../../seal';
import {
  createState,
  newRow,
  valueId,
  valueIdsOf,
  type KeyRow,
  type ReplacedSecret,
  type SealFormState,
  type ValueOrigin,
} from './sealFormState';

/** Somebody is still typing before. */
const CHECK_MS = 300;

export interface SealForm {
  state: SealFormState;
  change: (patch: Partial<SealFormState>) => void;
  /** Takes a value over, or removes it. */
  setValue: (
    id: string,
    value: Uint8Array | undefined,
    origin: ValueOrigin,
  ) => void;
  /** Takes over what was read from files, each under its key. */
  addValues: (values: ReadonlyMap<string, Uint8Array>) => void;
  removeRow: (row: KeyRow) => void;
  /** The values for a place, by key; of all places without one. */
  valuesFor: (placeId: string | undefined) => Map<string, Uint8Array>;
  /** All values, for what must hold none of them. */
  held: HeldValues;
  /** By the id of the value. */
  problems: Readonly<Record<string, ValueProblem[]>>;
}

/**
 * The state of the form. Values are kept beside it and overwritten when the form
 * closes; of each, the state has only the size.
 */
export function useSealForm(replaced: ReplacedSecret | undefined): SealForm {
  const [state, setState] = useState(() => createState(replaced));
  const [problems, setProblems] = useState<Record<string, ValueProblem[]>>({});
  const held = useRef<HeldValues>();
  held.current ??= new HeldValues();
  const values = held.current;
  useEffect(() => () => values.clear(), [values]);

  const change = useCallback(
    (patch: Partial<SealFormState>) =>
      setState(previous => ({ ...previous, ...patch })),
    [],
  );
  const setValue = useCallback(
    (id: string, value: Uint8Array | undefined, origin: ValueOrigin) => {
      if (value) {
        values.set(id, value);
      } else {
        values.delete(id);
      }
      setState(previous => {
        const { [id]: _, ...others } = previous.values;
        return {
          ...previous,
          values: value
            ? { ...others, [id]: { origin, size: value.length } }
            : others,
        };
      });
    },
    [values],
  );
  const removeRow = useCallback(
    (row: KeyRow) => {
      const ids = Object.keys(state.values).filter(id =>
        id.startsWith(`${row.id} `),
      );
      for (const id of ids) {
        setValue(id, undefined, 'typed');
      }
      change({ rows: state.rows.filter(({ id }) => id !== row.id) });
    },
    [change, setValue, state],
  );
  const addValues = useCallback(
    (read: ReadonlyMap<string, Uint8Array>) => {
      const added = [...read.keys()]
        .filter(key => !state.rows.some(({ name }) => name === key))
        .map(key => newRow(key));
      const isBlank = (row: KeyRow) =>
        row.name === '' && !valueIdsOf(state, row).some(id => state.values[id]);
      const rows = [...state.rows.filter(row => !isBlank(row)), ...added];
      change({ rows });
      for (const row of rows) {
        const value = read.get(row.name);
        for (const id of value ? valueIdsOf(state, row) : []) {
          // A copy for each place, as each is overwritten by itself.
          setValue(id, new Uint8Array(value!), 'file');
        }
      }
    },
    [change, setValue, state],
  );
  const valuesFor = useCallback(
    (placeId: string | undefined) =>
      new Map(
        state.rows.flatMap(row => {
          const isEach = state.isEach && state.places.length > 1;
          const value = values.get(valueId(row, isEach ? placeId : undefined));
          return value ? [[row.name, value] as const] : [];
        }),
      ),
    [state, values],
  );

  const groups = useMemo(
    () =>
      state.isEach && state.places.length > 1 ? state.places : [undefined],
    [state.isEach, state.places],
  );
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const now = new Date();
      const found: Record<string, ValueProblem[]> = {};
      for (const placeId of groups) {
        const checked = await checkValues(state.type, valuesFor(placeId), {
          now,
        });
        for (const problem of checked) {
          const row = state.rows.find(({ name }) => name === problem.key);
          if (row) {
            (found[valueId(row, placeId)] ??= []).push(problem);
          }
        }
      }
      if (!isOver) {
        setProblems(found);
      }
    }, CHECK_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [groups, state.rows, state.type, state.values, valuesFor]);

  return useMemo(
    () => ({
      state,
      change,
      setValue,
      addValues,
      removeRow,
      valuesFor,
      held: values,
      problems,
    }),
    [
      state,
      change,
      setValue,
      addValues,
      removeRow,
      valuesFor,
      values,
      problems,
    ],
  );
}
