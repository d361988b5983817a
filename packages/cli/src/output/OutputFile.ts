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

import { randomBytes } from 'crypto';
import { createWriteStream, type WriteStream } from 'fs';
import { link, lstat, rename, unlink } from 'fs/promises';
import { basename, dirname, join } from 'path';
import { finished } from 'stream/promises';
import { UserError } from '../run/UserError';

const OWNER_ONLY = 0o600;

/**
 * A file that is there when it is whole, and not before: it is written beside
 * its place, for its owner only unless told otherwise, and put there at the end.
 * What is there already is replaced only when that is asked for.
 */
export class OutputFile {
  readonly stream: WriteStream;
  readonly #path: string;
  readonly #part: string;
  readonly #force: boolean;

  static async create(
    path: string,
    options: { force?: boolean; mode?: number } = {},
  ): Promise<OutputFile> {
    if (!options.force && (await exists(path))) {
      throw alreadyThere(path);
    }
    const file = new OutputFile(
      path,
      options.force === true,
      options.mode ?? OWNER_ONLY,
    );
    await new Promise<void>((resolve, reject) => {
      file.stream.once('open', () => resolve());
      file.stream.once('error', error => reject(explain(error, path)));
    });
    return file;
  }

  private constructor(path: string, force: boolean, mode: number) {
    this.#path = path;
    this.#force = force;
    this.#part = join(
      dirname(path),
      `.${basename(path)}.${randomBytes(6).toString('hex')}.part`,
    );
    this.stream = createWriteStream(this.#part, {
      flags: 'wx',
      mode,
    });
  }

  /** Puts the file in its place. */
  async keep(): Promise<void> {
    try {
      this.stream.end();
      await finished(this.stream);
      if (this.#force) {
        await rename(this.#part, this.#path);
        return;
      }
      // Unlike a rename it fails where something appeared meanwhile.
      await link(this.#part, this.#path);
      await unlink(this.#part);
    } catch (error) {
      await this.drop();
      throw explain(error, this.#path);
    }
  }

  /** Leaves nothing behind. */
  async drop(): Promise<void> {
    this.stream.destroy();
    await unlink(this.#part).catch(() => {});
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

function explain(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') {
    return alreadyThere(path);
  }
  return code
    ? new UserError(`The file cannot be written (${code})`, {
        where: path,
        remedy: 'name a file in a folder that exists and that you may write to',
      })
    : error;
}

function alreadyThere(path: string): UserError {
  return new UserError('The file is there already', {
    where: path,
    remedy: 'name another one, or replace it with --force',
  });
}
