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
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findGo } from './findGo';

jest.mock('./findExecutable', () => {
  const actual = jest.requireActual('./findExecutable');
  return {
    ...actual,
    // A Go of this machine, outside PATH, must not count here.
    findExecutable: (name: string) =>
      actual.findExecutable(name, actual.pathFolders()),
  };
});

describe('findGo', () => {
  const path = process.env.PATH;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-find-go-'));
    process.env.PATH = folder;
  });

  afterEach(async () => {
    process.env.PATH = path;
    await rm(folder, { recursive: true });
  });

  async function installGo(version: string) {
    const go = join(folder, 'go');
    await writeFile(go, `#!/bin/sh\necho go version ${version} linux/amd64\n`);
    await chmod(go, 0o755);
    return go;
  }

  it('says what is missing, where it looked and how to mend it', async () => {
    await expect(findGo()).rejects.toThrow(
      /^Go is missing: no "go" in .*keyward-find-go-.*Install Go 1\.24/,
    );
  });

  it('refuses a Go that is too old', async () => {
    await installGo('go1.19.4');
    await expect(findGo()).rejects.toThrow(
      /^Go is too old: .* is go version go1\.19\.4/,
    );
  });

  it('takes a newer one', async () => {
    const go = await installGo('go1.26.8');
    await expect(findGo()).resolves.toBe(go);
  });
});
