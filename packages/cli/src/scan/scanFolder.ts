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

import { createReadStream } from 'fs';
import { lstat, open, opendir } from 'fs/promises';
import { join } from 'path';
import { Readable } from 'stream';
import { type ArchiveOptions, isArchive, scanArchive } from './archives';
import type { ContentScanner } from './ContentScanner';
import { scanStream } from './scanStream';
import type { Unread } from './Unread';

/** So many files are read while another one is looked through. */
const READ_AHEAD = 16;
/** Larger ones are read piece by piece when their turn comes. */
const LARGE = 512 * 1024;

/**
 * Looks through a folder, or one file, and through archives to the depth that the
 * options say. Links are not followed, so that nothing outside of it is read; what
 * is neither a file nor a folder is left out.
 */
export async function scanFolder(
  root: string,
  options: ArchiveOptions,
): Promise<Unread[]> {
  const { scanner, depth, signal, done } = options;
  const unread: Unread[] = [];
  const start = await lstat(root);
  if (start.isFile()) {
    const file = root.replace(/\\/g, '/');
    if (depth > 0 && isArchive(file)) {
      return scanArchive(root, file, options);
    }
    await scanFile(root, file, scanner, unread);
    done();
    return unread;
  }
  const ahead: { path: string; bytes: Promise<Read> }[] = [];
  const scanNext = async () => {
    const { path, bytes } = ahead.shift()!;
    await scanFile(join(root, path), path, scanner, unread, await bytes);
    done();
  };
  const folders = [''];
  while (folders.length > 0 && !signal.aborted) {
    const folder = folders.pop()!;
    try {
      for await (const entry of await opendir(join(root, folder))) {
        const path = folder ? `${folder}/${entry.name}` : entry.name;
        if (signal.aborted) {
          break;
        }
        if (entry.isDirectory() && entry.name !== '.git') {
          folders.push(path);
        } else if (entry.isFile() && depth > 0 && isArchive(path)) {
          if (!scanner.leavesOut(path)) {
            unread.push(
              ...(await scanArchive(join(root, path), path, options)),
            );
          }
        } else if (entry.isFile() && scanner.takes(path)) {
          ahead.push({ path, bytes: readAhead(join(root, path)) });
          if (ahead.length === READ_AHEAD) {
            await scanNext();
          }
        }
      }
    } catch (error) {
      unread.push({ file: folder || '.', code: codeOf(error) });
    }
  }
  while (ahead.length > 0 && !signal.aborted) {
    await scanNext();
  }
  return unread;
}

/** The bytes of a small file, why it cannot be read, or nothing where it is to be streamed. */
type Read = { bytes?: Uint8Array; error?: unknown };

/** Never rejects, as nobody waits for it yet. */
async function readAhead(path: string): Promise<Read> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      // What is no file on a disk says that it is empty.
      if (size === 0 || size > LARGE) {
        return {};
      }
      // No more than that, should it grow.
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(size));
      return bytesRead === size ? { bytes: buffer } : {};
    } finally {
      await file.close();
    }
  } catch (error) {
    return { error };
  }
}

async function scanFile(
  path: string,
  file: string,
  scanner: ContentScanner,
  unread: Unread[],
  { bytes, error }: Read = {},
): Promise<void> {
  if (error) {
    unread.push({ file, code: codeOf(error) });
    return;
  }
  const stream = bytes
    ? Readable.from([bytes])
    : createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    if (await scanStream(scanner, file, stream)) {
      scanner.counts.files++;
    } else {
      scanner.counts.skipped++;
    }
  } catch (thrown) {
    const code = codeOf(thrown);
    unread.push({ file, code });
  } finally {
    stream.destroy();
  }
}

/** A code such as `EACCES`; any other error is a defect and goes on. */
function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return code;
  }
  throw error;
}
