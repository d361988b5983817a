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
  type AccessPath,
  type AccessShare,
  changeObjects,
  createAccessComparison,
  describeUnread,
  findUnreadGains,
  isDirectPath,
  type ObjectChange,
  type SubjectChange,
  summarizeChanges,
} from '@keyward/kube-access';
import { printable, printableJson } from '@keyward/observation';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  addSourceOptions,
  formatStep,
  hasUnread,
  isBuiltIn,
  readChange,
  readObjects,
  type SourceOptions,
  unreadError,
} from '../access';
import { formatTable } from '../output/formatTable';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';

const EXAMPLES = 5;
/** A change of a hostile pull request must not keep a check running for hours. */
const LONGEST_S = 60;

const SIDES = [
  ['gained', 'gains'],
  ['closer', 'is closer to'],
  ['farther', 'is farther from'],
  ['lost', 'loses'],
] as const;

const WORDS: Record<ObjectChange['change'], string> = {
  added: 'new',
  replaced: 'replaced',
  unchanged: 'as it is',
  deleted: 'deleted',
  notThere: 'not there to be deleted',
  refused: 'refused, as the role of a binding cannot change',
  aggregated: 'takes in other rules',
};

interface WhatIfOptions extends SourceOptions {
  format: 'table' | 'json';
  all?: boolean;
  delete?: string[];
  failOnGain?: boolean;
  longest: number;
}

/** `keyward what-if`: who would gain or lose which Secrets by a change of roles and bindings. */
export function addWhatIfCommand(program: Command, io: CliIo): void {
  addSourceOptions(program.command('what-if'))
    .description(
      'Prints which subjects would gain or lose Secrets by a change of roles and bindings; nothing is changed.',
    )
    .argument(
      '[files...]',
      'manifests of Roles, ClusterRoles, bindings and ServiceAccounts, made or replaced; - for standard input',
    )
    .option(
      '--delete <objects...>',
      'as RoleBinding/NAMESPACE/NAME or ClusterRoleBinding/NAME',
    )
    .option('--all', "Kubernetes' own subjects too, those of system:")
    .option(
      '--fail-on-gain',
      'ends with an error where somebody gains, or may gain by what was not read',
    )
    .addOption(
      new Option(
        '--longest <seconds>',
        'how long to look; ends with an error where that is too short to look at everybody',
      )
        .argParser(readSeconds)
        .default(LONGEST_S),
    )
    .addOption(
      new Option('--format <format>', 'how to print it')
        .choices(['table', 'json'])
        .default('table'),
    )
    .action(async (files: string[], options: WhatIfOptions) => {
      const change = await readChange(files, options.delete ?? [], io);
      const { objects: before, complete } = await readObjects(options, io);
      if (!before.some(({ kind }) => kind === 'Secret')) {
        throw new UserError('No Secret was seen that could be reached', {
          where: options.dump ?? options.kubeconfig,
          remedy:
            'the answer needs the names of the Secrets: let them be listed',
        });
      }
      const end = performance.now() + options.longest * 1000;
      const { objects, changes } = changeObjects(before, change);
      const comparison = createAccessComparison(before, objects);
      const unread = findUnreadGains(
        { before, after: objects, manifests: change.manifests },
        comparison,
        complete,
      );
      const summary = summarizeChanges(comparison, { examples: EXAMPLES });
      let isMore = summary.next();
      while (isMore && performance.now() < end) {
        if (io.signal.aborted) {
          throw new UserError('Interrupted');
        }
        isMore = summary.next();
      }
      const found = summary.changes();
      const shown = found.filter(
        ({ subject }) => options.all || !isBuiltIn(subject),
      );
      await writeTo(
        io.stdout,
        options.format === 'json'
          ? `${printableJson(
              {
                version: 1,
                objects: changes,
                subjects: shown,
                unknown: describeUnread(unread),
                tooMany: summary.tooMany(),
                isComplete: !isMore,
              },
              2,
            )}\n`
          : formatTable(
              ['SUBJECT', 'CHANGE', 'DIRECTLY', 'INDIRECTLY', 'FOR EXAMPLE'],
              shown.flatMap(toRows),
            ),
      );
      await tell(io, {
        changes,
        shown,
        found,
        ignored: change.ignored,
        isKnown: !hasUnread(unread),
      });
      for (const sentence of describeUnread(unread)) {
        await writeTo(
          io.stderr,
          `warning: more may gain: ${printable(sentence)}\n`,
        );
      }
      const tooMany = summary.tooMany();
      if (tooMany.length > 0) {
        await writeTo(
          io.stderr,
          `warning: ${
            tooMany.length
          } subjects have more rights than can be followed, and count as reaching all: ${printable(
            tooMany.slice(0, EXAMPLES).join(', '),
          )}\n`,
        );
      }
      if (isMore) {
        throw new UserError(
          `The change is too much to follow: not everybody was looked at in ${options.longest} s, so more may gain or lose`,
          { remedy: 'ask about a part of it, or raise --longest' },
        );
      }
      const gaining = shown.filter(
        ({ gained, closer }) => sizeOf(gained) + sizeOf(closer) > 0,
      );
      if (options.failOnGain && gaining.length > 0) {
        throw new UserError(
          `${gaining.length} subjects would gain Secrets or come closer to them`,
          {
            remedy: 'narrow the change, or leave --fail-on-gain out',
          },
        );
      }
      if (
        options.failOnGain &&
        changes.some(({ change: what }) => what === 'refused')
      ) {
        // There are tools that delete such a binding and make it anew.
        throw new UserError(
          'It is not known who would gain: the role of a binding is changed, which the API server refuses',
          {
            remedy:
              'give the new binding another name, and --delete the old one',
          },
        );
      }
      if (options.failOnGain && tooMany.length > 0) {
        throw new UserError(
          'It is not known who would gain: some rights are too many to follow',
          {
            remedy:
              'name fewer objects in the roles of these subjects, or give them to fewer',
          },
        );
      }
      if (options.failOnGain && hasUnread(unread)) {
        throw unreadError(
          'It is not known who would gain: not all that decides was read',
          unread,
        );
      }
    });
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && Number.isFinite(seconds))) {
    throw new InvalidArgumentError('It has to be a number of seconds.');
  }
  return seconds;
}

async function tell(
  io: CliIo,
  told: {
    changes: ObjectChange[];
    shown: SubjectChange[];
    found: SubjectChange[];
    ignored: number;
    isKnown: boolean;
  },
): Promise<void> {
  const { changes, shown, found, ignored, isKnown } = told;
  for (const { change, kind, namespace, name } of changes) {
    const place = printable(namespace ? `${namespace}/${name}` : name);
    await writeTo(io.stderr, `${WORDS[change]}: ${kind} ${place}\n`);
  }
  if (ignored > 0) {
    await writeTo(
      io.stderr,
      `${ignored} manifests of other kinds were passed over\n`,
    );
  }
  const count = (side: (typeof SIDES)[number][0]) =>
    shown.filter(each => sizeOf(each[side]) > 0).length;
  if (count('closer') > 0) {
    await writeTo(
      io.stderr,
      `${count(
        'closer',
      )} subjects may then read directly what they reach indirectly\n`,
    );
  }
  const hidden = found.length - shown.length;
  await writeTo(
    io.stderr,
    `${count('gained')} subjects ${
      isKnown ? 'would' : 'are known to'
    } gain Secrets, ${count('lost')} lose${
      hidden > 0 ? `; and ${hidden} of Kubernetes' own (--all)` : ''
    }\n`,
  );
}

function toRows(change: SubjectChange): string[][] {
  const { subject, members } = change;
  const name = members > 0 ? `${subject} (and ${members} in it)` : subject;
  return SIDES.map(([side, word]) => [change[side], word] as const)
    .filter(([share]) => sizeOf(share) > 0)
    .map(([{ direct, indirect, examples }, word]) => [
      name,
      word,
      String(direct),
      String(indirect),
      exampleOf(examples[0]),
    ]);
}

function exampleOf(path: AccessPath): string {
  const steps = path.steps.map(formatStep).join(', ');
  const name = path.target.slice('secret:'.length);
  return `${name} ${isDirectPath(path) ? 'by' : 'through'} ${steps}`;
}

function sizeOf({ direct, indirect }: AccessShare): number {
  return direct + indirect;
}
