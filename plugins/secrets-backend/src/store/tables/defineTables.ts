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

import type { ColumnType } from '../common/rows';

/** How the rows of a table hang on those of another one. */
export interface Parent {
  table: string;
  /** Columns of the parent, by those of the table that hold the same. */
  by: Record<string, string>;
}

/** What is known of a table. */
export interface TableDescription {
  /** Those that end with a question mark may be null. */
  columns: Readonly<Record<string, ColumnType | `${ColumnType}?`>>;
  /** What the rows are deleted with; several where any of these will do. */
  parents: readonly Parent[];
  /**
   * Set where rows are only ever added, so that any number of them may hang on
   * one: they go by their age, too.
   */
  isLog?: boolean;
  /** The file that deletes the rows of a table without parents. */
  purgedBy?: string;
}

/** Takes descriptions for what they are, so that types follow from them. */
export function defineTables<
  const T extends Readonly<Record<string, TableDescription>>,
>(tables: T): T {
  return tables;
}

export const withSource = {
  table: 'sources',
  by: { source_id: 'id' },
} satisfies Parent;

export const withSecret = {
  table: 'secrets',
  by: { source_id: 'source_id', secret_id: 'id' },
} satisfies Parent;

export const withFinding = {
  table: 'findings',
  by: { finding_id: 'id' },
} satisfies Parent;

export const withObject = {
  table: 'objects',
  by: { source_id: 'source_id', object_ref: 'ref' },
} satisfies Parent;

export const withRequest = {
  table: 'requests',
  by: { request_id: 'id' },
} satisfies Parent;
