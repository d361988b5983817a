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
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkLock, placeLock } from './adopterLocks.mjs';
import { runQuietly, SetupError } from './bootstrap.mjs';
import { root } from './paths.mjs';
import {
  buildTemplate,
  createTemplate,
  editManifest,
  installTemplate,
} from './template.mjs';

const BACKEND = 'packages/backend/src/index.ts';
const POLICY = 'packages/backend/src/permissionPolicy.ts';
const APP = 'packages/app/src/App.tsx';
const ENTITY_PAGE = 'packages/app/src/components/catalog/EntityPage.tsx';
const ALLOW_ALL =
  '@backstage/plugin-permission-backend-module-allow-all-policy';

/**
 * A fresh portal that its owner adds Keyward to, by the README, and takes it
 * out of again.
 */
export class AdopterPortal {
  #toolchain;
  #name;
  #release;
  #snippets;
  #log;
  #before = new Map();

  /** @param {{ toolchain: object, folder: string, name: string, release: string, legacy: boolean, snippets: object, log: (line: string) => void }} options */
  constructor(options) {
    this.folder = options.folder;
    this.legacy = options.legacy;
    this.#toolchain = options.toolchain;
    this.#name = options.name;
    this.#release = options.release;
    this.#snippets = options.snippets;
    this.#log = options.log;
  }

  /** Makes the portal, which installs by its kept lock file. */
  async create() {
    await this.createUnlocked();
    await placeLock(this.folder, this.#name);
  }

  /** Makes the portal, of which nothing is locked. */
  async createUnlocked() {
    await createTemplate(this.#toolchain, this.folder, {
      release: this.#release,
      legacy: this.legacy,
      log: this.#log,
    });
  }

  /**
   * Edits the portal as the README says. What `yarn add` would write is written
   * directly, with the tarballs in place of versions.
   *
   * @param {Record<string, string>} tarballs - by package
   */
  async addKeyward(tarballs) {
    const { add, code } = this.#snippets;
    for (const [folder, names] of Object.entries(add)) {
      const versions = await templateVersions(join(this.folder, folder));
      await editManifest(join(this.folder, folder), manifest => {
        for (const name of names) {
          manifest.dependencies[name] ??= tarballs[name]
            ? `file:${tarballs[name]}`
            : versions(name);
        }
      });
    }
    // The packages name each other by version, which no registry has.
    await editManifest(this.folder, manifest => {
      for (const [name, file] of Object.entries(tarballs)) {
        manifest.resolutions[name] = `file:${file}`;
      }
    });
    await this.#edit(BACKEND, text =>
      text
        .replace(
          new RegExp(
            `backend\\.add\\(\\s*import\\('${ALLOW_ALL}'\\),?\\s*\\);`,
          ),
          '',
        )
        .replace('backend.start();', `${code(BACKEND)}\nbackend.start();`),
    );
    await writeFile(join(this.folder, POLICY), code(POLICY));
    if (this.legacy) {
      await this.#edit(APP, text => addClassicPage(text, code(APP)));
      await this.#edit(ENTITY_PAGE, text =>
        addClassicTab(text, code(ENTITY_PAGE)),
      );
    }
  }

  /** Takes Keyward out of the portal as the README says. */
  async removeKeyward() {
    for (const [folder, names] of Object.entries(this.#snippets.remove)) {
      await editManifest(join(this.folder, folder), manifest => {
        for (const name of names) {
          delete manifest.dependencies[name];
        }
      });
    }
    await editManifest(this.folder, manifest => {
      for (const name of Object.keys(manifest.resolutions)) {
        if (name.startsWith('@keyward/')) {
          delete manifest.resolutions[name];
        }
      }
    });
    for (const [file, text] of this.#before) {
      await writeFile(join(this.folder, file), text);
    }
    await rm(join(this.folder, POLICY));
  }

  async install() {
    await installTemplate(this.#toolchain, this.folder, { log: this.#log });
    await checkLock(this.folder, this.#name);
  }

  async build() {
    await buildTemplate(this.#toolchain, this.folder, { log: this.#log });
  }

  /** Checks the types of the portal: the snippets must compile as well. */
  async checkTypes() {
    await runQuietly(
      this.#toolchain.node,
      [join(this.folder, 'node_modules/typescript/bin/tsc'), '--noEmit'],
      {
        cwd: this.folder,
        env: this.#toolchain.env,
        what: `The type check of ${this.folder}`,
      },
    );
  }

  /**
   * Writes the estate of one service and the configuration that an adopter
   * would add, and tells the arguments that start the portal with it.
   *
   * @param {string} url
   */
  async configure(url) {
    const estate = join(root, 'test/e2e/adopter/estate');
    await cp(estate, join(this.folder, 'estate'), { recursive: true });
    const { port } = new URL(url);
    const config = join(this.folder, 'app-config.adopter.json');
    await writeFile(
      config,
      JSON.stringify({
        app: { baseUrl: url },
        backend: {
          baseUrl: url,
          listen: { host: '127.0.0.1', port: Number(port) },
          cors: { origin: url },
          database: {
            client: 'better-sqlite3',
            connection: { directory: join(this.folder, 'database') },
          },
        },
        auth: { providers: { guest: { userEntityRef: 'user:default/guest' } } },
        catalog: {
          locations: [
            {
              type: 'file',
              target: join(this.folder, 'estate/catalog.yaml'),
              rules: [{ allow: ['Component', 'User', 'Group'] }],
            },
          ],
        },
        secrets: {
          fingerprint: {
            key: Buffer.alloc(32, 'adopter').toString('base64'),
            keyId: 'adopter',
          },
          dumps: [
            { id: 'prod-eu', path: join(this.folder, 'estate/cluster.json') },
          ],
        },
      }),
    );
    return [
      '--config',
      join(this.folder, 'app-config.yaml'),
      '--config',
      config,
    ];
  }

  async #edit(file, edit) {
    const path = join(this.folder, file);
    const text = await readFile(path, 'utf8');
    this.#before.set(file, text);
    const edited = edit(text);
    if (edited === text) {
      throw new SetupError(`Nothing to edit was found in ${path}.`);
    }
    await writeFile(path, edited);
  }
}

function addClassicPage(text, snippet) {
  const { imports, element } = split(snippet);
  return `${imports}\n${text.replace(
    '</FlatRoutes>',
    `${element}\n</FlatRoutes>`,
  )}`;
}

/** Into the pages of services and websites: before their API and Dependencies. */
function addClassicTab(text, snippet) {
  const { imports, element } = split(snippet);
  return `${imports}\n${text.replaceAll(
    '<EntityLayout.Route path="/dependencies" title="Dependencies">',
    `${element}\n    <EntityLayout.Route path="/dependencies" title="Dependencies">`,
  )}`;
}

function split(snippet) {
  const at = snippet.indexOf('<');
  return {
    imports: snippet.slice(0, at).trim(),
    element: snippet.slice(at).trim().replace(/;$/, ''),
  };
}

/** The versions that a portal has of Backstage's own packages. */
async function templateVersions(folder) {
  const manifest = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  return name => manifest.dependencies[name] ?? '*';
}
