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

import { ANY_NAMESPACE, isPossiblyAny } from '@keyward/kube-model';
import type { Knex } from 'knex';
import type { HistoryEvent } from '../../store/inventory';
import { KUBERNETES, TOPICS } from '../../store/common/presence';
import { placeOf } from '../../store/edges/placeOf';
import { insertRows } from '../../store/common/rows';
import type { SourceFence } from '../../store/sources/SourceFence';
import { columnsOf } from '../../store/tables';

/** The kind of system that a source is of. */
export function systemOf({ system }: Pick<SourceFence, 'system'>): string {
  return system ?? KUBERNETES;
}

/** A place in a source that several objects name. */
export interface SecretName {
  namespace: string;
  name: string;
}

/** A place, or the ref of a secret there. */
export type NameOrRef =
  | (SecretName & { ref: null })
  | { namespace: null; name: null; ref: string };

/** The places that rows name; refs of other sources are left out, as they are none of this one. */
export function toNames(
  rows: readonly NameOrRef[],
  sourceId: string,
): SecretName[] {
  return rows.flatMap(row => {
    if (row.ref === null) {
      return [{ namespace: row.namespace, name: row.name }];
    }
    return placeOf(row.ref, sourceId) ?? [];
  });
}

export interface HistoryRow {
  secretId: string;
  at: string;
  event: HistoryEvent;
  keys?: string[];
  detail?: string;
}

/** What one batch needs, and what it finds out on its way through one transaction. */
export interface BatchContext {
  tx: Knex.Transaction;
  fence: SourceFence;
  stream: string;
  generation: string | undefined;
  /** Nothing of this stream was stored before, so nothing needs to be looked up. */
  blank: boolean;
  observedAt: string;
  /** Up to when nothing of this stream is untold: a value that is stored was the value then. */
  seenAt: string | undefined;
  history: HistoryRow[];
  /** Refs that the batch named and that were not written, as they are as stored. */
  unchanged: string[];
  /** Refs whose stored rows were written or removed. */
  rewritten: string[];
  changedIds: Set<string>;
  /** The ids of secrets that are new or gone, or other ones to who may reach what. */
  accessIds: Set<string>;
  /** Names whose consumers, deliverers or presence may be others now. */
  touched: NameSet;
  /**
   * Those of which an object says something else: how it takes them, whom it
   * serves with them, when it renews them. Rules ask for more than the row has.
   */
  described: NameSet;
}

/** A set of namespaces and names. */
export class NameSet {
  readonly #names = new Map<string, SecretName>();
  readonly #anywhere = new Set<string>();
  readonly #wholeNamespaces = new Set<string>();

  get size(): number {
    return this.#names.size;
  }

  has(name: SecretName): boolean {
    return this.#names.has(keyOf(name));
  }

  add(name: SecretName): void {
    if (name.namespace === TOPICS) {
      return;
    }
    if (name.namespace === ANY_NAMESPACE) {
      this.#anywhere.add(name.name);
      return;
    }
    if (name.namespace.startsWith(ANY_NAMESPACE)) {
      const namespace = name.namespace.slice(ANY_NAMESPACE.length);
      if (isPossiblyAny(name)) {
        this.#wholeNamespaces.add(namespace);
        return;
      }
      this.add({ namespace, name: name.name });
      return;
    }
    // Neither part can hold a NUL by the time it is stored.
    this.#names.set(keyOf(name), {
      namespace: name.namespace,
      name: name.name,
    });
  }

  addAll(names: Iterable<SecretName>): void {
    for (const name of names) {
      this.add(name);
    }
  }

  values(): SecretName[] {
    return [...this.#names.values()];
  }

  /** Names of which the namespace is not known. */
  get anywhere(): string[] {
    return [...this.#anywhere];
  }

  /** Namespaces of which any Secret may be meant. */
  get wholeNamespaces(): string[] {
    return [...this.#wholeNamespaces];
  }
}

/** One string for a namespace and a name. */
export function keyOf({ namespace, name }: SecretName): string {
  return `${namespace}\u0000${name}`;
}

const HISTORY_COLUMNS = columnsOf(
  'history',
  'source_id',
  'secret_id',
  'at',
  'event',
  'keys',
  'detail',
);

export async function writeHistory(context: BatchContext): Promise<void> {
  const { tx, fence, history } = context;
  await insertRows(
    tx,
    'history',
    HISTORY_COLUMNS,
    history.map(({ secretId, at, event, keys, detail }) => ({
      source_id: fence.sourceId,
      secret_id: secretId,
      at,
      event,
      keys: keys?.length ? JSON.stringify(keys) : null,
      detail: detail ?? null,
    })),
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

/** An instant in the one form that sorts as text; undefined for what is none. */
export function instantOf(time: string | undefined): string | undefined {
  if (!time) {
    return undefined;
  }
  const match = INSTANT.exec(time);
  if (match) {
    return match[1] ? time : `${time.slice(0, 19)}.000Z`;
  }
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
