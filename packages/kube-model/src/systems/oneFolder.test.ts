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

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { knownSystems } from '.';
import { kubernetes } from './kubernetes';

const ROOT = join(__dirname, '../../../..');
const SYSTEMS = relative(ROOT, __dirname);

/** The files and folders where names of systems stand outside of their own folders, and why. */
const ALLOWED: Record<string, string> = {
  'packages/kube-model/src/fields/keptMetadata.ts':
    'keeps values out of the database; reviewed as a whole',
  'packages/kube-model/src/metadata/allowList.ts':
    'keeps values out of the database; reviewed as a whole',
  'packages/kube-collector/src/streams/secretStreams.ts':
    'leaves Secrets out whose values are never read; no module changes which',
  'packages/kube-model/src/kubectl/observeKubectl.ts':
    'leaves Secrets out whose values are never read; no module changes which',
  'packages/values/src/classify/classifySecret.ts':
    'stands below kube-model, and tells the class of a value',
  'packages/kube-model/src/secrets/copySourceOf.ts':
    'weighs the marks of several tools against each other',
  'packages/kube-model/src/systems/kubernetes/webhookConfiguration.ts':
    'the annotation is one of the webhooks of Kubernetes',
  'packages/findings/src/platforms/plainMarks.ts':
    'marks by which no Secret is told to be of a platform',
  'packages/findings/src/platforms/platformSecrets.ts':
    'the Secrets of platforms, each with its source; reviewed as a whole',
  'packages/sealing/src/': 'seals for one system',
  'packages/cli/src/seal/': 'seals for one system',
  'plugins/secrets-backend-module-external-secrets/src/':
    'the module of one system',
  'plugins/secrets-backend-module-sealed-secrets/src/':
    'the module of one system',
};

/** Names of systems that are words with other meanings as well. */
const WORDS = new Set([
  ...(kubernetes.kinds ?? []).flatMap(({ group, kind }) => [group, kind]),
  'Cluster',
  'Policy',
  'Service',
  'postgresql',
]);

/** The names by which code would have to do with a system, with the folders where they may stand. */
function namesOfSystems(): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const system of knownSystems.systems.filter(
    each => each !== kubernetes,
  )) {
    const { id, kinds = [], marks = [], copyMarks = [], records } = system;
    const own = [
      ...kinds.flatMap(({ group, kind }) => [group, kind]),
      ...marks.flatMap(({ kind, key }) => [kind, key]),
      ...copyMarks,
      ...(records
        ? [records.secretType, ...Object.values(records.annotations)]
        : []),
      system.sealingKeyLabel ?? '',
    ];
    for (const name of own.filter(each => each && !WORDS.has(each))) {
      const folders = names.get(name) ?? new Set();
      names.set(name, folders.add(id));
    }
  }
  return names;
}

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!/^(__.*__|generated|node_modules)$/.test(entry.name)) {
        yield* sourceFiles(path);
      }
    } else if (/\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name)) {
      yield path;
    }
  }
}

function* allSources(): Generator<string> {
  for (const group of ['packages', 'plugins']) {
    for (const name of readdirSync(join(ROOT, group))) {
      const folder = join(ROOT, group, name, 'src');
      if (existsSync(folder)) {
        yield* sourceFiles(folder);
      }
    }
  }
}

const COMMENT = /\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm;
const LITERAL = /(['"`])((?:(?!\1)[^\\\n])+)\1/g;

/** The names of systems in the texts of a file that stands in none of their folders. */
function namesIn(path: string, names: Map<string, Set<string>>): string[] {
  const [folder] = relative(SYSTEMS, path).split('/');
  const source = readFileSync(join(ROOT, path), 'utf8').replace(COMMENT, '');
  const found = new Set<string>();
  for (const [, , text] of source.matchAll(LITERAL)) {
    for (const name of [text, text.split('/')[0]]) {
      const folders = names.get(name);
      if (folders && !folders.has(folder)) {
        found.add(name);
      }
    }
  }
  return [...found].sort();
}

describe('what is known of a system', () => {
  const names = namesOfSystems();
  const allowed = Object.keys(ALLOWED);
  const foreign = new Map(
    [...allSources()].flatMap(file => {
      const path = relative(ROOT, file);
      const found = namesIn(path, names);
      return found.length > 0 ? [[path, found] as const] : [];
    }),
  );

  it('stands in the folder of its id', () => {
    for (const { id } of knownSystems.systems) {
      expect(existsSync(join(__dirname, id, 'index.ts'))).toBe(true);
    }
  });

  it('stands nowhere else', () => {
    const others = [...foreign].filter(
      ([path]) => !allowed.some(each => path.startsWith(each)),
    );
    expect(Object.fromEntries(others)).toEqual({});
  });

  it('stands elsewhere in each place that is allowed to know it', () => {
    const paths = [...foreign.keys()];
    const unused = allowed.filter(
      each => !paths.some(path => path.startsWith(each)),
    );
    expect(unused).toEqual([]);
  });
});
