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

import { formatCsvRow, printable, printableJson } from '@keyward/observation';
import { formatTable } from '../output/formatTable';
import { formatAge, formatBasis } from './formatAge';
import { type ConsumerRow, type InventoryRow } from './InventoryRow';

export const FORMATS = ['table', 'json', 'csv'] as const;

export type InventoryFormat = (typeof FORMATS)[number];

const NAMED = 3;
const NONE = '-';

const STATES: Record<InventoryRow['states'][number], string> = {
  deliveryFailed: 'delivery failed',
  missing: 'referenced but missing',
  notInFile: 'referenced, not in this file',
};

/** The inventory as it is printed. */
export function formatInventory(
  rows: InventoryRow[],
  format: InventoryFormat,
  now: Date,
): string {
  if (format === 'json') {
    return `${printableJson({ version: 1, secrets: rows }, 2)}\n`;
  }
  return format === 'csv' ? toCsv(rows, now) : toTable(rows, now);
}

function toTable(rows: InventoryRow[], now: Date): string {
  return formatTable(
    [
      'SECRET',
      'CLASS',
      'TYPE',
      'KEYS',
      'DELIVERED BY',
      'CONSUMERS',
      'AGE OF VALUE',
      'KNOWN BY',
      'STATE',
    ],
    rows.map(row => [
      `${row.namespace}/${row.name}`,
      row.class ?? NONE,
      row.type || NONE,
      keysOf(row),
      deliveredBy(row),
      consumersOf(row),
      formatAge(row.age, now),
      formatBasis(row.age),
      stateOf(row) || NONE,
    ]),
  );
}

function toCsv(rows: InventoryRow[], now: Date): string {
  return [
    [
      'source',
      'namespace',
      'name',
      'class',
      'type',
      'keys',
      'key names',
      'delivered by',
      'consumers',
      'consumer names',
      'age of value',
      'value set not before',
      'value set not after',
      'known by',
      'state',
      'possible consumers',
      'read by',
      'unknown mark',
    ],
    ...rows.map(row => [
      row.source,
      row.namespace,
      row.name,
      row.class ?? '',
      row.type ?? '',
      row.keyCount === undefined ? '' : String(row.keyCount),
      row.keys.map(({ name }) => name).join(' '),
      row.deliveredBy ? deliveredBy(row) : '',
      String(row.consumers.length),
      row.consumers.map(nameOf).join(' '),
      formatAge(row.age, now),
      row.age.earliest ?? '',
      row.age.latest ?? '',
      formatBasis(row.age),
      stateOf(row),
      row.possibleConsumers.map(nameOf).join(' '),
      row.platform ?? '',
      markOf(row.doubt),
    ]),
  ]
    .map(cells => formatCsvRow(cells.map(cell => printable(cell))))
    .join('');
}

function keysOf({ keyCount, keys }: InventoryRow): string {
  if (keyCount === undefined) {
    return NONE;
  }
  return keys.length === 0
    ? String(keyCount)
    : `${keyCount}: ${some(keys.map(({ name }) => name))}`;
}

function deliveredBy({ deliveredBy: deliverer }: InventoryRow): string {
  if (!deliverer) {
    return NONE;
  }
  return deliverer.name
    ? `${deliverer.kind} ${deliverer.name}`
    : deliverer.kind;
}

function consumersOf({
  consumers,
  possibleConsumers,
  platform,
  doubt,
}: InventoryRow): string {
  if (consumers.length > 0) {
    return `${consumers.length}: ${some(consumers.map(nameOf))}`;
  }
  if (platform !== undefined) {
    return `read by ${platform}`;
  }
  if (possibleConsumers.length > 0) {
    return `not known, maybe ${some(possibleConsumers.map(nameOf))}`;
  }
  return doubt ? `not known: ${doubt.kind} ${doubt.of}` : '0';
}

function markOf(doubt: InventoryRow['doubt']): string {
  return doubt && doubt.kind !== 'possibleConsumer'
    ? `${doubt.kind} ${doubt.of}`
    : '';
}

function nameOf({ kind, name }: ConsumerRow): string {
  return `${kind}/${name}`;
}

function stateOf({ states, reason }: InventoryRow): string {
  return states
    .map(state =>
      state === 'deliveryFailed' && reason
        ? `${STATES[state]} (${reason})`
        : STATES[state],
    )
    .join(', ');
}

function some(names: string[]): string {
  return names.length > NAMED
    ? `${names.slice(0, NAMED).join(', ')}, …`
    : names.join(', ');
}
