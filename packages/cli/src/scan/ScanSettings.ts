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

import { join } from 'path';
import type { Readable } from 'stream';
import { readUtf8 } from '../input';
import { UserError } from '../run/UserError';
import { readBlob } from './git';
import { readGitleaksConfig } from './readGitleaksConfig';

export const CONFIG = '.gitleaks.toml';
export const IGNORE_FILE = '.gitleaksignore';
const LONGEST = 16 * 1024 * 1024;

/** Where settings are looked for. */
export interface SettingsSource {
  path: string;
  /** The commit that says what is fine, in a pull request. */
  base?: string;
  /** Whether files in the path count: of a push they would be what it brings. */
  trustsFiles: boolean;
  config?: string;
  ignoreFile?: string;
  io: { stdin: Readable; signal: AbortSignal };
}

/** Where a run has its configuration from. */
export class ScanSettings {
  readonly #source: SettingsSource;
  readonly #lines = new Map<string, Promise<Set<string>>>();

  constructor(source: SettingsSource) {
    this.#source = source;
  }

  async readConfig() {
    const { config, io } = this.#source;
    const text =
      config === undefined
        ? await this.#readOwn(CONFIG)
        : await readUtf8(config, io, LONGEST);
    return text === undefined
      ? undefined
      : readGitleaksConfig(text, config ?? CONFIG);
  }

  async readIgnoreFile(): Promise<string | undefined> {
    const { ignoreFile, io } = this.#source;
    return ignoreFile === undefined
      ? this.#readOwn(IGNORE_FILE)
      : readUtf8(ignoreFile, io, LONGEST);
  }

  /** Whether a line was in a file before the change. */
  async stoodInBase(file: string, line: string): Promise<boolean> {
    if (this.#source.base === undefined) {
      return true;
    }
    if (!this.#lines.has(file)) {
      this.#lines.set(
        file,
        this.#readBase(file).then(text => new Set(text?.split('\n') ?? [])),
      );
    }
    return (await this.#lines.get(file)!).has(line);
  }

  async #readOwn(name: string): Promise<string | undefined> {
    if (this.#source.base !== undefined) {
      return this.#readBase(name);
    }
    // What a push brings must not say what is fine.
    if (!this.#source.trustsFiles) {
      return undefined;
    }
    try {
      return await readUtf8(
        join(this.#source.path, name),
        this.#source.io,
        LONGEST,
      );
    } catch (error) {
      if (error instanceof UserError && /ENOENT|ENOTDIR/.test(error.message)) {
        return undefined;
      }
      throw error;
    }
  }

  #readBase(file: string): Promise<string | undefined> {
    const { base, path, io } = this.#source;
    return readBlob(base!, file, { repository: path, signal: io.signal });
  }
}
