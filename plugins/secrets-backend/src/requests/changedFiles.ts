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
 * What a plan changes, line by line. Manifests may hold values in clear, and what is written
 * anew has the old lines in another form. So only a file that keeps all its lines shows what
 * is added; of any other the number of each line is all that is said.
 */
export function changedFiles({ before, planned }: RequestPlan): ChangedFile[] {
  return planned.files.map(({ path, content }) => {
    const old = before.find(file => file.path === path)?.content;
    const lines =
      old === undefined
        ? []
        : changedLines(Buffer.from(old).toString('utf8'), content);
    const keepsAll = lines.every(({ kind }) => kind === 'added');
    return {
      path,
      isNew: old === undefined,
      lines: lines.slice(0, MOST_LINES).map(line => ({
        ...line,
        text: keepsAll ? line.text.slice(0, LONGEST_LINE) : REST,
      })),
    };
  });
}
