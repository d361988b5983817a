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
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SetupError } from './bootstrap.mjs';

/**
 * The contexts to read: those that are named, or the only one of the file.
 *
 * @param {string} file
 * @param {string[]} named
 * @returns {string[]}
 */
export function contextsOf(file, named) {
  const known = namesIn(file);
  const unknown = named.find(name => !known.includes(name));
  if (unknown === undefined && (named.length > 0 || known.length === 1)) {
    return named.length > 0 ? named : known;
  }
  throw new SetupError(
    [
      unknown === undefined
        ? `${file} has several contexts. Name those to read:`
        : `${file} has no context ${unknown}. It has:`,
      ...known.map(name => `  --context ${name}`),
    ].join('\n'),
  );
}

function namesIn(file) {
  // Of the repository: there is none before it is installed.
  const { parse } = createRequire(import.meta.url)('yaml');
  let names;
  try {
    names = parse(readFileSync(file, 'utf8')).contexts.map(({ name }) => name);
  } catch {
    // What a parser says quotes the file, which may hold credentials.
    throw new SetupError(`${file} is not a kubeconfig file.`);
  }
  if (names.length === 0) {
    throw new SetupError(`${file} has no contexts.`);
  }
  return names;
}
