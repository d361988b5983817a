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

import { textAt } from './read';

/** What Git allows in a name, short of what else may stand in a text. */
const REVISION = /^[A-Za-z0-9][\w./+-]{0,199}$/;
const FOLDER = /^[\w.][\w./ +@-]*$/;

/** A branch, tag or commit at a path; not `HEAD`, which is the default branch. */
export function revisionAt(
  value: unknown,
  ...path: string[]
): string | undefined {
  const found = textAt(value, ...path);
  return found !== undefined && found !== 'HEAD' && REVISION.test(found)
    ? found.replace(/^refs\/(heads|tags)\//, '')
    : undefined;
}

/** The folder at a path as it is written in Git: without `./`, and absent for the root. */
export function folderAt(
  value: unknown,
  ...path: string[]
): string | undefined {
  const found = textAt(value, ...path);
  const folder = found
    ?.split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
  return folder && FOLDER.test(folder) ? folder : undefined;
}
