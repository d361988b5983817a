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

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetFolder, reapFolder } from '../process/startReaper';
import type { DatabaseFault, FaultyDatabase } from './FaultyDatabase';
import { connect, withKnex } from './withKnex';

type Inject = (portalPid: number) => Promise<() => Promise<void>>;

/** An SQLite whose file cannot grow, is locked or is damaged when told. */
export async function startFaultySqlite(): Promise<FaultyDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'keyward-sqlite-'));
  reapFolder(folder);
  const file = join(folder, 'secrets.sqlite');
  const saved = join(folder, 'saved');
  const damage = join(folder, 'damage');
  const keyward = { client: 'better-sqlite3', connection: { filename: file } };

  /** Keeps the portal out of its database until it is released. */
  const lock = async () => {
    const holder = connect(keyward);
    await holder.raw('pragma busy_timeout = 30000');
    await holder.raw('begin exclusive');
    return async () => {
      await holder.raw('rollback').catch(() => {});
      await holder.destroy();
    };
  };
  const faults: Record<DatabaseFault, Inject> = {
    full: async pid => {
      const limit = (size: string | number) =>
        execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${size}:`]);
      limit(statSync(file).size);
      return async () => {
        limit('unlimited');
      };
    },
    locked: lock,
    broken: async () => {
      const release = await lock();
      writeFileSync(damage, randomBytes(statSync(file).size));
      copy(file, saved);
      copy(damage, file);
      await release();
      return async () => {
        copy(saved, file);
      };
    },
  };
  return {
    portal: { database: folder },
    told: {
      full: /database error SQLITE_(?:FULL|IOERR)/,
      locked: /database error SQLITE_BUSY/,
      broken: /database error SQLITE_(?:NOTADB|CORRUPT|IOERR)/,
    },
    inject: async (fault, pid) => await faults[fault](pid),
    withKeyward: async work => await withKnex(keyward, work),
    stop: async () => {
      await rm(folder, { recursive: true, force: true });
      forgetFolder(folder);
    },
  };
}

/**
 * Writes one file over another. A process that closes a file gives up all its locks
 * of it, so this process must not be the one.
 */
function copy(from: string, to: string): void {
  execFileSync('dd', [
    `if=${from}`,
    `of=${to}`,
    'bs=64M',
    'conv=notrunc',
    'status=none',
  ]);
}
