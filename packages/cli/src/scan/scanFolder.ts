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
import { lstat, opendir } from 'fs/promises';
import { join } from 'path';
import type { ContentScanner } from './ContentScanner';
import { scanStream } from './scanStream';

/** What could not be read. */
export interface Unread {
  file: string;
  code: string;
}

/**
 * Looks through a folder, or one file. Links are not followed, so that nothing
 * outside of it is read; what is neither a file nor a folder is left out.
 *
 * @param done - called after each file
 */
export async function scanFolder(
  root: string,
  scanner: ContentScanner,
  { signal, done }: { signal: AbortSignal; done(): void },
): Promise<Unread[]> {
  const unread: Unread[] = [];
  const start = await lstat(root);
  if (start.isFile()) {
    await scanFile(root, root.replace(/\\/g, '/'), scanner, unread);
    done();
    return unread;
  }
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
        } else if (entry.isFile() && scanner.takes(path)) {
          await scanFile(join(root, path), path, scanner, unread);
          done();
        }
      }
    } catch (error) {
      unread.push({ file: folder || '.', code: codeOf(error) });
    }
  }
  return unread;
}

async function scanFile(
  path: string,
  file: string,
  scanner: ContentScanner,
  unread: Unread[],
): Promise<void> {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    if (await scanStream(scanner, file, stream)) {
      scanner.counts.files++;
    } else {
      scanner.counts.skipped++;
    }
  } catch (error) {
    const code = codeOf(error);
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
