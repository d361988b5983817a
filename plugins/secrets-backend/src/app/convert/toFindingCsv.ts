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
import type { StoredFinding } from '../../store/findings/FindingsStore';

const COLUMNS: [title: string, read: (finding: StoredFinding) => unknown][] = [
  ['rule', finding => finding.rule],
  ['severity', finding => finding.severity],
  ['state', finding => finding.state],
  ['source', finding => finding.secret.sourceId],
  ['namespace', finding => finding.secret.namespace],
  ['secret', finding => finding.secret.name],
  ['about', finding => finding.item],
  ['owners', finding => finding.ownerRefs.join(' ')],
  ['due', finding => finding.dueAt],
  ['first seen', finding => finding.firstSeen],
  ['last seen', finding => finding.lastSeen],
  ['decided by', finding => finding.by],
  ['reason', finding => finding.reason],
  ['suppressed until', finding => finding.expiresAt],
  ['evidence', finding => JSON.stringify(finding.evidence)],
  ['ref', finding => finding.secret.ref],
  ['id', finding => finding.id],
];

/** The header line of an export of findings. */
export function findingCsvHeader(): string {
  return formatCsvRow(COLUMNS.map(([title]) => title));
}

/** A finding as a line of an export. */
export function toFindingCsv(finding: StoredFinding): string {
  return formatCsvRow(COLUMNS.map(([, read]) => String(read(finding) ?? '')));
}
