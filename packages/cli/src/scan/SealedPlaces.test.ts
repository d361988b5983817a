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

import { SealedPlaces } from './SealedPlaces';

const CIPHERTEXT = 'AgBy3i4OJSWK1PiTySYZZA9rO43cGDEq';

function sealed(
  namespace: string,
  name = 'db',
  { scope = '', ciphertext = CIPHERTEXT } = {},
): string {
  return [
    '# the database',
    'apiVersion: bitnami.com/v1alpha1',
    'kind: SealedSecret',
    'metadata:',
    `  name: ${name}`,
    `  namespace: ${namespace}`,
    ...(scope
      ? [`  annotations: {sealedsecrets.bitnami.com/${scope}: "true"}`]
      : []),
    'spec:',
    '  encryptedData:',
    `    password: ${ciphertext}`,
    '',
  ].join('\n');
}

const deployment = (namespace: string) =>
  `kind: Deployment\nmetadata:\n  name: api\n  namespace: ${namespace}\n`;

function notesOf(files: Record<string, string>): string[] {
  const places = new SealedPlaces();
  for (const [file, text] of Object.entries(files)) {
    places.add(file, text);
  }
  return places.list().map(({ file, line, note }) => `${file}:${line} ${note}`);
}

describe('SealedPlaces', () => {
  it('finds a ciphertext under two names or namespaces', () => {
    const note =
      'the same ciphertext stands under another name or namespace: one of them at most can be opened';
    expect(
      notesOf({ 'a/s.yaml': sealed('shop'), 'b/s.yaml': sealed('crm') }),
    ).toEqual([`a/s.yaml:2 ${note}`, `b/s.yaml:2 ${note}`]);
    expect(
      notesOf({ 'a.yaml': sealed('shop'), 'b.yaml': sealed('shop', 'db2') }),
    ).toHaveLength(2);
    // Of the namespace, another name does no harm; of the cluster nothing does.
    const wide = { scope: 'namespace-wide' };
    expect(
      notesOf({
        'a.yaml': sealed('shop', 'a', wide),
        'b.yaml': sealed('shop', 'b', wide),
      }),
    ).toEqual([]);
    expect(
      notesOf({
        'a.yaml': sealed('shop', 'a', wide),
        'b.yaml': sealed('crm', 'a', wide),
      }),
    ).toHaveLength(2);
    const everywhere = { scope: 'cluster-wide' };
    expect(
      notesOf({
        'a.yaml': sealed('shop', 'a', everywhere),
        'b.yaml': sealed('crm', 'b', everywhere),
      }),
    ).toEqual([]);
  });

  it('finds one that a kustomization moves or renames', () => {
    const kustomization = (text: string) => ({
      'k/kustomization.yaml': `resources: [s.yaml]\n${text}\n`,
    });
    expect(
      notesOf({
        'k/s.yaml': sealed('shop'),
        ...kustomization('namespace: crm'),
      }),
    ).toEqual([
      'k/s.yaml:2 the kustomization beside it sets the namespace crm, it was sealed for shop',
    ]);
    expect(
      notesOf({
        'k/s.yaml': sealed('shop'),
        ...kustomization('namePrefix: x-'),
      }),
    ).toEqual(['k/s.yaml:2 the kustomization beside it changes its name']);
    for (const [text, options] of [
      ['namespace: shop', {}],
      ['namePrefix: x-', { scope: 'namespace-wide' }],
      ['namespace: crm', { scope: 'cluster-wide' }],
    ] as const) {
      expect(
        notesOf({
          'k/s.yaml': sealed('shop', 'db', options),
          ...kustomization(text),
        }),
      ).toEqual([]);
    }
    // One that it does not take stays where it is.
    expect(
      notesOf({
        'k/other.yaml': sealed('shop'),
        ...kustomization('namespace: crm'),
      }),
    ).toEqual([]);
  });

  it('finds one that fits neither its folder nor what else is in it', () => {
    const api = { 'apps/crm/api.yaml': deployment('crm') };
    expect(notesOf({ 'apps/crm/s.yaml': sealed('shop'), ...api })).toEqual([
      'apps/crm/s.yaml:2 all else in its folder is in the namespace crm, it was sealed for shop',
    ]);
    expect(notesOf({ 'apps/crm/s.yaml': sealed('crm'), ...api })).toEqual([]);
    // A folder of several namespaces, or one that is not named after one, says nothing.
    expect(
      notesOf({
        'apps/crm/s.yaml': sealed('shop'),
        'apps/crm/b.yaml': deployment('billing'),
        ...api,
      }),
    ).toEqual([]);
    expect(
      notesOf({
        'all/s.yaml': sealed('shop'),
        'all/a.yaml': deployment('crm'),
      }),
    ).toEqual([]);
  });

  it('says nothing of what it cannot read, and of templates', () => {
    expect(
      notesOf({
        'a/s.yaml': sealed('{{ .Release.Namespace }}'),
        'b/s.yaml': sealed('shop', '{{ include "name" . }}'),
        'c/s.yaml': 'encryptedData: [\n\t{',
        'd/s.yaml': 'spec: {encryptedData: 1}\n---\n- a\n',
        'e/kustomization.yaml': 'resources: {a: 1}\n---\n1\n',
        'f/s.txt': sealed('shop'),
        'g/s.yaml': sealed('crm', 'db'),
      }),
    ).toEqual([]);
  });
});
