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
  narrowAge,
  type KeyObservation,
  type ValueAge,
  type ValueAgeBasis,
} from '@keyward/observation';
import { instantOf } from './context';
import type { Row } from '../../store/tables';

/** A key as it is stored. */
export interface KeyRow
  extends Row<
    'secret_keys',
    | 'secret_id'
    | 'name'
    | 'weak'
    | 'fingerprint'
    | 'fingerprint_key_id'
    | 'age_earliest'
    | 'age_latest'
    | 'age_basis'
  > {
  /** 1 if certificates of it are stored. */
  holds_certificates: number;
}

export interface KeyChanges {
  /** The keys of now, their ages narrowed by what was seen before. */
  keys: KeyObservation[];
  added: string[];
  removed: string[];
  valueChanged: string[];
}

/** Compares the keys of a secret with those that are stored. */
export function compareKeys(
  next: KeyObservation[],
  previous: KeyRow[],
  seen: {
    lastSeenAt: string | undefined;
    observedAt: string;
    /** Whether what counts as weak is what counted then. */
    sameClassifier: boolean;
  },
): KeyChanges {
  const before = new Map(previous.map(key => [key.name, key]));
  const changes: KeyChanges = {
    keys: [],
    added: [],
    removed: [],
    valueChanged: [],
  };
  for (const key of next) {
    const stored = before.get(key.name);
    before.delete(key.name);
    if (!stored) {
      changes.added.push(key.name);
      changes.keys.push(key);
      continue;
    }
    const changed = valueChanged(key, stored, seen);
    if (changed) {
      changes.valueChanged.push(key.name);
    }
    changes.keys.push(
      changed === undefined
        ? key
        : {
            ...key,
            age: narrowAge(normalized(key.age), {
              age: storedAge(stored),
              changed,
              lastSeenAt: seen.lastSeenAt,
              observedAt: seen.observedAt,
            }),
          },
    );
  }
  changes.removed.push(...before.keys());
  return changes;
}

/** Undefined where it cannot be told. */
function valueChanged(
  next: KeyObservation,
  stored: KeyRow,
  {
    lastSeenAt,
    sameClassifier,
  }: { lastSeenAt: string | undefined; sameClassifier: boolean },
): boolean | undefined {
  if (next.fingerprint && stored.fingerprint) {
    if (next.fingerprintKeyId === stored.fingerprint_key_id) {
      return next.fingerprint !== stored.fingerprint;
    }
  } else if (
    sameClassifier &&
    ((next.fingerprint && stored.weak) || (next.weak && stored.fingerprint))
  ) {
    return true;
  }
  // Nobody who owns the data wrote since the last look, so it is the same.
  const latest = instantOf(next.age.latest);
  return latest && lastSeenAt && latest <= lastSeenAt ? false : undefined;
}

function normalized(age: ValueAge): ValueAge {
  const earliest = instantOf(age.earliest);
  const latest = instantOf(age.latest);
  return {
    ...(earliest ? { earliest } : {}),
    ...(latest ? { latest } : {}),
    basis: age.basis,
  };
}

/** The age that a row holds. */
export function storedAge(row: {
  age_earliest: string | null;
  age_latest: string | null;
  age_basis: string;
}): ValueAge {
  return {
    ...(row.age_earliest ? { earliest: row.age_earliest } : {}),
    ...(row.age_latest ? { latest: row.age_latest } : {}),
    basis: row.age_basis as ValueAgeBasis,
  };
}
