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

import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import {
  boundRows,
  insertRows,
  isIndexable,
  selectRows,
  storableText,
} from '../common/rows';
import { columnsOf } from '../tables';

const MOST_REMEMBERED = 50_000;
/** Of what is too long, in characters, each of which takes up to four bytes. */
const KEPT_OF_LONG = 150;

/** What a name is one of. */
export type NameKind =
  | 'source'
  | 'target'
  | 'subject'
  | 'pod'
  | 'through'
  | 'address'
  | 'client'
  | 'grant';

/** A name and what it is one of. */
export interface AuditName {
  kind: NameKind;
  name: string;
}

interface Known {
  id: number;
  usedOn: number;
}

/**
 * The table `audit_names`: what events name, each once, as events name the same few
 * again and again.
 */
export class AuditNames {
  readonly #knex: Knex;
  readonly #known = new LRUCache<string, Known>({ max: MOST_REMEMBERED });

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * The ids of names; those that are new are added at once, outside of any transaction.
   *
   * @param today - in days since 1970: what is used today is not forgotten soon
   */
  async idsOf(
    wanted: readonly AuditName[],
    today: number,
  ): Promise<(name: AuditName) => number> {
    const ids = new Map<string, number>();
    const open = new Map<string, AuditName>();
    for (const { kind, name: given } of wanted) {
      const name = storedName(given);
      const key = keyOf(kind, name);
      const known = this.#known.get(key);
      if (known && known.usedOn >= today) {
        ids.set(key, known.id);
      } else {
        open.set(key, { kind, name });
      }
    }
    const read = async () => {
      for (const row of await this.#read([...open.values()])) {
        if (row.used_on >= today) {
          const key = keyOf(row.kind, row.name);
          ids.set(key, row.id);
          this.#known.set(key, { id: row.id, usedOn: row.used_on });
          open.delete(key);
        }
      }
    };
    if (open.size > 0) {
      await read();
    }
    if (open.size > 0) {
      await this.#add([...open.values()], today);
      await read();
    }
    return ({ kind, name }) => ids.get(keyOf(kind, storedName(name)))!;
  }

  async #read(names: readonly AuditName[]) {
    const bound = boundRows(
      this.#knex,
      columnsOf('audit_names', 'kind', 'name'),
      names,
    );
    return await selectRows<{
      id: number;
      kind: string;
      name: string;
      used_on: number;
    }>(
      this.#knex,
      `select n.id, n.kind, n.name, n.used_on from ${bound.sql}
       ${bound.join} audit_names n on n.kind = x.kind and n.name = x.name`,
      bound.bindings,
    );
  }

  /** In one order, as others add the same at the same time. */
  async #add(names: readonly AuditName[], today: number): Promise<void> {
    const sorted = new Map(
      names
        .map(name => [keyOf(name.kind, name.name), name] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
    await insertRows(
      this.#knex,
      'audit_names',
      columnsOf('audit_names', 'kind', 'name', 'used_on'),
      [...sorted.values()].map(({ kind, name }) => ({
        kind,
        name,
        used_on: today,
      })),
      `(kind, name) do update set used_on = excluded.used_on
       where audit_names.used_on < excluded.used_on`,
    );
  }
}

function keyOf(kind: string, name: string): string {
  return `${kind} ${name}`;
}

/**
 * As a name stands in the table. Whoever may impersonate can choose names of any length:
 * they are cut, and stay apart, so that nobody hides behind one.
 */
function storedName(name: string): string {
  const text = storableText(name);
  return isIndexable(text)
    ? text
    : `${text.slice(0, KEPT_OF_LONG)}~${createHash('sha256')
        .update(text)
        .digest('hex')}`;
}
