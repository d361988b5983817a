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

import {
  accessPathKinds,
  type AccessPath,
  createAccessGraph,
  describeUnread,
  findUnread,
  isDirectPath,
} from '@keyward/kube-access';
import { printable, printableJson } from '@keyward/observation';
import { type Command, Option } from 'commander';
import {
  addSourceOptions,
  formatStep,
  hasUnread,
  isBuiltIn,
  readObjects,
  type SourceOptions,
  unreadError,
} from '../access';
import { formatTable } from '../output/formatTable';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';

interface WhoCanOptions extends SourceOptions {
  format: 'table' | 'json';
  all?: boolean;
}

/** `keyward who-can`: the subjects that can reach a secret, and how. */
export function addWhoCanCommand(program: Command, io: CliIo): void {
  addSourceOptions(program.command('who-can'))
    .description(
      'Prints which subjects can reach a secret, directly or by which path.',
    )
    .argument('<secret>', 'as NAMESPACE/NAME')
    .option('--all', "Kubernetes' own subjects too, those of system:")
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['table', 'json'])
        .default('table'),
    )
    .action(async (secret: string, options: WhoCanOptions) => {
      const [namespace, name, ...more] = secret.split('/');
      if (!namespace || !name || more.length > 0) {
        throw new UserError('This names no secret', {
          where: secret,
          remedy: 'give it as NAMESPACE/NAME',
        });
      }
      const { objects, complete } = await readObjects(options, io);
      const unread = findUnread(objects, complete);
      const isThere = objects.some(
        object =>
          object.kind === 'Secret' &&
          object.namespace === namespace &&
          object.name === name,
      );
      if (!isThere) {
        objects.push({ kind: 'Secret', namespace, name });
        await writeTo(
          io.stderr,
          'warning: no such secret was seen: this is who could reach it\n',
        );
      }
      const found = createAccessGraph(objects).pathsTo({ namespace, name });
      const paths = found
        .filter(({ subject }) => options.all || !isBuiltIn(subject))
        .sort((a, b) => a.steps.length - b.steps.length);
      await writeTo(
        io.stdout,
        options.format === 'json'
          ? `${printableJson(
              {
                version: 1,
                secret,
                paths: paths.map(toJson),
                unknown: describeUnread(unread),
              },
              2,
            )}\n`
          : formatTable(
              ['SUBJECT', 'HOW', 'SEVERITY', 'PATH'],
              paths.map(toRow),
            ),
      );
      const hidden = found.length - paths.length;
      await writeTo(
        io.stderr,
        `${paths.length} subjects ${
          hasUnread(unread) ? 'are known to' : 'can'
        } reach ${printable(secret)}${
          hidden > 0 ? `, and ${hidden} of Kubernetes' own (--all)` : ''
        }\n`,
      );
      if (hasUnread(unread)) {
        throw unreadError(
          'More may reach it: not all that decides was read',
          unread,
        );
      }
    });
}

function severityOf({ steps }: AccessPath): string {
  const order = ['low', 'medium', 'high', 'critical'];
  const ranks = steps.flatMap(step => {
    const kind = accessPathKinds.find(({ id }) => id === step.kind);
    return kind ? [order.indexOf(kind.severity)] : [];
  });
  return order[Math.max(0, ...ranks)];
}

function toJson(path: AccessPath) {
  return {
    subject: path.subject,
    direct: isDirectPath(path),
    severity: severityOf(path),
    steps: path.steps,
  };
}

function toRow(path: AccessPath): string[] {
  return [
    path.subject,
    isDirectPath(path) ? 'direct' : 'indirect',
    severityOf(path),
    path.steps.map(formatStep).join(', '),
  ];
}
