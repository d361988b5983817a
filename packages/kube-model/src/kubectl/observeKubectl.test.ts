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

import { dump as toYaml } from 'js-yaml';
import { type SecretObservation } from '@keyward/observation';
import { createFingerprinter } from '@keyward/values';
import { observeKubectl } from './observeKubectl';

const options = { sourceId: 'prod' };
const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (name: string, overrides: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'payments', name },
  data: { password: base64('k7Qz-vP2x9LmTr4w') },
  ...overrides,
});
const workload = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'payments', name: 'api' },
  spec: {
    template: {
      spec: {
        containers: [{ name: 'api', envFrom: [{ secretRef: { name: 'db' } }] }],
      },
    },
  },
};
const list = (...items: unknown[]) => ({
  apiVersion: 'v1',
  kind: 'List',
  items,
});
const refs = (text: string) =>
  observeKubectl(text, options).observations.map(({ ref }) => ref);
const both = [
  'kubernetes:prod/payments/db',
  'prod/apps/Deployment/payments/api',
];

describe('observeKubectl', () => {
  it('reads a list, one object, lists in documents, and typed lists', () => {
    expect(refs(JSON.stringify(list(secret('db'), workload)))).toEqual(both);
    expect(refs(JSON.stringify(secret('db'), null, 2))).toEqual([both[0]]);
    expect(refs(toYaml(list(secret('db'), workload)))).toEqual(both);
    expect(
      refs(`---\n${toYaml(secret('db'))}---\n# none\n---\n${toYaml(workload)}`),
    ).toEqual(both);
    const { kind, apiVersion, ...untyped } = secret('db');
    expect(
      refs(
        JSON.stringify({ kind: 'SecretList', apiVersion, items: [untyped] }),
      ),
    ).toEqual([both[0]]);
  });

  it('reads the same from JSON and from YAML', () => {
    const fingerprinter = createFingerprinter({
      key: Buffer.alloc(32, 1),
      keyId: 'k',
    });
    const objects = list(secret('db'), workload);
    const [json, yaml] = [JSON.stringify(objects), toYaml(objects)].map(text =>
      observeKubectl(text, { ...options, fingerprinter }),
    );
    expect(json).toEqual(yaml);
    const [{ keys }] = json.observations as SecretObservation[];
    expect(keys).toMatchObject([
      { name: 'password', fingerprintKeyId: 'k', size: '12-31 B' },
    ]);
  });

  it('compares within one text only, unless given a key', () => {
    const text = JSON.stringify(list(secret('a'), secret('b')));
    const prints = () =>
      (observeKubectl(text, options).observations as SecretObservation[]).map(
        ({ keys }) => keys[0].fingerprint,
      );
    const [a, b] = prints();
    expect(a).toBeDefined();
    expect(a).toBe(b);
    expect(prints()).not.toContain(a);
  });

  it('leaves the values of sealing keys, releases and tokens alone', () => {
    const crown = [
      secret('sealing', {
        metadata: {
          namespace: 'kube-system',
          name: 'sealing',
          labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
        },
      }),
      secret('release', { type: 'helm.sh/release.v1' }),
      secret('token', { type: 'kubernetes.io/service-account-token' }),
    ];
    const { observations } = observeKubectl(
      JSON.stringify(list(...crown)),
      options,
    );
    expect(observations).toHaveLength(3);
    for (const observation of observations) {
      expect(observation).toMatchObject({ taken: 'metadata', keyCount: 1 });
      expect(JSON.stringify(observation)).not.toContain('"fingerprint":');
    }
  });

  it('warns of values on disk and of missing managed fields', () => {
    const { warnings } = observeKubectl(JSON.stringify(secret('db')), options);
    expect(warnings).toEqual([
      expect.stringContaining('keyward dump'),
      expect.stringContaining('--show-managed-fields'),
    ]);
    expect(
      observeKubectl(
        JSON.stringify({
          ...secret('db', { data: undefined }),
          metadata: { namespace: 'a', name: 'b', managedFields: [] },
        }),
        options,
      ).warnings,
    ).toEqual([]);
    expect(observeKubectl('', options).warnings).toEqual([
      'The text holds no objects.',
    ]);
  });

  it('reads the rest and tells the place of what it cannot read', () => {
    const seen = observeKubectl(
      JSON.stringify(
        list(
          secret('bad', { data: { password: 'canary!' } }),
          'canary',
          null,
          { kind: 'canary-4', metadata: {} },
          secret('db'),
          secret('db'),
          workload,
        ),
      ),
      options,
    );
    expect(seen.observations.map(({ ref }) => ref)).toEqual(both);
    expect(seen.errors).toEqual([
      {
        place: 'items[0]',
        message: 'Secret payments/bad: key "password" is not valid base64',
      },
      { place: 'items[1]', message: 'it is no Kubernetes object' },
      { place: 'items[2]', message: 'it is no Kubernetes object' },
      {
        place: 'items[3]',
        message: 'Not a Kubernetes object: no kind or apiVersion',
      },
      { place: 'items[5]', message: 'this object stands there twice' },
    ]);
  });

  it.each([
    ['a: [canary', 'line 5'],
    ['a: "canary\n', 'line 6'],
    ['a: *canary', 'line 4'],
    ['a: !canary b', 'line 4'],
    ['a: b: canary', 'line 4'],
    ['canary: 1\ncanary: 2', 'line 5'],
    ['a: "\\canary"', 'line 4'],
    ['\tcanary: 1', 'line 4'],
    ['- canary', 'line 3'],
    ['canary', 'line 3'],
  ])('goes on after broken YAML (%#)', (broken, line) => {
    const seen = observeKubectl(
      `\n# first\n---\n${broken}\n---\n${toYaml(secret('db'))}`,
      options,
    );
    expect(seen.observations).toHaveLength(1);
    expect(seen.errors).toHaveLength(1);
    expect(seen.errors[0].place).toContain('document 2');
    expect(seen.errors[0].place).toContain(line);
    expect(JSON.stringify(seen.errors)).not.toContain('canary');
  });

  it.each([
    ['{"a": canary}', 'line 1, column 7'],
    ['{\n  "a": 1,,"canary"', 'line 2, column 10'],
    ['{"a": "canary"', 'the end'],
    ['{"a":"canary\n"}', 'line 1, column 6'],
    ['[1,,"canary"]', 'line 1, column 4'],
    ['{"a":[{}],\n}', 'line 2, column 1'],
    ['[{"a":1]]', 'line 1, column 8'],
  ])('tells where %j breaks off', (broken, place) => {
    const { errors, observations } = observeKubectl(broken, options);
    expect(observations).toEqual([]);
    expect(errors).toEqual([
      {
        place: expect.stringContaining(place),
        message: 'it is no valid JSON',
      },
    ]);
    expect(JSON.stringify(errors)).not.toContain('canary');
  });

  it.each([
    ['one after the other', '', '\n'],
    ['one a line', '', '\n'],
    ['with lines between them', '---\n', '\n---\n'],
    ['close together', '\n ', ''],
  ])('reads several documents of JSON %s', (how, before, between) => {
    const indent = how === 'one after the other' ? 2 : undefined;
    const text = [secret('db', { note: '}{"\\' }), workload]
      .map(each => JSON.stringify(each, undefined, indent))
      .join(between);
    expect(observeKubectl(before + text, options).errors).toEqual([]);
    expect(refs(before + text)).toEqual(both);
  });

  it('reads what is around a document of JSON that it cannot read', () => {
    const { observations, errors } = observeKubectl(
      `${JSON.stringify(secret('db'))}\n{"kind": canary}\n${JSON.stringify(
        workload,
      )}\n{"kind"`,
      options,
    );
    expect(observations.map(({ ref }) => ref)).toEqual(both);
    expect(errors).toEqual([
      { place: 'document 2 (line 2)', message: 'it is no valid JSON' },
      { place: 'document 4 (line 4)', message: 'it is no valid JSON' },
    ]);
  });

  it('reads lists without an item, and lists that say no kind', () => {
    for (const text of [
      '{"apiVersion":"v1","kind":"List","items":null}',
      '{"apiVersion":"v1","kind":"PodList","items":[]}',
      'apiVersion: v1\nkind: SecretList\nitems:\n',
      '[]',
    ]) {
      expect(observeKubectl(text, options)).toEqual({
        observations: [],
        errors: [],
        warnings: ['The text holds no objects.'],
      });
    }
    expect(refs(JSON.stringify([secret('db'), workload]))).toEqual(both);
    // A kind of its own, and no list.
    expect(
      refs(
        JSON.stringify({
          apiVersion: 'gateway.example/v1',
          kind: 'DenyList',
          metadata: { namespace: 'payments', name: 'api' },
        }),
      ),
    ).toEqual(['prod/gateway.example/DenyList/payments/api']);
  });

  it('reads YAML with directives, ends of documents and braces', () => {
    const one = toYaml(secret('db'));
    const other = toYaml(workload);
    for (const text of [
      `%YAML 1.2\n---\n${one}---\n${other}`,
      `# of kubectl\n%YAML 1.1\n\n---\n${one}...\n%YAML 1.1\n---\n${other}`,
      `${one}...\n---\n${other}...\n`,
      `${one}...\n# The end.\n--- # Source: chart/api.yaml\n${other}`,
      `---\n# Source: chart/db.yaml\n---\n${one}---\n---\n${other}`,
      `{ ${Object.entries(secret('db'))
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
        .join(', ')} }\n---\n${JSON.stringify(workload)}`,
    ]) {
      expect(observeKubectl(text, options).errors).toEqual([]);
      expect(refs(text)).toEqual(both);
    }
  });

  // What kubectl 1.32 does was tried; another tool may do otherwise.
  it('sees what kubectl applies, and nothing that it passes over', () => {
    const harmless = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
    const hidden = toYaml(workload);
    const indented = hidden.replace(/^/gm, '  ');
    const read = (text: string) => {
      const { errors } = observeKubectl(text, options);
      return [refs(text), errors.map(({ message }) => message)];
    };
    const config = 'prod/-/ConfigMap/-/a';
    // Whatever its kind, what has items is a list of them.
    expect(read(`${harmless}items:\n- ${indented.trim()}`)).toEqual([
      [both[1]],
      [],
    ]);
    expect(read(`${harmless}items:\n`)).toEqual([[], []]);
    // To YAML 1.1 a comment ends there.
    const flow = JSON.stringify(workload).slice(1, -1).replaceAll('":', '": ');
    for (const end of ['\u0085', '\u2028', '\u2029']) {
      const fields = flow.replaceAll(/,(?="(kind|metadata|spec)")/g, end);
      expect(read(`# A comment.${end}${fields}\n`)).toEqual([[both[1]], []]);
    }
    // `---#` begins a document.
    expect(read(`${harmless}---#: |\n${indented}`)).toEqual([
      [config],
      [expect.stringContaining('the line of --- before it goes on')],
    ]);
    expect(read(`${harmless}--- ${JSON.stringify(workload)}`)).toEqual([
      [config],
      [expect.stringContaining('the line of --- before it goes on')],
    ]);
    // After `...` it reads no further.
    expect(read(`${harmless}...\n${hidden}---\n${hidden}`)).toEqual([
      [config, both[1]],
      [expect.stringContaining('after a line of ...')],
    ]);
    // A merge key replaces what stands before it.
    const merge = 'x: &x {kind: Deployment}\n';
    expect(read(`${merge}<<: *x\n${harmless}`)).toEqual([[config], []]);
    expect(read(`${merge}${harmless}<<: *x\n`)).toEqual([
      [],
      [expect.stringContaining('a merge key stands after a field')],
    ]);
    // In quotes it is none.
    expect(read(`x: &x {metadata: {name: b}}\n${harmless}"<<": *x\n`)).toEqual([
      [config],
      [],
    ]);
  });

  it('follows aliases to any depth', () => {
    const levels = Array.from(
      { length: 20_000 },
      (_, at) => `${30_000 - at}: &l${at} [${at > 0 ? `*l${at - 1}` : '<<'}]`,
    );
    const { errors } = observeKubectl(
      `kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n${levels.join(
        '\n',
      )}`,
      options,
    );
    expect(errors.length).toBeLessThanOrEqual(1);
  });

  it('takes the fields that merge keys stand for', () => {
    const { observations, errors } = observeKubectl(
      `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ServiceAccount
  metadata:
    namespace: shop
    name: one
    labels: &one { team: shop, tier: web }
- apiVersion: v1
  kind: ServiceAccount
  metadata: &meta
    namespace: shop
    name: two
    labels: &two { <<: *one, tier: db, zone: a }
- apiVersion: v1
  kind: ServiceAccount
  metadata:
    <<: *meta
    name: three
    labels: { <<: [{ zone: b }, *two], own: yes }
`,
      options,
    );
    expect(errors).toEqual([]);
    expect(observations).toMatchObject([
      { labels: { team: 'shop', tier: 'web' } },
      { labels: { team: 'shop', tier: 'db', zone: 'a' } },
      {
        namespace: 'shop',
        name: 'three',
        labels: { team: 'shop', tier: 'db', zone: 'b', own: 'yes' },
      },
    ]);
    expect(observations[1]).not.toHaveProperty(['labels', '<<']);
  });

  it('refuses merge keys of anything else, and those that unfold', () => {
    const fields = Array.from({ length: 1000 }, (_, at) => `k${at}: x`);
    const many = `a: &a { ${fields.join(', ')} }\nb:\n${'- { <<: *a }\n'.repeat(
      1000,
    )}`;
    const started = process.cpuUsage();
    for (const text of [many, 'a: { <<: canary }', 'a: { <<: [canary] }']) {
      const { observations, errors } = observeKubectl(text, options);
      expect(observations).toEqual([]);
      expect(errors).toHaveLength(1);
      expect(JSON.stringify(errors)).not.toContain('canary');
    }
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });

  it('refuses aliases that unfold, and loops', () => {
    const levels = Array.from(
      { length: 30 },
      (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
    );
    const bomb = `a0: &a0 [x, x]\n${levels.join('\n')}`;
    const loop = 'kind: Secret\nmetadata: &m {name: a, next: *m}';
    for (const text of [bomb, loop, 'a: &a [*a]']) {
      const seen = observeKubectl(text, options);
      expect(seen.observations).toEqual([]);
      expect(seen.errors).toHaveLength(1);
    }
    const honest =
      'kind: Secret\napiVersion: v1\nmetadata: {namespace: a, name: b, labels: &l {app: x}}\nselector: *l';
    expect(refs(honest)).toEqual(['kubernetes:prod/a/b']);
  });

  it('takes names of prototypes and a deep nest of lists', () => {
    const text = JSON.stringify(secret('db', { type: 'constructor' })).replace(
      '"data":{',
      '"data":{"__proto__":"YQ==","length":"YQ==",',
    );
    const [observation] = observeKubectl(text, options)
      .observations as SecretObservation[];
    expect(observation.keys.map(key => [key.name, key.class])).toEqual([
      ['__proto__', 'other'],
      ['length', 'other'],
      ['password', 'password'],
    ]);
    let nest: unknown = secret('db');
    for (let depth = 0; depth < 50; depth++) {
      nest = list(nest);
    }
    expect(observeKubectl(JSON.stringify(nest), options).errors).toEqual([
      expect.objectContaining({ message: 'lists stand in lists too deep' }),
    ]);
  });
});
