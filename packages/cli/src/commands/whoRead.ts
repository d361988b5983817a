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

import { type AccessEvent, PodHistory } from '@keyward/audit-trail';
import {
  formatCsvRow,
  instantOf,
  type ObjectObservation,
  printable,
  printableJson,
} from '@keyward/observation';
import { type Command, Option } from 'commander';
import { covers, podsOf, readLogs, type ReadRow, ReadTable } from '../audit';
import { readInput } from '../inventory';
import { formatTable } from '../output/formatTable';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';

interface WhoReadOptions {
  secret?: string;
  dump?: string;
  since?: string;
  denied?: boolean;
  all?: boolean;
  format: 'table' | 'json' | 'csv';
}

const SECRET = /^(?:vault:[^/]+\/.+|[^/:]+\/[^/:]+)$/;

/** `keyward who-read`: who read which secret, by audit logs, down to the pod. */
export function addWhoReadCommand(program: Command, io: CliIo): void {
  program
    .command('who-read')
    .description(
      'Prints who read which secret, and from which pod, by audit logs of Kubernetes and Vault.',
    )
    .argument(
      '<log...>',
      'audit logs of the API servers of one cluster, and of a Vault; - for standard input',
    )
    .option(
      '--secret <secret>',
      'only this one, as NAMESPACE/NAME or vault:MOUNT/PATH, and what reads all in a range that it is in',
    )
    .option(
      '--dump <file>',
      'the cluster, from "keyward dump": which pods there are, and what they use',
    )
    .option('--since <instant>', 'only from then on, as 2026-06-30T12:00:00Z')
    .option('--denied', 'only what was denied')
    .option(
      '--all',
      'also writes, entries into pods, and tokens that were taken',
    )
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .action(async (logs: string[], options: WhoReadOptions) => {
      const wanted = wantedBy(options);
      const table = new ReadTable(
        options.dump === undefined
          ? new PodHistory()
          : podsOf(await objectsOf(options.dump, io)),
      );
      const coverage = await readLogs(logs, io, event => {
        if (wanted(event)) {
          table.add(event);
        }
      });
      const rows = table
        .rows()
        .filter(({ denied }) => !options.denied || denied > 0);
      await writeTo(io.stdout, format(rows, options.format, coverage));
      if (coverage.body !== undefined) {
        await writeTo(
          io.stderr,
          `warning: ${printable(
            coverage.body,
          )}: the log holds bodies of Secrets, which are values: log Secrets at the level Metadata, and treat this file as a secret\n`,
        );
      }
      await writeTo(
        io.stderr,
        coverage.first === undefined
          ? `Of ${coverage.entries} entries none is about a secret.\n`
          : `${coverage.entries} entries, those about secrets from ${coverage.first} to ${coverage.last}; of other times the logs tell nothing.\n`,
      );
      if (table.omitted > 0) {
        throw new UserError(
          `${table.omitted} events of further readers are not counted`,
          {
            where: logs.join(', '),
            remedy: 'ask about one secret with --secret, or of less time',
          },
        );
      }
      if (coverage.refusedCount > 0) {
        throw new UserError(
          `${coverage.refusedCount} entries could not be read: there may be more readers`,
          {
            where: coverage.refused
              .map(({ place, reason }) => `${place}: ${reason}`)
              .join('\n         '),
            remedy:
              'give files as the API server or Vault wrote them: a JSON object in each line',
          },
        );
      }
    });
}

function wantedBy(options: WhoReadOptions): (event: AccessEvent) => boolean {
  const { secret, all } = options;
  if (secret !== undefined && !SECRET.test(secret)) {
    throw new UserError('This names no secret', {
      where: `--secret ${secret}`,
      remedy: 'give it as NAMESPACE/NAME, or as vault:MOUNT/PATH',
    });
  }
  const since =
    options.since === undefined ? undefined : instantOf(options.since);
  if (options.since !== undefined && since === undefined) {
    throw new UserError('This is no instant', {
      where: `--since ${options.since}`,
      remedy: 'give it as 2026-06-30T12:00:00Z',
    });
  }
  return event =>
    (all || event.action === 'read') &&
    (since === undefined || event.at >= since) &&
    (secret === undefined ||
      (event.through === undefined && covers(event.target, secret)));
}

async function objectsOf(
  dump: string,
  io: CliIo,
): Promise<ObjectObservation[]> {
  const { input, warnings, errors } = await readInput(dump, io);
  for (const warning of warnings) {
    await writeTo(io.stderr, `warning: ${printable(warning)}\n`);
  }
  if (errors.length > 0) {
    await writeTo(
      io.stderr,
      `warning: ${errors.length} objects of ${printable(
        dump,
      )} could not be read: pods may be missing\n`,
    );
  }
  return [...input.observations].filter(each => each.type === 'object');
}

const HEADER = ['SECRET', 'READER', 'POD', 'GRADE', 'READS', 'DENIED', 'LAST'];

function format(
  rows: ReadRow[],
  as: WhoReadOptions['format'],
  coverage: { first?: string; last?: string; refusedCount: number },
): string {
  if (as === 'json') {
    const { first, last, refusedCount } = coverage;
    return `${printableJson(
      {
        version: 1,
        coverage: { first, last, refused: refusedCount },
        reads: rows,
      },
      2,
    )}\n`;
  }
  const cells = rows.map(toCells);
  return as === 'csv'
    ? [HEADER.map(each => each.toLowerCase()), ...cells]
        .map(formatCsvRow)
        .join('')
    : formatTable(HEADER, cells);
}

function toCells(row: ReadRow): string[] {
  const { secret, action, subject, impersonator, pods, grade } = row;
  return [
    action === 'read' ? secret : `${secret} (${action})`,
    impersonator ? `${subject} (by ${impersonator})` : subject,
    pods.join(' '),
    grade === 'none' ? row.reason : grade,
    String(row.reads),
    String(row.denied),
    row.last,
  ];
}
