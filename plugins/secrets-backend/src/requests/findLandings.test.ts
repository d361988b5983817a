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

import { findLandings } from './findLandings';

const landings = (files: Record<string, string>, changed: string) =>
  findLandings({
    commit: 'ba5e',
    before: Object.entries(files).map(([path, text]) => ({
      path,
      mode: 'file',
      size: text.length,
      content: Buffer.from(text),
    })),
    planned: {
      files: [{ path: changed, content: '' }],
      targets: [],
      warnings: [],
    },
  });

describe('findLandings', () => {
  it.each<[string, Record<string, string>, (string | undefined)[]]>([
    ['no kustomization', {}, []],
    [
      'one without a namespace',
      { 'a/kustomization.yaml': 'resources: []' },
      [],
    ],
    [
      'one at the file, and one above',
      {
        'a/b/kustomization.yml': 'namespace: dev',
        'a/Kustomization': 'namespace: prod',
      },
      ['dev', 'prod'],
    ],
    ['one elsewhere', { 'a/c/kustomization.yaml': 'namespace: prod' }, []],
    [
      'one that builds from the folder of another that does',
      {
        'a/c/kustomization.yaml': 'resources: [../b]',
        'd/kustomization.yaml': 'namespace: prod\nbases: [../a/c/]',
      },
      ['prod'],
    ],
    [
      'one that lists the file',
      { 'c/kustomization.yaml': 'namespace: prod\nresources: [../a/b/x.yaml]' },
      ['prod'],
    ],
    ['one at the root', { 'kustomization.yaml': 'namespace: prod' }, ['prod']],
    ['one that cannot be read', { 'a/kustomization.yaml': '{' }, [undefined]],
    [
      'one whose namespace is none',
      { 'a/kustomization.yaml': 'namespace: [prod]' },
      [undefined],
    ],
  ])('knows of %s', (_, files, expected) => {
    expect(landings(files, 'a/b/x.yaml').sort()).toEqual(expected);
  });
});
