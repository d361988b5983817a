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

import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withBuildLock } from './buildLock';
import { buildServer } from './buildServer';
import { findExecutable, pathFolders } from './findExecutable';
import { ServerBinary, serverBinaries, ServerName } from './serverBinaries';

const run = promisify(execFile);

/** Options of {@link ensureServers}. */
export interface EnsureServersOptions {
  /** Told what is being built and how long it took. */
  onProgress?: (line: string) => void;
}

/** Where built servers are kept, outside the tree. */
export function serversCacheFolder(): string {
  return (
    process.env.KEYWARD_SERVERS_CACHE ??
    join(
      process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
      'keyward',
      'servers',
    )
  );
}

/**
 * Paths of the servers asked for. What the cache lacks is taken from
 * KUBEBUILDER_ASSETS or PATH when the version is the same, else built.
 */
export async function ensureServers<T extends ServerName>(
  names: T[],
  options: EnsureServersOptions = {},
): Promise<Record<T, string>> {
  const paths: Partial<Record<T, string>> = {};
  for (const name of names) {
    paths[name] = await ensureServer(serverBinaries[name], options);
  }
  return paths as Record<T, string>;
}

async function ensureServer(
  binary: ServerBinary,
  { onProgress = () => {} }: EnsureServersOptions,
): Promise<string> {
  const cacheFolder = serversCacheFolder();
  const folder = join(cacheFolder, `${binary.name}-${binary.version}`);
  const existing =
    (await findExecutable(binary.name, [folder])) ??
    (await findInstalled(binary));
  if (existing) {
    return existing;
  }
  return await withBuildLock(
    cacheFolder,
    async () => {
      const builtMeanwhile = await findExecutable(binary.name, [folder]);
      if (builtMeanwhile) {
        return builtMeanwhile;
      }
      onProgress(
        `Building ${binary.name} ${binary.version} (once, about ${binary.typicalSeconds} s on two cores)`,
      );
      const start = Date.now();
      const target = join(folder, binary.name);
      await buildServer(binary, target);
      const seconds = Math.round((Date.now() - start) / 1000);
      onProgress(`Built ${binary.name} in ${seconds} s: ${target}`);
      return target;
    },
    () => onProgress(`Waiting for another build of the test servers`),
  );
}

async function findInstalled(
  binary: ServerBinary,
): Promise<string | undefined> {
  const folders = [
    ...(process.env.KUBEBUILDER_ASSETS ? [process.env.KUBEBUILDER_ASSETS] : []),
    ...pathFolders(),
  ];
  const path = await findExecutable(binary.name, folders);
  if (!path) {
    return undefined;
  }
  try {
    const { stdout } = await run(path, binary.versionArguments);
    const found = /\bv?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
    return found === binary.version ? path : undefined;
  } catch {
    return undefined;
  }
}
