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

import { printable } from '../text';

/** Also behind blanks, which some spreadsheets skip, and in full width. */
const FORMULA = /^\s*[=+\-@|%\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * A row of CSV (RFC 4180), its line end included. A spreadsheet runs a cell that
 * begins like a formula, and names come from whoever may write to a cluster, so
 * such a cell is led by an apostrophe. What a terminal would obey is shown as
 * its code.
 *
 * @public
 */
export function formatCsvRow(cells: string[]): string {
  return `${cells.map(toCell).join(',')}\r\n`;
}

function toCell(text: string): string {
  const safe = printable(text, '\t\r\n');
  const guarded = FORMULA.test(safe) ? `'${safe}` : safe;
  return /[",\r\n]/.test(guarded)
    ? `"${guarded.replaceAll('"', '""')}"`
    : guarded;
}
