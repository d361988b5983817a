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

import {
  composeSealedSecret,
  formatSealedSecret,
  mergeSealedValues,
  type PlacedSealedSecret,
  readSealedSecrets,
} from '@keyward/sealing';
import { GitChangeError } from '../GitChangeError';
import { checkEntries, checkPath, isBelow } from '../guards';
import type { FileChange, RepositoryFile, SealedTarget } from '../types';
import { onceEach, textOf } from '../yaml';
import { asGitChange } from './asGitChange';

const sealedSecretsIn = onceEach(file => readSealedSecrets(textOf(file)!));

/** A manifest as it becomes, and what is new in it. */
export interface PlannedManifest extends FileChange {
  isNew: boolean;
  added: string[];
  replaced: string[];
}

interface Found {
  file: RepositoryFile;
  text: string;
  sealedSecret: PlacedSealedSecret;
}

/** Plans the manifest of a target: a new one, or new values in one that is there. */
export function planManifest(
  files: readonly RepositoryFile[],
  target: SealedTarget,
): PlannedManifest {
  const { found, unreadable } = findManifests(files, target);
  return target.mode === 'create'
    ? planNewManifest(files, target, found)
    : planMergedManifest(files, target, found, unreadable);
}

function planNewManifest(
  files: readonly RepositoryFile[],
  target: SealedTarget,
  found: Found[],
): PlannedManifest {
  if (found.length > 0) {
    throw new GitChangeError(
      'exists',
      'There is a manifest of that namespace and name already',
      {
        where: `${found[0].file.path}, ${found[0].sealedSecret.place}`,
        remedy: 'replace its values, or use another name',
      },
    );
  }
  const path = newPath(files, target);
  const { namespace, name, scope, type, encryptedData } = target;
  const content = formatSealedSecret(
    asGitChange(path, () =>
      composeSealedSecret({ namespace, name, scope, type, encryptedData }),
    ),
  );
  const added = Object.keys(encryptedData);
  return { path, content, isNew: true, added, replaced: [] };
}

/** A chart has its manifests in `templates`: beside it nothing would apply them. */
function newPath(
  files: readonly RepositoryFile[],
  { path: confirmed, namespace, name }: SealedTarget,
): string {
  const inFolder = (file: string) =>
    confirmed === '' ? file : `${confirmed}/${file}`;
  const isChart = files.some(({ path }) => path === inFolder('Chart.yaml'));
  const taken = new Set(files.map(({ path }) => path));
  const paths = [name, `${namespace}.${name}`].map(each =>
    inFolder(`${isChart ? 'templates/' : ''}${each}.sealedsecret.yaml`),
  );
  const path = paths.find(each => !taken.has(each));
  if (path === undefined) {
    throw new GitChangeError(
      'exists',
      'There are files of the names that the manifest would have',
      { where: paths[1], remedy: 'rename the file, or use another name' },
    );
  }
  checkPath(path, confirmed);
  checkEntries(path, files);
  return path;
}

function planMergedManifest(
  files: readonly RepositoryFile[],
  target: SealedTarget,
  found: Found[],
  unreadable: string[],
): PlannedManifest {
  if (found.length !== 1) {
    throw refuseSearch(target, found, unreadable);
  }
  const [{ file, text, sealedSecret }] = found;
  checkPath(file.path, target.path);
  checkEntries(file.path, files);
  const { scope, encryptedData } = target;
  const merged = asGitChange(file.path, () =>
    mergeSealedValues(text, {
      encryptedData,
      scope,
      name: sealedSecret.name,
      namespace: target.namespace,
    }),
  );
  const { replaced, added } = merged;
  return {
    path: file.path,
    content: merged.text,
    isNew: false,
    added,
    replaced,
  };
}

function refuseSearch(
  { path }: SealedTarget,
  found: Found[],
  unreadable: string[],
): GitChangeError {
  const where = path || 'the root of the repository';
  if (found.length > 1) {
    return new GitChangeError(
      'ambiguous',
      `There are ${found.length} manifests of that namespace and name`,
      {
        where: found.map(({ file }) => file.path).join(', '),
        remedy:
          'confirm a folder with one of them, or write its namespace into each',
      },
    );
  }
  return new GitChangeError(
    'missing',
    unreadable.length === 0
      ? 'There is no manifest of that namespace and name in the folder'
      : 'There is no manifest of that namespace and name that can be read',
    {
      where: unreadable.length === 0 ? where : unreadable.join(', '),
      remedy:
        unreadable.length === 0
          ? 'seal a new secret, or confirm the folder with its manifest'
          : 'templates are not changed: replace the value by hand',
    },
  );
}

/** Those that name the namespace count before those that leave it to what applies them. */
function findManifests(
  files: readonly RepositoryFile[],
  { path: folder, namespace, name }: SealedTarget,
): { found: Found[]; unreadable: string[] } {
  const candidates: Found[] = [];
  const unreadable: string[] = [];
  for (const file of files) {
    const text =
      isBelow(file.path, folder) && /\.(ya?ml|json)$/.test(file.path)
        ? textOf(file)
        : undefined;
    if (text?.includes(name)) {
      try {
        for (const sealedSecret of sealedSecretsIn(file)) {
          candidates.push({ file, text, sealedSecret });
        }
      } catch {
        unreadable.push(file.path);
      }
    }
  }
  const ofName = candidates.filter(
    ({ sealedSecret }) => sealedSecret.name === name,
  );
  const exact = ofName.filter(
    ({ sealedSecret }) => sealedSecret.namespace === namespace,
  );
  const open = ofName.filter(
    ({ sealedSecret }) => sealedSecret.namespace === undefined,
  );
  return { found: exact.length > 0 ? exact : open, unreadable };
}
