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
// The lock files that the adopter portals install by, so that nothing they
// install depends on what a registry serves on the day. They are kept without
// the entries of Keyward's packages, which are packed anew in each run, and of
// the portal's own workspaces, which Yarn writes anew.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from './bootstrap.mjs';
import { root } from './paths.mjs';

const FOLDER = 'test/e2e/adopter/locks';
const HOW_TO_MEND = 'Run `npm run adopter-locks` and commit what it changes.';
const MOST_NAMED = 20;
const newestFile = join(root, FOLDER, 'newest.json');

/**
 * The portals that have a lock file: both frontend systems, on the newest
 * release of Backstage that Keyward supports and on the oldest. `npm test` looks
 * at those that differ in both, `npm run test:servers` at the others.
 */
export const LOCKED_PORTALS = [
  { name: 'newest-new', release: 'newest', legacy: false, isInTest: true },
  { name: '1.55-classic', release: '1.55', legacy: true, isInTest: true },
  { name: 'newest-classic', release: 'newest', legacy: true, isInTest: false },
  { name: '1.55-new', release: '1.55', legacy: false, isInTest: false },
];

/**
 * The versions of Backstage's own packages in a portal on the newest release:
 * create-app knows those of its own release alone.
 *
 * @returns {Promise<Record<string, string>>} by package
 */
export async function newestVersions() {
  return JSON.parse(await readFile(newestFile, 'utf8'));
}

/** Keeps the versions of the newest release. */
export async function keepNewestVersions(versions) {
  const names = Object.keys(versions).sort();
  const sorted = Object.fromEntries(names.map(name => [name, versions[name]]));
  await writeFile(newestFile, `${JSON.stringify(sorted, undefined, 2)}\n`);
}

/** Puts the kept lock file of a portal into its folder. */
export async function placeLock(folder, name) {
  await writeFile(join(folder, 'yarn.lock'), await readKept(name));
}

/** Puts the lock file of a portal into its folder, if there is one yet. */
export async function placeLockIfKept(folder, name) {
  if (existsSync(fileOf(name))) {
    await placeLock(folder, name);
  }
}

/** Keeps the lock file of an installed portal. */
export async function keepLock(folder, name) {
  await writeFile(
    fileOf(name),
    withoutOwn(await readFile(join(folder, 'yarn.lock'), 'utf8')),
  );
}

/**
 * Fails if an installed portal has anything in a version that its kept lock
 * file does not name. What it no longer needs may be missing.
 *
 * @param {string} folder - of the portal
 * @param {string} name
 */
export async function checkLock(folder, name) {
  const kept = new Map(entriesOf(await readKept(name)).map(toPair));
  const found = entriesOf(
    withoutOwn(await readFile(join(folder, 'yarn.lock'), 'utf8')),
  ).map(toPair);
  const unlocked = found.filter(
    ([descriptor, resolution]) => kept.get(descriptor) !== resolution,
  );
  if (unlocked.length > 0) {
    const names = unlocked.map(([descriptor]) => descriptor);
    throw new SetupError(
      [
        `${FOLDER}/${name}.yarn.lock does not lock what the portal installed:`,
        ...names.slice(0, MOST_NAMED).map(each => `  ${each}`),
        ...(names.length > MOST_NAMED
          ? [`  and ${names.length - MOST_NAMED} more`]
          : []),
        HOW_TO_MEND,
      ].join('\n'),
    );
  }
}

/**
 * Sets Backstage's own packages in a lock file to the lowest version that all
 * of their ranges allow. The ranges of one release name the versions of that
 * release, so this takes out what later releases have mixed in.
 *
 * @param {string} text - of the lock file
 * @returns {string} the same text once there is nothing left to lower
 */
export function lowerBackstage(text) {
  return text
    .split('\n\n')
    .map(entry => {
      const ranges = descriptorsOf(entry)
        .map(descriptor =>
          // Of `^0.18.1 || ^1.0.0` the first is that of the older release.
          /^(@backstage\/[^@]+)@npm:\^(\S+)/.exec(descriptor),
        )
        .filter(Boolean);
      const version = /^ {2}version: (.+)$/m.exec(entry)?.[1];
      if (ranges.length === 0 || !version) {
        return entry;
      }
      const lowest = ranges
        .map(([, , range]) => range)
        .sort(byVersion)
        .at(-1);
      return byVersion(lowest, version) < 0
        ? entry
            .replace(`version: ${version}`, `version: ${lowest}`)
            .replace(`@npm:${version}"\n`, `@npm:${lowest}"\n`)
            .replace(/^ {2}checksum: .+\n?/m, '')
        : entry;
    })
    .join('\n\n');
}

async function readKept(name) {
  try {
    return await readFile(fileOf(name), 'utf8');
  } catch {
    throw new SetupError(
      `${FOLDER}/${name}.yarn.lock is missing. ${HOW_TO_MEND}`,
    );
  }
}

function fileOf(name) {
  return join(root, FOLDER, `${name}.yarn.lock`);
}

function withoutOwn(text) {
  return `${text
    .trimEnd()
    .split('\n\n')
    .filter(entry =>
      descriptorsOf(entry).every(
        descriptor =>
          !descriptor.startsWith('@keyward/') &&
          !descriptor.includes('@workspace:'),
      ),
    )
    .join('\n\n')}\n`;
}

/** Each descriptor of a lock file with what it resolves to. */
function entriesOf(text) {
  return text.split('\n\n').flatMap(entry => {
    const resolution = /^ {2}resolution: (.+)$/m.exec(entry)?.[1];
    return resolution
      ? descriptorsOf(entry).map(descriptor => ({ descriptor, resolution }))
      : [];
  });
}

function toPair({ descriptor, resolution }) {
  return [descriptor, resolution];
}

function descriptorsOf(entry) {
  const key = /^"?([^\s#"][^"\n]*?)"?:$/m.exec(entry)?.[1];
  return key && key !== '__metadata' ? key.split(', ') : [];
}

function byVersion(one, other) {
  return one.localeCompare(other, 'en', { numeric: true });
}
