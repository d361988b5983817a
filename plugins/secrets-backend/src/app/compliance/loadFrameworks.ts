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

import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import {
  type ComplianceCheck,
  type Framework,
  type FrameworkFile,
  type FrameworkProblem,
  readFrameworks,
} from '@keyward/compliance';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The frameworks that there are, and what was wrong with files. */
export interface LoadedFrameworks {
  frameworks: readonly Framework[];
  problems: readonly FrameworkProblem[];
}

/** Reads the frameworks that `@keyward/compliance` is delivered with, those of modules, and those of the configuration. */
export async function loadFrameworks(
  config: Config,
  checks: ReadonlyMap<string, ComplianceCheck>,
  added: readonly FrameworkFile[] = [],
): Promise<LoadedFrameworks> {
  const folder = resolvePackagePath('@keyward/compliance', 'frameworks');
  const files: FrameworkFile[] = [];
  for (const name of (await readdir(folder)).sort()) {
    files.push({
      file: name,
      text: await readFile(join(folder, name), 'utf8'),
    });
  }
  files.push(...added);
  const missing: FrameworkProblem[] = [];
  const own =
    config.getOptionalStringArray('secrets.compliance.frameworks') ?? [];
  for (const file of own) {
    try {
      files.push({ file, text: await readFile(file, 'utf8') });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const message = `The file could not be read${code ? `: ${code}` : ''}`;
      missing.push({ file, place: '', message });
    }
  }
  const { frameworks, problems } = readFrameworks(files, checks);
  return { frameworks, problems: [...missing, ...problems] };
}

/** What is wrong with a file, in a line. */
export function describeProblem({
  file,
  line,
  place,
  message,
}: FrameworkProblem): string {
  const where = line === undefined ? file : `${file}:${line}`;
  return `${where}: ${place ? `${place}: ` : ''}${message}`;
}
