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

import { formatCsvRow } from '@keyward/observation';
import type { AccessMatrix } from '../../access';

/** A cell of a matrix with the secret and the subject that meet in it. */
export interface AccessRow {
  secret: AccessMatrix['secrets'][number];
  subject: AccessMatrix['subjects'][number];
  cell: AccessMatrix['cells'][number];
}

const COLUMNS: [title: string, read: (row: AccessRow) => unknown][] = [
  ['source', ({ secret }) => secret.sourceId],
  ['namespace', ({ secret }) => secret.namespace],
  ['secret', ({ secret }) => secret.name],
  ['subject kind', ({ subject }) => subject.kind],
  ['subject namespace', ({ subject }) => subject.namespace],
  ['subject', ({ subject }) => subject.name],
  ['access', ({ cell }) => cell.access],
  ['by', ({ cell }) => cell.kinds.join(' ')],
  ['needed', ({ cell }) => (cell.isNeeded ? 'yes' : 'not known')],
  ['part of Kubernetes', ({ subject }) => (subject.isSystem ? 'yes' : 'no')],
  ['ref', ({ secret }) => secret.ref],
];

/** The header line of an export of a matrix. */
export function accessCsvHeader(): string {
  return formatCsvRow(COLUMNS.map(([title]) => title));
}

/** A cell as a line of an export. */
export function toAccessCsv(row: AccessRow): string {
  return formatCsvRow(COLUMNS.map(([, read]) => String(read(row) ?? '')));
}

/** The rows of a matrix. */
export function accessRowsOf(matrix: AccessMatrix): AccessRow[] {
  const secrets = new Map(matrix.secrets.map(each => [each.id, each]));
  const subjects = new Map(matrix.subjects.map(each => [each.id, each]));
  return matrix.cells.map(cell => ({
    secret: secrets.get(cell.secretId)!,
    subject: subjects.get(cell.subjectId)!,
    cell,
  }));
}
