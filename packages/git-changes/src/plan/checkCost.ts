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

import { GitChangeError } from '../GitChangeError';
import type { RepositoryFile } from '../types';
import { textOf } from '../yaml';

/**
 * What makes a text costly to parse: lines, entries of lists and maps. The longest value
 * is cheap, and a megabyte of short lines takes seconds, in which the process does nothing else.
 */
const PIECES = /[\n,{[]|[-?:] /g;
const MOST_IN_FILE = 40_000;
const MOST_IN_ALL = 100_000;

/**
 * Refuses files of which the parsing would take too long.
 *
 * @param files - those that may be parsed
 * @throws GitChangeError
 */
export function checkCost(files: readonly RepositoryFile[]): void {
  let all = 0;
  for (const file of files) {
    const pieces = textOf(file)?.match(PIECES)?.length ?? 0;
    all += pieces;
    if (pieces > MOST_IN_FILE || all > MOST_IN_ALL) {
      throw new GitChangeError(
        'incomplete',
        'The manifests that name the Secret or its workload are too large to be read',
        {
          where: file.path,
          remedy:
            'confirm a folder that holds the manifests alone, or divide the file',
        },
      );
    }
  }
}
