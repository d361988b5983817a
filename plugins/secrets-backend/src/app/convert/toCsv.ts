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
import type { SecretSummary } from '../../schema/openapi/generated/models';

const COLUMNS: [title: string, read: (secret: SecretSummary) => unknown][] = [
  ['source', secret => secret.sourceId],
  ['namespace', secret => secret.namespace],
  ['name', secret => secret.name],
  ['class', secret => secret.class],
  ['type', secret => secret.type],
  ['exists', secret => secret.exists],
  ['keys', secret => secret.keyCount],
  ['key names', secret => secret.keyNames.join(' ')],
  ['delivered by', secret => secret.deliverer.kind],
  ['deliverer', secret => secret.deliverer.name],
  ['consumers', secret => secret.consumerCount],
  ['value not before', secret => secret.valueAge.earliest],
  ['value not after', secret => secret.valueAge.latest],
  ['age known by', secret => secret.valueAge.basis],
  ['severity', secret => secret.finding?.severity],
  ['worst finding', secret => secret.finding?.rule],
  ['findings', secret => secret.findingCount],
  ['problems', secret => secret.problems.map(({ code }) => code).join(' ')],
  ['entities', secret => secret.links.map(link => link.entityRef).join(' ')],
  ['ref', secret => secret.ref],
];

/** The header line of an export. */
export function csvHeader(): string {
  return line(COLUMNS.map(([title]) => title));
}

/** A secret as a line of an export. */
export function toCsv(secret: SecretSummary): string {
  return line(COLUMNS.map(([, read]) => read(secret)));
}

function line(values: unknown[]): string {
  return formatCsvRow(values.map(value => String(value ?? '')));
}
