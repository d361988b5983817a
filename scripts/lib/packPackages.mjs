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
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { SetupError } from './bootstrap.mjs';
import { hashFiles } from './hashFiles.mjs';
import { cacheFolder, root } from './paths.mjs';
import { runStep } from './steps.mjs';

/** What an adopter installs, in the order of their dependencies. */
const PUBLISHED = [
  'packages/secret-scan',
  'packages/observation',
  'packages/values',
  'packages/kube-model',
  'packages/findings',
  'packages/kube-collector',
  'packages/kube-access',
  'packages/audit-trail',
  'packages/compliance',
  'packages/sealing',
  'packages/git-changes',
  'packages/cli',
  'plugins/secrets-common',
  'plugins/secrets-node',
  'plugins/secrets-backend',
  'plugins/secrets-backend-module-kubernetes',
  'plugins/secrets-backend-module-sealed-secrets',
  'plugins/secrets-backend-module-aws',
  'plugins/secrets-backend-module-vault',
  'plugins/secrets-backend-module-external-secrets',
  'plugins/secrets-backend-module-git',
  'plugins/secrets',
];

/** Makes the type declarations that the builds take in, as the stage `tsc` does. */
export async function generateTypes(toolchain) {
  await run(toolchain, root, ['node_modules/typescript/bin/tsc']);
}

/**
 * Builds and packs every package that is published. It happens in a copy, as
 * packing rewrites each package.json for a moment. Yarn reads the manifests of
 * all workspaces when it packs one of them, and Backstage's prepack does not
 * write them atomically: so builds run side by side, packing does not.
 *
 * @param {{ node: string, yarn: string, env: NodeJS.ProcessEnv }} toolchain
 * @param {string} folder - an empty one
 * @param {{ log: (line: string) => void }} options
 * @returns {Promise<Record<string, string>>} the tarballs by the packages' names
 */
export async function packPackages(toolchain, folder, { log }) {
  const copy = join(folder, 'repository');
  const tarballs = join(folder, 'tarballs');
  await mkdir(tarballs, { recursive: true });
  await copyRepository(copy);
  const queue = [...PUBLISHED];
  const builder = async () => {
    for (let path = queue.shift(); path; path = queue.shift()) {
      await run(toolchain, join(copy, path), [
        join(copy, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'package',
        'build',
      ]);
    }
  };
  await Promise.all([builder(), builder()]);
  const packed = {};
  for (const path of PUBLISHED) {
    const cwd = join(copy, path);
    const { name } = JSON.parse(
      await readFile(join(cwd, 'package.json'), 'utf8'),
    );
    const file = join(tarballs, `${path.replaceAll('/', '-')}.tgz`);
    await run(toolchain, cwd, [toolchain.yarn, 'pack', '--out', file]);
    packed[name] = file;
    log(`  packed ${name}`);
  }
  return packed;
}

/**
 * As `packPackages`, with the types made before, and kept in the cache for as
 * long as no file of the repository changes: `npm test` and
 * `npm run test:servers` add the same packages to different portals.
 *
 * @param {{ node: string, yarn: string, env: NodeJS.ProcessEnv }} toolchain
 * @param {{ hasTypes?: boolean, log: (line: string) => void }} options
 * @returns {Promise<Record<string, string>>} the tarballs by the packages' names
 */
export async function packPackagesOnce(toolchain, { hasTypes, log }) {
  const kept = join(cacheFolder, 'packages');
  const folder = join(kept, await hashFiles(filesOfRepository()));
  if (!existsSync(folder)) {
    if (!hasTypes) {
      await generateTypes(toolchain);
    }
    const making = `${folder}.${process.pid}`;
    const packed = await packPackages(toolchain, making, { log });
    await rm(join(making, 'repository'), { recursive: true, force: true });
    await writeFile(
      join(making, 'packed.json'),
      JSON.stringify(mapValues(packed, file => relative(making, file))),
    );
    for (const other of await readdir(kept)) {
      if (join(kept, other) !== making) {
        await rm(join(kept, other), { recursive: true, force: true });
      }
    }
    await rename(making, folder);
  }
  const packed = JSON.parse(
    await readFile(join(folder, 'packed.json'), 'utf8'),
  );
  return mapValues(packed, file => join(folder, file));
}

function mapValues(object, map) {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, map(value)]),
  );
}

/** Without what Git ignores, but with the dependencies linked. */
async function copyRepository(copy) {
  for (const file of filesOfRepository()) {
    if (existsSync(join(root, file))) {
      await mkdir(dirname(join(copy, file)), { recursive: true });
      await cp(join(root, file), join(copy, file));
    }
  }
  const folders = [
    'dist-types',
    ...['', ...PUBLISHED].map(path => join(path, 'node_modules')),
  ];
  for (const path of folders) {
    if (existsSync(join(root, path))) {
      await symlink(join(root, path), join(copy, path));
    }
  }
  const state = '.yarn/install-state.gz';
  await mkdir(join(copy, '.yarn'), { recursive: true });
  await cp(join(root, state), join(copy, state));
}

/** Relative to the root, and without what Git ignores. */
function filesOfRepository() {
  const listed = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (listed.status !== 0) {
    throw new SetupError(
      `Git could not list the files of ${root}: the packages are packed from a copy of them.`,
    );
  }
  return listed.stdout.split('\0').filter(Boolean);
}

async function run(toolchain, cwd, args) {
  const { code, output } = await runStep(toolchain.node, args, {
    cwd,
    env: { ...toolchain.env, CI: '1' },
  });
  if (code !== 0) {
    throw new SetupError(
      `${args.slice(0, 3).join(' ')} failed in ${cwd}:\n${output
        .split('\n')
        .slice(-40)
        .join('\n')}`,
    );
  }
}
