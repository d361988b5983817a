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
// npm run adopter-locks: makes the lock files anew that the adopter portals, the
// template of the benchmark `start` and create-app install by. To be run after a
// change of what Keyward's packages depend on, or of the release of Backstage
// that the portals are made of. What the kept files lock already stays as it is.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  keepLock,
  keepNewestVersions,
  LOCKED_PORTALS,
  lowerBackstage,
  placeLockIfKept,
} from './lib/adopterLocks.mjs';
import { AdopterPortal } from './lib/adopterPortal.mjs';
import { bootstrap, reportAndExit, runQuietly } from './lib/bootstrap.mjs';
import { generateTypes, packPackages } from './lib/packPackages.mjs';
import { root } from './lib/paths.mjs';
import { readmeSnippets } from './lib/readmeSnippets.mjs';
import { runStep } from './lib/steps.mjs';
import {
  createTemplate,
  PORTAL_MANIFESTS,
  updateLock,
} from './lib/template.mjs';

/** What a lowered package asks for may have to be lowered as well. */
const MOST_ROUNDS = 10;

const log = console.log;
const folder = await mkdtemp(join(tmpdir(), 'keyward-adopter-locks-'));
try {
  await main();
} catch (error) {
  reportAndExit(error);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function main() {
  const toolchain = await bootstrap({ log });
  await lockCreateApp(toolchain);
  await generateTypes(toolchain);
  const tarballs = await packPackages(toolchain, folder, { log });
  const snippets = await readmeSnippets();
  await lockNewest(toolchain);
  for (const { name, release, legacy } of LOCKED_PORTALS) {
    log(`Locking the portal ${name} …`);
    const portal = new AdopterPortal({
      toolchain,
      folder: join(folder, `portal-${name}`),
      name,
      release,
      legacy,
      snippets,
      log,
    });
    await portal.createUnlocked();
    await portal.addKeyward(tarballs);
    await placeLockIfKept(portal.folder, name);
    await updateLock(toolchain, portal.folder);
    if (release !== 'newest') {
      await lowerUntilStable(toolchain, portal.folder);
    }
    await keepLock(portal.folder, name);
  }
}

/** Asks for the newest versions of what portals are made of, once for all. */
async function lockNewest(toolchain) {
  const names = new Set();
  for (const legacy of [false, true]) {
    const portal = join(folder, `names-${legacy}`);
    await createTemplate(toolchain, portal, { release: '1.55', legacy, log });
    for (const path of PORTAL_MANIFESTS) {
      const manifest = JSON.parse(
        await readFile(join(portal, path, 'package.json'), 'utf8'),
      );
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter(name => name.startsWith('@backstage/'))
        .forEach(name => names.add(name));
    }
  }
  const versions = {};
  for (const name of names) {
    const { output } = await runStep('npm', ['view', name, 'version'], {
      env: toolchain.env,
    });
    versions[name] = output.trim();
  }
  await keepNewestVersions(versions);
}

async function lowerUntilStable(toolchain, portal) {
  const file = join(portal, 'yarn.lock');
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const text = await readFile(file, 'utf8');
    const lowered = lowerBackstage(text);
    if (lowered === text) {
      return;
    }
    log(`  round ${round}: the packages of later releases are taken out`);
    await writeFile(file, lowered);
    await updateLock(toolchain, portal, { refresh: true });
  }
  throw new Error(`Not stable after ${MOST_ROUNDS} rounds.`);
}

async function lockCreateApp(toolchain) {
  log('Locking create-app …');
  await runQuietly(
    'npm',
    [
      'install',
      '--package-lock-only',
      '--ignore-scripts',
      '--workspaces=false',
      '--no-audit',
      '--no-fund',
      // The addresses of one registry would bind every machine to it.
      '--omit-lockfile-registry-resolved',
    ],
    {
      cwd: join(root, 'test/e2e/adopter/create-app'),
      env: toolchain.env,
      shell: process.platform === 'win32',
      what: 'npm install --package-lock-only',
    },
  );
}
