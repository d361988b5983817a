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
// What every command of this repository needs before it can run: a Node.js
// that Backstage supports, Yarn, and the installed dependencies. Plain
// JavaScript without dependencies, for any Node.js from 18 on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { hashFiles } from './hashFiles.mjs';
import { cacheFolder, root } from './paths.mjs';

const NODE_VERSION = '24.21.0';
const YARN_VERSION = '4.18.1';
const SUPPORTED_NODE = [22, 24];
const LAST_LINES = 40;

/** An error whose message is meant for the person at the terminal. */
export class SetupError extends Error {
  name = 'SetupError';
}

/**
 * A Node.js of a supported version and Yarn; fetched by npm into the cache
 * folder of the repository where they are missing.
 *
 * @param {{ log?: (line: string) => void }} options - where progress goes
 * @returns {Promise<{ node: string, yarn: string, env: NodeJS.ProcessEnv }>}
 */
export async function ensureToolchain(options = {}) {
  const log = options.log ?? console.error;
  const node = await ensureNode(log);
  const yarn = await ensurePackage(
    '@yarnpkg/cli-dist',
    YARN_VERSION,
    'bin/yarn.js',
    `Fetching Yarn ${YARN_VERSION}`,
    log,
  );
  const path = [dirname(node), join(root, 'node_modules', '.bin')];
  const env = {
    ...process.env,
    PATH: [...path, process.env.PATH ?? ''].join(delimiter),
    // A Yarn release of the user's own configuration would replace this one.
    YARN_IGNORE_PATH: '1',
  };
  if (node !== process.execPath) {
    // Whoever builds a native addon needs the headers of this Node.js.
    env.npm_config_nodedir = join(dirname(node), '..');
  }
  return { node, yarn, env };
}

/**
 * Runs `yarn install --immutable`, but only when a manifest or the lock file
 * changed since it last succeeded.
 *
 * @param {{ log?: (line: string) => void }} options - where progress goes
 */
export async function ensureDependencies(options = {}) {
  const log = options.log ?? console.error;
  const stampFile = join(root, 'node_modules', '.cache', 'keyward-install');
  const stamp = await hashFiles(await manifests());
  if (await isStamped(stampFile, stamp)) {
    return;
  }
  const { node, yarn, env } = await ensureToolchain(options);
  log('Installing the dependencies (about a minute the first time) …');
  const started = Date.now();
  await runQuietly(node, [yarn, 'install', '--immutable'], {
    env,
    what: 'yarn install',
    hint: 'If package.json was edited on purpose, run `yarn install` to update yarn.lock.',
    onLine: line => {
      const step = /┌ (.+)$/.exec(line)?.[1];
      if (step) {
        log(`  ${step} …`);
      }
    },
  });
  await mkdir(dirname(stampFile), { recursive: true });
  await writeFile(stampFile, stamp);
  log(`Installed in ${seconds(started)} s.`);
}

/** The toolchain and the dependencies at once, as most commands need them. */
export async function bootstrap(options = {}) {
  const toolchain = await ensureToolchain(options);
  await ensureDependencies(options);
  return toolchain;
}

/** Ends the process as a command should after an error of this kind. */
export function reportAndExit(error) {
  console.error(
    error instanceof SetupError ? `\n${error.message}` : error?.stack ?? error,
  );
  process.exit(1);
}

async function ensureNode(log) {
  const major = Number.parseInt(process.versions.node, 10);
  if (SUPPORTED_NODE.includes(major)) {
    return process.execPath;
  }
  const system = { win32: 'win' }[process.platform] ?? process.platform;
  const file = system === 'win' ? 'bin/node.exe' : 'bin/node';
  return await ensurePackage(
    `node-${system}-${process.arch}`,
    NODE_VERSION,
    file,
    `Fetching Node.js ${NODE_VERSION}, as ${process.version} is not one of those that Backstage supports`,
    log,
  );
}

/**
 * A file of an npm package, which npm fetches into the cache folder of the
 * repository the first time.
 */
async function ensurePackage(name, version, file, progress, log) {
  const key = `${name}@${version}`;
  let ensured = ensuredPackages.get(key);
  if (!ensured) {
    ensured = fetchPackage(name, version, file, progress, log);
    ensuredPackages.set(key, ensured);
  }
  return await ensured;
}

/** Two who ask at once must not unpack over each other. */
const ensuredPackages = new Map();

async function fetchPackage(name, version, file, progress, log) {
  const folder = join(cacheFolder, 'toolchain', `${name}@${version}`);
  const path = join(folder, 'node_modules', name, file);
  const done = join(folder, 'done');
  if (existsSync(done) && existsSync(path)) {
    return path;
  }
  log(`${progress} …`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // A manifest of its own keeps npm from looking for one further up.
  await writeFile(join(folder, 'package.json'), '{"private":true}\n');
  await runQuietly(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--no-save',
      '--ignore-scripts',
      '--workspaces=false',
      `${name}@${version}`,
    ],
    {
      cwd: folder,
      shell: process.platform === 'win32',
      env: { ...process.env, npm_config_global: undefined },
      what: `npm install ${name}@${version}`,
      hint: `Keyward needs it once, from the registry that npm is configured with. A Node.js of version ${SUPPORTED_NODE.join(
        ' or ',
      )} on the PATH makes the download of Node.js unnecessary.`,
    },
  );
  if (!existsSync(path)) {
    throw new SetupError(
      `npm installed ${name}@${version}, but it holds no ${file}: ${process.platform} on ${process.arch} may not be supported.`,
    );
  }
  await writeFile(done, '');
  return path;
}

async function manifests() {
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'];
  for (const group of ['packages', 'plugins', 'test']) {
    for (const name of await readdir(join(root, group))) {
      const file = `${group}/${name}/package.json`;
      if (existsSync(join(root, file))) {
        files.push(file);
      }
    }
  }
  return files;
}

async function isStamped(stampFile, stamp) {
  try {
    return (await readFile(stampFile, 'utf8')) === stamp;
  } catch {
    return false;
  }
}

/**
 * Runs a command and shows its output only if it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, input?: string, what: string, hint?: string, onLine?: (line: string) => void }} options
 */
export async function runQuietly(command, args, options) {
  const lines = [];
  const take = line => {
    lines.push(line);
    options.onLine?.(line);
  };
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    shell: options.shell ?? false,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', chunk => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop();
      parts.forEach(take);
    });
    stream.on('end', () => rest && take(rest));
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', error =>
      reject(
        new SetupError(`${options.what} could not be run: ${error.message}`),
      ),
    );
    child.once('close', exitCode => resolve(exitCode ?? 1));
  });
  if (code !== 0) {
    throw new SetupError(
      [
        ...lines.slice(-LAST_LINES),
        '',
        `${options.what} failed with code ${code}.`,
        ...(options.hint ? [options.hint] : []),
      ].join('\n'),
    );
  }
}

/** Seconds since a time, for people. */
export function seconds(started) {
  return ((Date.now() - started) / 1000).toFixed(1);
}
