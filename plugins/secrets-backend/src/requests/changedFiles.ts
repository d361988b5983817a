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

import { type ChangedLine, changedLines } from '@keyward/git-changes';
import type { RequestPlan } from './planRequest';

const MOST_LINES = 200;
const LONGEST_LINE = 200;
const REST = '…';

/** A file that a request would change, as people read it. */
export interface ChangedFile {
  path: string;
  isNew: boolean;
  /** Of a new file none: it holds the manifest alone. */
  lines: ChangedLine[];
}

/**
 * What a plan changes, line by line. Manifests may hold values in clear, so that what stands
 * around it is left out: other lines, and of a line that is replaced all that stays.
 */
export function changedFiles({ before, planned }: RequestPlan): ChangedFile[] {
  return planned.files.map(({ path, content }) => {
    const old = before.find(file => file.path === path)?.content;
    const lines =
      old === undefined
        ? []
        : changedLines(Buffer.from(old).toString('utf8'), content);
    return {
      path,
      isNew: old === undefined,
      lines: withoutRest(lines.slice(0, MOST_LINES)).map(line => ({
        ...line,
        text: line.text.slice(0, LONGEST_LINE),
      })),
    };
  });
}

function withoutRest(lines: readonly ChangedLine[]): ChangedLine[] {
  const shown: ChangedLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const removed = runOf(lines, at, 'removed');
    const added = runOf(lines, at + removed.length, 'added');
    at += removed.length + added.length;
    if (removed.length === 0) {
      shown.push(...added);
    } else if (removed.length === added.length) {
      const pairs = removed.map((line, index) => [line, added[index]]);
      shown.push(
        ...pairs.map(([line, other]) => differenceOf(line, other)),
        ...pairs.map(([line, other]) => differenceOf(other, line)),
      );
    } else {
      shown.push(
        ...[...removed, ...added].map(line => ({ ...line, text: REST })),
      );
    }
  }
  return shown;
}

/** Lines of one kind that follow each other in one place. */
function runOf(
  lines: readonly ChangedLine[],
  from: number,
  kind: ChangedLine['kind'],
): ChangedLine[] {
  let end = from;
  while (
    lines[end]?.kind === kind &&
    lines[end].number === lines[from].number + end - from
  ) {
    end += 1;
  }
  return lines.slice(from, end);
}

/** Of a line what another one does not have. */
function differenceOf(line: ChangedLine, other: ChangedLine): ChangedLine {
  const [text, rest] = [line.text, other.text];
  const most = Math.min(text.length, rest.length);
  let start = 0;
  while (start < most && text[start] === rest[start]) {
    start += 1;
  }
  let end = 0;
  while (end < most - start && text.at(-1 - end) === rest.at(-1 - end)) {
    end += 1;
  }
  const own = text.slice(start, text.length - end);
  return {
    ...line,
    text: `${start > 0 ? REST : ''}${own}${end > 0 ? REST : ''}`,
  };
}
