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
// A portal as `create-app` makes it: what an adopter starts from, and the peer
// of the benchmark `start`.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { checkLock, newestVersions, placeLock } from './adopterLocks.mjs';
import { runQuietly, seconds } from './bootstrap.mjs';
import { ensureCreateApp } from './createApp.mjs';
import { hashFiles } from './hashFiles.mjs';
import { root } from './paths.mjs';

const ATTEMPTS = 3;
/** The portal that the benchmark `start` compares with: of the release of this repository. */
const PEER = 'newest-new';

/**
 * The resolutions of this repository that any portal needs, as some versions of
 * these packages do not install. The others keep one copy of Backstage's own
 * packages of the newest release and would spoil an older one.
 */
const NATIVE_PINS = [
  '@swc/core',
  '@types/react',
  '@types/react-dom',
  'better-sqlite3',
  'got',
  'rollup',
  'unrs-resolver',
];

/** Bare portals of earlier runs, shared by all clones on this machine. */
const cache = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'keyward',
);

/**
 * A new portal with its dependencies installed and its front end built, made
 * once. It has the resolutions of this repository: without them some of its
 * native dependencies do not install.
 *
 * @param {{ node: string, yarn: string, env: NodeJS.ProcessEnv }} toolchain
 * @param {{ log?: (line: string) => void }} options
 * @returns {Promise<string>} its folder, not to be changed
 */
export async function ensureTemplate(toolchain, options = {}) {
  const log = options.log ?? console.error;
  const stamp = await hashFiles([
    'package.json',
    'test/e2e/adopter/create-app/package-lock.json',
    `test/e2e/adopter/locks/${PEER}.yarn.lock`,
  ]);
  const folder = join(cache, `template-${stamp.slice(0, 8)}`);
  const done = join(folder, '.keyward-done');
  if (existsSync(done)) {
    return folder;
  }
  await rm(folder, { recursive: true, force: true });
  await createTemplate(toolchain, folder, { release: 'newest', log });
  await placeLock(folder, PEER);
  await installTemplate(toolchain, folder, { log });
  await checkLock(folder, PEER);
  await buildTemplate(toolchain, folder, { log });
  await writeFile(done, '');
  return folder;
}

/**
 * Runs `create-app` and sets the resolutions; installs nothing yet.
 *
 * @param {{ node: string, yarn: string, env: NodeJS.ProcessEnv }} toolchain
 * @param {string} folder - must not exist
 * @param {{ release: 'newest' | '1.55', legacy?: boolean, log: (line: string) => void }} options
 */
export async function createTemplate(toolchain, folder, options) {
  const createApp = await ensureCreateApp(options.log);
  await mkdir(dirname(folder), { recursive: true });
  const shims = await yarnShim(toolchain);
  await runQuietly(
    toolchain.node,
    [
      createApp,
      '--skip-install',
      '--path',
      folder,
      ...(options.legacy ? ['--legacy'] : []),
    ],
    {
      cwd: dirname(folder),
      env: {
        ...toolchain.env,
        PATH: [shims, toolchain.env.PATH].join(delimiter),
      },
      // Its one question is for a name.
      input: 'portal\n',
      what: 'create-app',
    },
  );
  await setResolutions(folder, options);
  if (options.release === 'newest') {
    await setVersions(folder, await newestVersions());
  }
}

async function setResolutions(folder, { release }) {
  const { resolutions } = await rootManifest();
  const names = release === 'newest' ? Object.keys(resolutions) : NATIVE_PINS;
  await editManifest(folder, manifest => {
    manifest.resolutions ??= {};
    for (const name of names) {
      manifest.resolutions[name] = resolutions[name];
    }
  });
}

/** The manifests of a portal as create-app makes it. */
export const PORTAL_MANIFESTS = ['.', 'packages/app', 'packages/backend'];

async function setVersions(folder, versions) {
  for (const path of PORTAL_MANIFESTS) {
    await editManifest(join(folder, path), manifest => {
      for (const group of ['dependencies', 'devDependencies']) {
        for (const name of Object.keys(manifest[group] ?? {})) {
          if (versions[name]) {
            manifest[group][name] = `^${versions[name]}`;
          }
        }
      }
    });
  }
}

/** Runs `yarn install` in a portal. */
export async function installTemplate(toolchain, folder, { log }) {
  log('Installing a bare portal (about a minute, once) …');
  const started = Date.now();
  await withRetries(log, () => yarnInstall(toolchain, folder, []));
  log(`Installed in ${seconds(started)} s.`);
}

/**
 * Brings the lock file of a portal up to its manifests and installs nothing.
 *
 * @param {{ node: string, yarn: string, env: NodeJS.ProcessEnv }} toolchain
 * @param {string} folder
 * @param {{ refresh?: boolean }} [options] - with `refresh` it also reads anew
 *   what each locked version depends on
 */
export async function updateLock(toolchain, folder, options = {}) {
  await yarnInstall(toolchain, folder, [
    '--mode=update-lockfile',
    ...(options.refresh ? ['--refresh-lockfile'] : []),
  ]);
}

async function yarnInstall(toolchain, folder, args) {
  await runQuietly(toolchain.node, [toolchain.yarn, 'install', ...args], {
    cwd: folder,
    env: {
      ...toolchain.env,
      // None of its dependencies needs to be compiled.
      YARN_ENABLE_SCRIPTS: 'false',
      YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    },
    what: `yarn install in ${folder}`,
  });
}

/** A registry that drops a connection once is no reason to give up. */
async function withRetries(log, install) {
  for (let left = ATTEMPTS - 1; ; left--) {
    try {
      await install();
      return;
    } catch (error) {
      if (left === 0) {
        throw error;
      }
      log(`${error.message.split('\n').at(-1)} Trying again …`);
    }
  }
}

/** Builds the front end of a portal. */
export async function buildTemplate(toolchain, folder, { log }) {
  log('Building its front end …');
  const started = Date.now();
  await runQuietly(
    toolchain.node,
    [
      join(folder, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
      '--config',
      '../../app-config.yaml',
    ],
    {
      cwd: join(folder, 'packages/app'),
      env: { ...toolchain.env, NODE_ENV: 'production' },
      what: 'The build of its front end',
    },
  );
  log(`Built in ${seconds(started)} s.`);
}

/** Changes the package.json of a folder. */
export async function editManifest(folder, edit) {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  edit(manifest);
  await writeFile(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function rootManifest() {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
}

/** create-app refuses to run where no `yarn` is on the PATH. */
async function yarnShim(toolchain) {
  const folder = join(dirname(toolchain.yarn), 'keyward-shim');
  await mkdir(folder, { recursive: true });
  const windows = process.platform === 'win32';
  await writeFile(
    join(folder, windows ? 'yarn.cmd' : 'yarn'),
    windows
      ? `@"${toolchain.node}" "${toolchain.yarn}" %*\r\n`
      : `#!/bin/sh\nexec "${toolchain.node}" "${toolchain.yarn}" "$@"\n`,
    { mode: 0o755 },
  );
  return folder;
}
