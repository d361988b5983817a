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

import { auditTables } from './audit';
import { complianceTables } from './compliance';
import type { TableDescription } from './defineTables';
import { findingTables } from './findings';
import { inventoryTables } from './inventory';
import { linkTables } from './links';
import { requestTables } from './requests';
import { sourceTables } from './sources';

const all = {
  ...sourceTables,
  ...inventoryTables,
  ...findingTables,
  ...linkTables,
  ...complianceTables,
  ...requestTables,
  ...auditTables,
};

type Tables = typeof all;

/** The name of a table. */
export type TableName = keyof Tables;

/** The name of a column of a table. */
export type ColumnName<T extends TableName> = keyof Tables[T]['columns'] &
  string;

interface Values {
  text: string;
  integer: number;
  /** PostgreSQL gives text. */
  bigint: number | string;
  /** SQLite gives 0 or 1. */
  boolean: boolean | number;
  /** Bound as hexadecimal digits. */
  binary: Buffer;
}

type ValueOf<C> = C extends keyof Values
  ? Values[C]
  : C extends `${infer B extends keyof Values}?`
  ? Values[B] | null
  : never;

/** A row of a table, or some columns of it. */
export type Row<
  T extends TableName,
  C extends ColumnName<T> = ColumnName<T>,
> = {
  [column in C]: ValueOf<
    Tables[T]['columns'][column & keyof Tables[T]['columns']]
  >;
};

/**
 * Every table, with its columns and what its rows are deleted with. Row types, the
 * types of what is bound, retention and purge follow from it; a test holds it against
 * the migrations.
 */
export const tables: Readonly<Record<TableName, TableDescription>> = all;
