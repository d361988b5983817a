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

import { createInterface } from 'readline';
import {
  type AccessQuestion,
  createAccessGraph,
  createAccessIndex,
  findUnread,
} from '@keyward/kube-access';
import { printableJson } from '@keyward/observation';
import { type Command } from 'commander';
import {
  addSourceOptions,
  answerQuestion,
  readObjects,
  type SourceOptions,
  unreadError,
} from '../access';
import { type CliIo, writeTo } from '../run/CliIo';
import { UserError } from '../run/UserError';

const TEXTS = [
  'user',
  'verb',
  'group',
  'resource',
  'subresource',
  'namespace',
  'name',
];

/** `keyward ask`: questions as JSON lines in, answers as JSON lines out. */
export function addAskCommand(program: Command, io: CliIo): void {
  addSourceOptions(program.command('ask'))
    .description(
      'Answers questions from standard input, one JSON object a line, as {"user","groups","verb","group","resource","subresource","namespace","name"}.',
    )
    .action(async (options: SourceOptions) => {
      const { objects, complete } = await readObjects(options, io);
      const unread = findUnread(objects, complete);
      const index = createAccessIndex(objects);
      const graph = createAccessGraph(objects);
      let number = 0;
      let unanswered = 0;
      for await (const line of createInterface({ input: io.stdin })) {
        number += 1;
        if (line.trim() !== '') {
          const answer = answerQuestion(parse(line, number), {
            index,
            graph,
            unread,
          });
          unanswered += answer.unknown ? 1 : 0;
          await writeTo(io.stdout, `${printableJson(answer)}\n`);
        }
      }
      if (unanswered > 0) {
        throw unreadError(
          `${unanswered} of the answers are not known: not all that decides was read`,
          unread,
        );
      }
    });
}

function parse(line: string, number: number): AccessQuestion {
  let question: Record<string, unknown> | undefined;
  try {
    question = JSON.parse(line);
  } catch {
    question = undefined;
  }
  const isQuestion =
    typeof question === 'object' &&
    question !== null &&
    typeof question.verb === 'string' &&
    typeof question.resource === 'string' &&
    TEXTS.every(field =>
      ['string', 'undefined'].includes(typeof question[field]),
    ) &&
    (question.groups === undefined ||
      (Array.isArray(question.groups) &&
        question.groups.every(group => typeof group === 'string')));
  if (!isQuestion) {
    throw new UserError('This is no question', {
      where: `standard input, line ${number}`,
      remedy:
        'a line is like {"user":"ann","verb":"get","resource":"secrets","namespace":"shop","name":"db"}',
    });
  }
  return question as unknown as AccessQuestion;
}
