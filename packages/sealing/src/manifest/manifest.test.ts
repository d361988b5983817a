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

import { parse, stringify } from 'yaml';
import {
  composeSealedSecret,
  createSealedSecret,
  formatSealedSecret,
  mergeIntoSealedSecret,
  mergeSealedValues,
  needsServerSideApply,
  readManifests,
  readSealedSecrets,
  readSealingCertificate,
  type SealingCertificate,
  type SealingScope,
  sealingScopes,
} from '..';
import { createSealingKey } from '../__testUtils__/createSealingKey';
import { unseal } from '../__testUtils__/unseal';

const key = createSealingKey();
const values = (entries: Record<string, string>) =>
  new Map(
    Object.entries(entries).map(([name, value]) => [name, Buffer.from(value)]),
  );

let certificate: SealingCertificate;

beforeAll(async () => {
  certificate = await readSealingCertificate(key.certificate, {
    now: new Date(),
  });
});

const create = (more: Partial<Parameters<typeof createSealedSecret>[0]> = {}) =>
  createSealedSecret({
    certificate,
    namespace: 'shop',
    name: 'db',
    values: values({ password: 'value' }),
    ...more,
  });

describe('formatSealedSecret', () => {
  const manifestOf = (
    encryptedData: Record<string, string>,
    note = 'none',
  ) => ({
    apiVersion: 'bitnami.com/v1alpha1' as const,
    kind: 'SealedSecret' as const,
    metadata: { name: 'db', namespace: 'shop', annotations: { note } },
    spec: { encryptedData, template: { metadata: {}, type: 'Opaque' } },
  });
  const long = (first: string) => first + 'a+/='.repeat(60);

  it.each([
    ['sealed', { a: long('A'), 'b.c': long('B'), true: long('C') }],
    ['words and numbers', { a: 'null', b: 'true', c: '12', d: '' }],
    ['long, and numbers', { a: `1${'0'.repeat(200)}`, b: long('A') }],
    ['something else', { a: long('A: '), b: long('A #') }],
    ['marks', { a: 'sealed-value-number-1', b: long('A') }],
  ])('writes values that are %s as the library does', (_, encryptedData) => {
    const manifest = manifestOf(encryptedData);
    const text = formatSealedSecret(manifest as never);
    expect(parse(text)).toEqual(manifest);
    expect(text).toBe(
      stringify(manifest, { lineWidth: 0, compat: 'yaml-1.1' }),
    );
  });

  it.each(['on', 'no', 'y', '12:30:45', '0o7'])(
    'writes the name %s so that kubectl reads a text',
    name => {
      const manifest = {
        ...manifestOf({ a: long('A') }),
        metadata: { name, namespace: 'shop' },
      };
      const text = formatSealedSecret(manifest as never);
      expect(parse(text, { version: '1.1' })).toEqual(manifest);
    },
  );

  it('leaves alone what looks like a mark of its own', () => {
    const manifest = manifestOf({ a: long('A') }, 'sealed-value-number-0');
    expect(parse(formatSealedSecret(manifest as never))).toEqual(manifest);
  });
});

describe('createSealedSecret', () => {
  const OF_SCOPE: Record<SealingScope, object | undefined> = {
    strict: undefined,
    'namespace-wide': { 'sealedsecrets.bitnami.com/namespace-wide': 'true' },
    'cluster-wide': { 'sealedsecrets.bitnami.com/cluster-wide': 'true' },
  };

  it.each(sealingScopes)('tells the scope %s in both places', async scope => {
    const { metadata, spec } = await create({ scope });
    expect(metadata.annotations).toEqual(OF_SCOPE[scope]);
    expect(spec.template.metadata.annotations).toEqual(OF_SCOPE[scope]);
  });

  it('has a type, labels and annotations for the Secret', async () => {
    const manifest = await create({
      type: 'kubernetes.io/basic-auth',
      labels: { 'app.kubernetes.io/part-of': 'shop' },
      annotations: { 'reloader.stakater.com/match': 'true' },
      immutable: true,
      scope: 'namespace-wide',
    });
    expect(manifest).toEqual({
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: {
        name: 'db',
        namespace: 'shop',
        annotations: OF_SCOPE['namespace-wide'],
      },
      spec: {
        encryptedData: { password: expect.any(String) },
        template: {
          metadata: {
            name: 'db',
            namespace: 'shop',
            labels: { 'app.kubernetes.io/part-of': 'shop' },
            annotations: {
              'reloader.stakater.com/match': 'true',
              ...OF_SCOPE['namespace-wide'],
            },
          },
          type: 'kubernetes.io/basic-auth',
          immutable: true,
        },
      },
    });
    expect(parse(formatSealedSecret(manifest))).toEqual(manifest);
    expect(JSON.parse(formatSealedSecret(manifest, 'json'))).toEqual(manifest);
  });

  it.each<[string, object]>([
    ['a tls Secret without its key', { type: 'kubernetes.io/tls' }],
    ['a type of several words', { type: 'a b' }],
    ['a name in capitals', { name: 'DB' }],
    ['a name of 254 characters', { name: 'a'.repeat(254) }],
    ['a namespace with a dot', { namespace: 'a.b' }],
    ['a key with a slash', { values: values({ 'a/b': 'x' }) }],
    ['a key ..data', { values: values({ '..data': 'x' }) }],
    ['a label that is no label', { labels: { team: 'a team' } }],
    ['an annotation for Helm', { annotations: { a: '{{ .Values.x }}' } }],
    ['an annotation for Flux', { annotations: { a: '${x}' } }],
    ['an annotation for a shell', { annotations: { a: '$(id)' } }],
    ['an annotation for a plugin', { annotations: { a: '<path:secret/x#y>' } }],
  ])('refuses %s', async (_, more) => {
    await expect(create(more)).rejects.toMatchObject({
      name: 'SealingError',
      code: 'name',
    });
  });

  it('says when only server-side apply takes it', async () => {
    const small = await create();
    const large = await create({
      values: values({ file: 'x'.repeat(200_000) }),
    });
    expect(needsServerSideApply(formatSealedSecret(small))).toBe(false);
    expect(needsServerSideApply(formatSealedSecret(large))).toBe(true);
  });
});

const FILE = `# Sealed by hand, see the runbook
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings,   namespace: shop}
data:
    long: "a very long text that would be folded by a printer of YAML that thinks of 80 columns as its bound"
---
# the database
kind: SealedSecret
apiVersion: bitnami.com/v1alpha1
metadata:
    name: db
    namespace: shop   # where it lives
    creationTimestamp: null
spec:
    encryptedData:
        # who
        username: AgOld==
        password: "AgOldPassword"    # rotated in May
    template:
        metadata:
            name: db
            namespace: shop
        type: Opaque
`;

describe('mergeIntoSealedSecret', () => {
  const merge = (
    text: string,
    more: Partial<Parameters<typeof mergeIntoSealedSecret>[1]> = {},
  ) =>
    mergeIntoSealedSecret(text, {
      certificate,
      values: values({ password: 'new value' }),
      ...more,
    });

  it('replaces one value and nothing else of the text', async () => {
    const { text, replaced, added, target } = await merge(FILE);
    const [, sealed] = /password: "([^"]+)" {4}# rotated in May\n/.exec(text)!;
    expect(unseal(sealed, key.privateKey, 'shop/db').toString()).toBe(
      'new value',
    );
    expect(text.replace(sealed, 'AgOldPassword')).toBe(FILE);
    expect({ replaced, added, target }).toEqual({
      replaced: ['password'],
      added: [],
      target: { scope: 'strict', namespace: 'shop', name: 'db' },
    });
  });

  it('adds values after the others', async () => {
    const { text, added } = await merge(FILE, {
      values: values({ token: 'a', yes: 'b', '007': 'c' }),
    });
    expect(added).toEqual(['token', 'yes', '007']);
    const lines = text.split('\n');
    const at = lines.findIndex(line => line.includes('rotated in May'));
    expect(lines.slice(at + 1, at + 4)).toEqual([
      expect.stringMatching(/^ {8}token: A[A-Za-z0-9+/=]+$/),
      expect.stringMatching(/^ {8}"yes": A/),
      expect.stringMatching(/^ {8}"007": A/),
    ]);
    expect(lines.toSpliced(at + 1, 3).join('\n')).toBe(FILE);
    const { encryptedData } = (readManifests(text)[1].object as any).spec;
    expect(Object.keys(encryptedData)).toEqual([
      'username',
      'password',
      'token',
      'yes',
      '007',
    ]);
  });

  const HEAD =
    'kind: SealedSecret\napiVersion: bitnami.com/v1alpha1\nmetadata: {name: db, namespace: shop}\n';

  it.each([
    [
      'without an end of the last line',
      `${HEAD}spec:\n  encryptedData:\n    a: AgA=`,
    ],
    [
      'with ends of lines of Windows',
      `${HEAD}spec:\n  encryptedData:\n    a: AgA=\n`.replaceAll('\n', '\r\n'),
    ],
    [
      'with a value as a block',
      `${HEAD}spec:\n  encryptedData:\n    password: |\n      AgA=\n      AgB=\n  template: {}\n`,
    ],
    [
      'with a folded value',
      `${HEAD}spec:\n  encryptedData:\n    password: >-\n      AgA=\n\n# end\n`,
    ],
    [
      'with a value over two lines',
      `${HEAD}spec:\n  encryptedData:\n    password: AgA\n      AgB\n    z: AgC\n`,
    ],
    [
      'with no value',
      `${HEAD}spec:\n  encryptedData:\n    password:\n    z: AgC\n`,
    ],
    ['with an empty map', `${HEAD}spec:\n  encryptedData: {} # none\n`],
    ['with a map in one line', `${HEAD}spec: {encryptedData: {a: AgA=}}\n`],
    ['without a map', `${HEAD}spec:\n  # none yet\n  template: {}\n`],
    [
      'of JSON',
      `{\n\t"kind": "SealedSecret",\n\t"apiVersion": "bitnami.com/v1alpha1",\n\t"metadata": {"name": "db", "namespace": "shop"},\n\t"spec": {"encryptedData": {"a": "AgA="}}\n}\n`,
    ],
    [
      'of JSON in one line',
      `{"kind":"SealedSecret","apiVersion":"bitnami.com/v1alpha1","metadata":{"name":"db","namespace":"shop"},"spec":{"encryptedData":{}}}`,
    ],
  ])('merges into a text %s', async (_, text) => {
    const merged = await merge(text, {
      values: values({ password: 'new value', other: 'x' }),
    });
    const before: any = readManifests(text)[0].object;
    const after: any = readManifests(merged.text)[0].object;
    const { password, other, ...rest } = after.spec.encryptedData;
    expect(unseal(password, key.privateKey, 'shop/db').toString()).toBe(
      'new value',
    );
    expect(unseal(other, key.privateKey, 'shop/db').toString()).toBe('x');
    const { password: old, ...others } = before.spec.encryptedData ?? {};
    expect(rest).toEqual(others);
    for (const comment of text.match(/# .*/g) ?? []) {
      expect(merged.text).toContain(comment.trim());
    }
    expect(text.startsWith('{')).toBe(isJson(merged.text));
    expect(merged.text.includes('\r\n')).toBe(text.includes('\r\n'));
  });

  it.each(sealingScopes)(
    'seals for the scope %s of the manifest',
    async scope => {
      const text = formatSealedSecret(await create({ scope }));
      const merged = await merge(text, { scope });
      expect(merged.target).toEqual({ scope, namespace: 'shop', name: 'db' });
      const { password } = parse(merged.text).spec.encryptedData;
      const label = {
        strict: 'shop/db',
        'namespace-wide': 'shop',
        'cluster-wide': '',
      }[scope];
      expect(unseal(password, key.privateKey, label).toString()).toBe(
        'new value',
      );
    },
  );

  it('takes the namespace from whoever applies it', async () => {
    const text = FILE.replace('    namespace: shop   # where it lives\n', '');
    await expect(merge(text)).rejects.toMatchObject({
      code: 'scope',
      where: 'metadata.namespace',
    });
    const { target } = await merge(text, { namespace: 'other' });
    expect(target.namespace).toBe('other');
  });

  const NOTED = FILE.replace(
    '    creationTimestamp: null',
    '    annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}',
  );

  it.each<[string, string, object, string]>([
    ['no SealedSecret', 'kind: Secret\ndata: {a: canary}', {}, 'manifest'],
    ['an empty text', '', {}, 'manifest'],
    ['no YAML', 'a: [canary', {}, 'manifest'],
    [
      'a key twice',
      `${HEAD}spec:\n  encryptedData:\n    canary: a\n    canary: b\n`,
      {},
      'manifest',
    ],
    ['two of them', `${FILE}---\n${FILE}`, {}, 'manifest'],
    ['another name', FILE, { name: 'other' }, 'manifest'],
    ['another namespace', FILE, { namespace: 'other' }, 'manifest'],
    ['another scope', FILE, { scope: 'cluster-wide' }, 'scope'],
    ['two scopes', NOTED, {}, 'scope'],
    ['deprecated fields', `${HEAD}spec: {data: canary}`, {}, 'manifest'],
    [
      'a list of values',
      `${HEAD}spec: {encryptedData: [canary]}`,
      {},
      'manifest',
    ],
    [
      'aliases that grow',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
      {},
      'manifest',
    ],
  ])('refuses %s', async (_, text, more, code) => {
    const error = await merge(text, more).then(
      () => undefined,
      reason => reason,
    );
    expect(error).toMatchObject({
      name: 'SealingError',
      code,
      where: expect.any(String),
      remedy: expect.any(String),
    });
    expect(`${error.stack}${error.where}${error.remedy}`).not.toContain(
      'canary',
    );
  });
});

function isJson(text: string): boolean {
  try {
    return Boolean(JSON.parse(text));
  } catch {
    return false;
  }
}

describe('values that were sealed before', () => {
  it('become a SealedSecret as if they were sealed here', async () => {
    const sealed = await create({ scope: 'namespace-wide' });
    const { encryptedData } = sealed.spec;
    expect(
      composeSealedSecret({
        namespace: 'shop',
        name: 'db',
        scope: 'namespace-wide',
        encryptedData,
      }),
    ).toEqual(sealed);
  });

  it('are merged as if they were sealed here', async () => {
    const { encryptedData } = (await create()).spec;
    const { text, replaced, added, target } = mergeSealedValues(FILE, {
      namespace: 'shop',
      name: 'db',
      scope: 'strict',
      encryptedData: { ...encryptedData, token: encryptedData.password },
    });
    expect({ replaced, added, target }).toEqual({
      replaced: ['password'],
      added: ['token'],
      target: { scope: 'strict', namespace: 'shop', name: 'db' },
    });
    const [{ object, ...place }] = readSealedSecrets(text);
    expect(place).toEqual({
      place: 'document 2',
      name: 'db',
      namespace: 'shop',
    });
    expect((object as any).spec.encryptedData).toMatchObject({
      username: 'AgOld==',
      password: encryptedData.password,
      token: encryptedData.password,
    });
  });

  it('are not read where so many aliases are that they take minutes', () => {
    const text = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `k${index}: [&a${index} 1, *a${index}]`,
      ).join('\n');
    expect(readManifests(text(1000))).toHaveLength(1);
    expect(() => readManifests(text(1001))).toThrow(/no YAML or JSON/);
  });

  it('are not merged where an alias has no end', async () => {
    const { encryptedData } = (await create()).spec;
    expect(() =>
      mergeSealedValues(`${FILE}---\na: &a [*a]\n`, { encryptedData }),
    ).toThrow(expect.objectContaining({ code: 'manifest' }));
  });

  it('must be for the scope of the manifest', async () => {
    const { encryptedData } = (await create()).spec;
    expect(() =>
      mergeSealedValues(FILE, { scope: 'cluster-wide', encryptedData }),
    ).toThrow(expect.objectContaining({ code: 'scope' }));
  });

  it.each([
    ['a text', 'hunter2'],
    ['a text in base64', btoa('correct horse battery staple')],
    ['a long text in base64', btoa('s3cret '.repeat(10_000))],
    ['no text', 7 as any],
  ])('must not be %s', (_, password) => {
    const encryptedData = { password };
    for (const act of [
      () =>
        composeSealedSecret({ namespace: 'shop', name: 'db', encryptedData }),
      () => mergeSealedValues(FILE, { encryptedData }),
    ]) {
      expect(act).toThrow(
        expect.objectContaining({ name: 'SealingError', code: 'value' }),
      );
    }
  });
});
