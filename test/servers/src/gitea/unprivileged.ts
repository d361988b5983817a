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

import { chown, copyFile, cp, mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** `nobody` of nearly every Linux. */
const NOBODY = { name: 'nobody', uid: 65534, gid: 65534 };

/** Somebody who may run a server that refuses to run as root. */
export interface Unprivileged {
  name: string;
  /** Absent where this process is not root: then it is whoever runs it. */
  user?: { uid: number; gid: number };
}

/** Whoever runs this process, or `nobody` if that is root. */
export function findUnprivileged(): Unprivileged {
  return process.getuid?.() === 0
    ? { name: NOBODY.name, user: { uid: NOBODY.uid, gid: NOBODY.gid } }
    : { name: userInfo().username };
}

/** Makes a folder that belongs to them. */
export async function makeFolder(
  folder: string,
  { user }: Unprivileged,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user) {
    await chown(folder, user.uid, user.gid);
  }
  return folder;
}

/**
 * An executable, with folders beside it, where they can run it: the home folder of
 * root, which the cache is in, is closed to others.
 */
export async function makeRunnable(
  executable: string,
  assets: readonly string[],
  folder: string,
  { user }: Unprivileged,
): Promise<string> {
  if (!user) {
    return executable;
  }
  const copy = join(folder, basename(executable));
  await copyFile(executable, copy);
  for (const asset of assets) {
    await cp(join(dirname(executable), asset), join(folder, asset), {
      recursive: true,
    });
  }
  return copy;
}
