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

import { checkEntries, checkPath } from '.';
import type { RepositoryFile } from '../types';

describe('checkPath', () => {
  it.each([
    ['apps/shop/db.sealedsecret.yaml', 'apps/shop'],
    ['apps/shop/deep/er/db.yml', 'apps/shop'],
    ['apps/shop/kustomization.yaml', 'apps/shop'],
    ['apps/shop/Kustomization', 'apps/shop'],
    ['values.yaml', ''],
    ['Läden/größe.yaml', 'Läden'],
  ])('lets %s below "%s" through', (path, confirmed) => {
    expect(() => checkPath(path, confirmed)).not.toThrow();
  });

  it.each([
    ['outside of the folder', 'apps/other/db.yaml'],
    ['the folder itself with another ending', 'apps/shop.yaml'],
    ['a folder that begins the same', 'apps/shop2/db.yaml'],
    ['up and out', 'apps/shop/../../db.yaml'],
    ['up and in again', 'apps/shop/../shop/db.yaml'],
    ['the same folder', 'apps/shop/./db.yaml'],
    ['absolute', '/apps/shop/db.yaml'],
    ['an empty name', 'apps/shop//db.yaml'],
    ['a folder', 'apps/shop/'],
    ['empty', ''],
    ['backslashes', 'apps/shop\\..\\db.yaml'],
    ['a drive', 'C:/apps/shop/db.yaml'],
    ['a stream of NTFS', 'apps/shop/db.yaml:x.yaml'],
    ['a line end', 'apps/shop/d\nb.yaml'],
    ['a zero byte', 'apps/shop/db.yaml\u0000.txt'],
    ['what macOS ignores', 'apps/shop/.g\u200cit/config.yaml'],
    ['the folder of Git', 'apps/shop/.git/config.yaml'],
    ['the folder of Git in capitals', 'apps/shop/.GIT/config.yaml'],
    ['the second name of the folder of Git', 'apps/shop/git~1/config.yaml'],
    ['attributes of Git', 'apps/shop/.gitattributes'],
    ['workflows of GitHub', 'apps/shop/.github/workflows/build.yaml'],
    ['CI of GitLab', 'apps/shop/.gitlab-ci.yml'],
    ['workflows of Gitea', 'apps/shop/.gitea/workflows/build.yaml'],
    ['CI of Jenkins', 'apps/shop/Jenkinsfile'],
    ['CI of Jenkins with an ending', 'apps/shop/Jenkinsfile.yaml'],
    ['pipelines of Azure', 'apps/shop/azure-pipelines.yml'],
    ['a build of Google Cloud', 'apps/shop/cloudbuild.yaml'],
    ['owners', 'apps/shop/CODEOWNERS'],
    ['owners as Prow knows them', 'apps/shop/OWNERS_ALIASES'],
    ['the file that confirms the folder', 'apps/shop/.keyward.yaml'],
    ['a script', 'apps/shop/run.sh'],
    ['a file without an ending', 'apps/shop/db'],
    ['a dot at the end', 'apps/shop./db.yaml'],
    ['a space at the beginning', 'apps/shop/ db.yaml'],
    ['a very long one', `apps/shop/${'a'.repeat(600)}.yaml`],
  ])('refuses %s', (_, path) => {
    expect(() => checkPath(path, 'apps/shop')).toThrow(
      expect.objectContaining({ name: 'GitChangeError', code: 'path' }),
    );
  });

  it.each(['.github', 'apps/../shop', '/', 'apps/'])(
    'refuses all below "%s"',
    confirmed => {
      expect(() => checkPath(`${confirmed}/db.yaml`, confirmed)).toThrow(
        expect.objectContaining({ code: 'path' }),
      );
    },
  );
});

describe('checkEntries', () => {
  const path = 'apps/shop/db.yaml';
  const entry = (
    other: string,
    mode: RepositoryFile['mode'] = 'file',
  ): RepositoryFile => ({ path: other, mode });

  it('lets other files be', () => {
    expect(() =>
      checkEntries(path, [
        entry('apps/shop/web.yaml'),
        entry('apps/shop/link', 'symlink'),
        entry('apps/shop/db.yaml', 'executable'),
        entry('apps/shop2', 'submodule'),
      ]),
    ).not.toThrow();
  });

  it.each<[string, RepositoryFile]>([
    ['a symlink in its place', entry(path, 'symlink')],
    ['a folder that is a symlink', entry('apps/shop', 'symlink')],
    ['a folder that is a submodule', entry('apps', 'submodule')],
    ['a file in place of its folder', entry('apps/shop')],
    ['a folder in its place', entry('apps/shop/db.yaml/x')],
    ['a file of another case', entry('apps/shop/DB.yaml')],
    ['a folder of another case', entry('apps/Shop/web.yaml')],
    ['a folder of another width', entry('apps/ｓhop/web.yaml')],
    ['a letter that folds to the same', entry('apps/\u017fhop/web.yaml')],
  ])('refuses %s', (_, other) => {
    expect(() => checkEntries(path, [other])).toThrow(
      expect.objectContaining({ code: 'entry' }),
    );
  });

  it('refuses another composition of letters', () => {
    expect(() =>
      checkEntries('apps/caf\u00e9/db.yaml', [entry('apps/cafe\u0301/x.yaml')]),
    ).toThrow(expect.objectContaining({ code: 'entry' }));
  });
});
