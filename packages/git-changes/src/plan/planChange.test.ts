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

import { parse, parseAllDocuments } from 'yaml';
import { listWorkloads, planChange } from '.';
import {
  merge,
  repositoryOf,
  sealedValue,
  targetOf,
} from '../__testUtils__/repository';
import { checkDifference } from '../difference';
import type { RepositoryFile, SealedTarget, WorkloadReference } from '../types';

const plan = (
  files: RepositoryFile[] | Record<string, string>,
  ...targets: SealedTarget[]
) => {
  const all = Array.isArray(files) ? files : repositoryOf(files);
  const planned = planChange({ files: all, isComplete: true, targets });
  // What is planned passes the second reading, whatever it is.
  checkDifference({ before: all, after: merge(all, planned.files), targets });
  return planned;
};
const refusal = (code: string, more: object = {}) =>
  expect.objectContaining({ name: 'GitChangeError', code, ...more });

const EXISTING = `# Sealed by hand
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
    name: db
    namespace: shop   # where it lives
spec:
    encryptedData:
        # who
        username: ${sealedValue()}
        password: "${sealedValue()}"    # rotated in May
    template: {metadata: {name: db, namespace: shop}}
`;

describe('a new manifest', () => {
  it('is a file of its own', () => {
    const target = targetOf();
    const { files, targets, warnings } = plan({ 'README.md': '#' }, target);
    expect(files.map(({ path }) => path)).toEqual([
      'apps/shop/db.sealedsecret.yaml',
    ]);
    expect(parse(files[0].content)).toEqual({
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'db', namespace: 'shop' },
      spec: {
        encryptedData: target.encryptedData,
        template: {
          metadata: { name: 'db', namespace: 'shop' },
          type: 'Opaque',
        },
      },
    });
    expect(targets).toEqual([
      {
        path: 'apps/shop/db.sealedsecret.yaml',
        isNew: true,
        added: ['password'],
        replaced: [],
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('is listed in the kustomization of its folder', () => {
    const { files } = plan(
      {
        'apps/shop/kustomization.yaml':
          '# ours\nresources:\n- web.yaml # the shop\n',
        'apps/shop/web.yaml': 'kind: X\n',
      },
      targetOf(),
    );
    expect(files[1]).toEqual({
      path: 'apps/shop/kustomization.yaml',
      content:
        '# ours\nresources:\n- web.yaml # the shop\n- db.sealedsecret.yaml\n',
    });
  });

  it.each(['kustomization.yml', 'Kustomization'])(
    'is listed in a %s as well, and refused where that was not read',
    name => {
      const path = `apps/shop/${name}`;
      const files = { [path]: 'resources:\n- web.yaml\n' };
      expect(plan(files, targetOf()).files).toContainEqual({
        path,
        content: 'resources:\n- web.yaml\n- db.sealedsecret.yaml\n',
      });
      const unread = repositoryOf(files).map(file => ({
        ...file,
        content: undefined,
      }));
      expect(() =>
        planChange({
          files: unread,
          isComplete: true,
          targets: [targetOf()],
        }),
      ).toThrow(refusal('incomplete', { where: path }));
    },
  );

  it('is warned of where only other folders have a kustomization', () => {
    const { warnings } = plan(
      { 'apps/shop/base/kustomization.yaml': 'resources: []\n' },
      targetOf(),
    );
    expect(warnings).toEqual([
      expect.objectContaining({
        code: 'not-listed',
        where: 'apps/shop/db.sealedsecret.yaml',
      }),
    ]);
  });

  it('is put among the templates of a chart', () => {
    const { targets } = plan(
      { 'apps/shop/Chart.yaml': 'name: x\n' },
      targetOf(),
    );
    expect(targets[0].path).toBe('apps/shop/templates/db.sealedsecret.yaml');
  });

  it('needs server-side apply if it is large', () => {
    const encryptedData = { file: sealedValue(200_000) };
    expect(plan({}, targetOf({ encryptedData })).warnings).toEqual([
      expect.objectContaining({ code: 'server-side-apply' }),
    ]);
  });

  it('has another file where two namespaces have one folder', () => {
    const { targets, files } = plan(
      { 'apps/shop/kustomization.yaml': 'resources: [web.yaml]\n' },
      targetOf(),
      targetOf({ namespace: 'shop-dev' }),
    );
    expect(targets.map(({ path }) => path)).toEqual([
      'apps/shop/db.sealedsecret.yaml',
      'apps/shop/shop-dev.db.sealedsecret.yaml',
    ]);
    expect(parse(files.at(-2)!.content).resources).toEqual([
      'web.yaml',
      'db.sealedsecret.yaml',
      'shop-dev.db.sealedsecret.yaml',
    ]);
  });

  it('is not made beside one that is there', () => {
    expect(() => plan({ 'apps/shop/all.yaml': EXISTING }, targetOf())).toThrow(
      refusal('exists', { where: 'apps/shop/all.yaml, document 1' }),
    );
  });

  it.each<[string, string, Partial<SealedTarget>]>([
    ['namespace', 'namespace: other\n', {}],
    ['namespace', 'namespace: other\n', { scope: 'namespace-wide' }],
    ['namePrefix', 'namePrefix: dev-\n', {}],
    ['nameSuffix', 'nameSuffix: -dev\n', {}],
  ])('is not put where kustomize changes its %s', (field, text, more) => {
    expect(() =>
      plan({ 'apps/shop/kustomization.yaml': text }, targetOf(more)),
    ).toThrow(
      refusal('manifest', { where: `apps/shop/kustomization.yaml, ${field}` }),
    );
  });

  it.each<[string, Partial<SealedTarget>]>([
    ['namespace: other\n', { scope: 'cluster-wide' }],
    ['namespace: shop\n', {}],
    ['namePrefix: dev-\n', { scope: 'namespace-wide' }],
  ])('is put where %j leaves it readable', (text, more) => {
    expect(
      plan({ 'apps/shop/kustomization.yaml': text }, targetOf(more)).files,
    ).toHaveLength(2);
  });

  it.each<[string, Partial<SealedTarget>]>([
    ['a name with a path', { name: '../../db' }],
    ['a name for Helm', { name: '{{ .Values.x }}' }],
    ['a name for Flux', { name: '${x}' }],
    ['a namespace for a shell', { namespace: '$(id)' }],
    ['a type for a plugin', { type: '<path:secret/x#y>' }],
    ['a key for Helm', { encryptedData: { '{{x}}': sealedValue() } }],
    ['a key with a line end', { encryptedData: { 'a\nb': sealedValue() } }],
    ['a value in clear', { encryptedData: { password: 'hunter2' } }],
    [
      'a value in clear, in base64',
      { encryptedData: { password: btoa('hunter2'.repeat(9999)) } },
    ],
    [
      'a value with YAML behind it',
      { encryptedData: { password: `${sealedValue()}\nkind: Pod` } },
    ],
  ])('does not take %s', (_, more) => {
    expect(() => plan({}, targetOf(more))).toThrow(
      expect.objectContaining({
        name: 'GitChangeError',
        code: expect.stringMatching(/^(text|path)$/),
      }),
    );
  });

  it.each(['../other', '/etc', '.github', 'a\\b', 'apps/shop/'])(
    'does not go into %s',
    path => {
      expect(() => plan({}, targetOf({ path }))).toThrow(refusal('path'));
    },
  );

  it.each<[string, RepositoryFile]>([
    ['a symlink', { path: 'apps/shop', mode: 'symlink' }],
    ['a submodule', { path: 'apps', mode: 'submodule' }],
  ])('does not go through %s', (_, entry) => {
    expect(() => plan([entry], targetOf())).toThrow(refusal('entry'));
  });

  it('does not go beside a file of another case', () => {
    expect(() =>
      plan({ 'apps/shop/DB.SealedSecret.yaml': '' }, targetOf()),
    ).toThrow(refusal('entry'));
  });

  it('is not planned of manifests that were not read', () => {
    expect(() =>
      plan([{ path: 'apps/shop/big.yaml', mode: 'file' }], targetOf()),
    ).toThrow(refusal('incomplete'));
    expect(
      plan([{ path: 'apps/shop/big.png', mode: 'file' }], targetOf()).files,
    ).toHaveLength(1);
  });

  it('is not planned of half a folder', () => {
    expect(() =>
      planChange({ files: [], isComplete: false, targets: [targetOf()] }),
    ).toThrow(refusal('incomplete'));
  });
});

describe('new values of a manifest', () => {
  const replace = (more: Partial<SealedTarget> = {}) =>
    targetOf({ mode: 'replace', ...more });

  it('change nothing else of its file', () => {
    const target = replace({
      encryptedData: { password: sealedValue(), token: sealedValue() },
    });
    const { files, targets } = plan({ 'apps/shop/all.yaml': EXISTING }, target);
    expect(targets).toEqual([
      {
        path: 'apps/shop/all.yaml',
        isNew: false,
        added: ['token'],
        replaced: ['password'],
      },
    ]);
    const { password, token } = target.encryptedData;
    expect(
      files[0].content
        .replace(`        token: ${token}\n`, '')
        .replace(password, ''),
    ).toBe(EXISTING.replace(/(password: ")[^"]+/, '$1'));
  });

  it('go where the namespace stands, rather than where it is left open', () => {
    const open = EXISTING.replace(/ {4}namespace: shop .*\n/, '');
    const files = {
      'apps/shop/base/db.yaml': open,
      'apps/shop/db.yaml': EXISTING,
    };
    expect(plan(files, replace()).targets[0].path).toBe('apps/shop/db.yaml');
    expect(
      plan({ 'apps/shop/base/db.yaml': open }, replace()).targets[0].path,
    ).toBe('apps/shop/base/db.yaml');
  });

  it.each<[string, string, Record<string, string>]>([
    ['missing', 'outside of the folder', { 'apps/db.yaml': EXISTING }],
    ['missing', 'in no manifest', { 'apps/shop/db.md': EXISTING }],
    [
      'missing',
      'in a template',
      { 'apps/shop/db.yaml': `{{- if .x }}\n${EXISTING}{{- end }}\n` },
    ],
    [
      'missing',
      'of another namespace',
      { 'apps/shop/db.yaml': EXISTING.replaceAll('shop', 'other') },
    ],
    [
      'ambiguous',
      'there twice',
      { 'apps/shop/a.yaml': EXISTING, 'apps/shop/b.yaml': EXISTING },
    ],
    [
      'manifest',
      'of another scope',
      {
        'apps/shop/db.yaml': EXISTING.replace(
          '    name: db\n',
          '    name: db\n    annotations: {sealedsecrets.bitnami.com/cluster-wide: "true"}\n',
        ),
      },
    ],
  ])('are refused (%s) where it is %s', (code, _, files) => {
    expect(() => plan(files, replace())).toThrow(refusal(code));
  });
});

const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the shop
spec:
  template:
    spec:
      containers:
      - name: web
        image: shop:1
        env:
        - name: MODE
          value: fast   # or slow
      - name: proxy
        image: proxy:2
---
apiVersion: v1
kind: Service
metadata:
  name: web
`;

describe('a reference', () => {
  const reference = (more: Partial<WorkloadReference>): SealedTarget =>
    targetOf({
      reference: { kind: 'Deployment', name: 'web', container: 'web', ...more },
    });
  const added = (target: SealedTarget, text = WORKLOAD) => {
    const { files } = plan({ 'apps/shop/web.yaml': text }, target);
    const content = files.find(({ path }) =>
      path.endsWith('web.yaml'),
    )?.content;
    const rest = text.split('\n');
    const lines = content?.split('\n').filter(line => {
      const isOld = rest[0] === line;
      return isOld ? rest.shift() === undefined : true;
    });
    expect(content === undefined ? [] : rest).toEqual([]);
    return lines;
  };

  it('is one or more variables', () => {
    expect(
      added(
        reference({
          use: { as: 'env', variables: { DB_PASSWORD: 'password' } },
        }),
      ),
    ).toEqual([
      '        - name: DB_PASSWORD',
      '          valueFrom:',
      '            secretKeyRef:',
      '              name: db',
      '              key: password',
    ]);
  });

  it('is all keys as variables', () => {
    expect(added(reference({ use: { as: 'envFrom' } }))).toEqual([
      '        envFrom:',
      '        - secretRef:',
      '            name: db',
    ]);
  });

  it('is a volume, and an annotation for Reloader', () => {
    const lines = added(
      reference({
        use: { as: 'volume', mountPath: '/etc/db' },
        reload: true,
      }),
    );
    expect(lines).toEqual([
      '  annotations:',
      '    secret.reloader.stakater.com/reload: db',
      '        volumeMounts:',
      '        - name: db',
      '          mountPath: /etc/db',
      '          readOnly: true',
      '      volumes:',
      '      - name: db',
      '        secret:',
      '          secretName: db',
    ]);
  });

  it('is in the pods of a CronJob', () => {
    const { files } = plan(
      {
        'apps/shop/job.yaml':
          'kind: CronJob\nmetadata: {name: job, annotations: {secret.reloader.stakater.com/reload: "a"}}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: job}]}}}}}\n',
      },
      targetOf({
        reference: {
          kind: 'CronJob',
          name: 'job',
          use: { as: 'envFrom' },
          reload: true,
        },
      }),
    );
    const { metadata, spec } = parse(files[1].content);
    expect(metadata.annotations).toEqual({
      'secret.reloader.stakater.com/reload': 'a,db',
    });
    expect(spec.jobTemplate.spec.template.spec.containers).toEqual([
      { name: 'job', envFrom: [{ secretRef: { name: 'db' } }] },
    ]);
  });

  it.each<[string, Record<string, string>, boolean]>([
    ['another', { 'apps/shop/prod': 'namespace: shop-prod' }, true],
    ['another one from above', { 'apps/shop': 'namespace: shop-prod' }, true],
    ['the same', { 'apps/shop/prod': 'namespace: shop' }, false],
    ['none', { 'apps/shop/prod': 'resources: []' }, false],
    [
      'the same, below another',
      {
        'apps/shop/prod': 'namespace: shop',
        'apps/shop': 'namespace: shop-prod',
      },
      false,
    ],
  ])(
    'is refused where the kustomization gives another namespace: %s',
    (_, kustomizations, isRefused) => {
      const target = {
        ...reference({ use: { as: 'envFrom' } }),
        mode: 'replace' as const,
        name: 'db',
        namespace: 'shop',
      };
      const files = {
        'apps/shop/db.yaml': EXISTING,
        'apps/shop/prod/web.yaml': WORKLOAD,
        ...Object.fromEntries(
          Object.entries(kustomizations).map(([folder, text]) => [
            `${folder}/kustomization.yaml`,
            `${text}\n`,
          ]),
        ),
      };
      const outcome = () => {
        try {
          return plan(files, target).files.map(({ path }) => path);
        } catch (error) {
          return error;
        }
      };
      expect(outcome()).toEqual(
        isRefused
          ? refusal('manifest')
          : ['apps/shop/db.yaml', 'apps/shop/prod/web.yaml'],
      );
    },
  );

  it('is left as it is where it is there', () => {
    const target = reference({ use: { as: 'envFrom' }, reload: true });
    const { files } = plan({ 'apps/shop/web.yaml': WORKLOAD }, target);
    const text = files.find(({ path }) => path.endsWith('web.yaml'))!.content;
    expect(added(target, text)).toBeUndefined();
  });

  it('is not made for Reloader where it restarts for all', () => {
    const text = WORKLOAD.replace(
      '  name: web # the shop\n',
      '  name: web\n  annotations:\n    reloader.stakater.com/auto: "true"\n',
    );
    expect(added(reference({ reload: true }), text)).toBeUndefined();
  });

  it.each<[string, string, Partial<WorkloadReference>]>([
    [
      'exists',
      'a variable that is taken',
      { use: { as: 'env', variables: { MODE: 'password' } } },
    ],
    [
      'missing',
      'a key that is not sealed',
      { use: { as: 'env', variables: { A: 'other' } } },
    ],
    [
      'text',
      'a variable that is none',
      { use: { as: 'env', variables: { '$(id)': 'password' } } },
    ],
    [
      'text',
      'a folder with ..',
      { use: { as: 'volume', mountPath: '/etc/../x' } },
    ],
    [
      'text',
      'a folder for Helm',
      { use: { as: 'volume', mountPath: '/{{ .x }}' } },
    ],
    [
      'ambiguous',
      'no container',
      { container: undefined, use: { as: 'envFrom' } },
    ],
    [
      'missing',
      'another container',
      { container: 'x', use: { as: 'envFrom' } },
    ],
    ['missing', 'another workload', { name: 'x', use: { as: 'envFrom' } }],
    ['manifest', 'another kind', { kind: 'Service', use: { as: 'envFrom' } }],
    [
      'manifest',
      'a property of all objects',
      { kind: 'constructor', use: { as: 'envFrom' } },
    ],
  ])('is refused (%s) for %s', (code, _, more) => {
    expect(() => added(reference(more))).toThrow(refusal(code));
  });
});

describe('the workloads of a folder', () => {
  const list = (files: Record<string, string>) =>
    listWorkloads(repositoryOf(files), 'apps/shop');

  it('are those that a reference can mean', () => {
    expect(
      list({
        'apps/shop/web.yaml': `${WORKLOAD}---\nkind: Service\nmetadata: {name: web}\n`,
        'apps/shop/jobs/job.yaml':
          'kind: CronJob\nmetadata: {name: job, namespace: shop}\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a}, {name: b}]}}}}}\n',
        'apps/shop/again.yaml': WORKLOAD,
        'apps/other/web.yaml': WORKLOAD.replace('web', 'other'),
        'apps/shop/chart.yaml':
          'kind: Deployment\nmetadata: {name: "{{ .Values.name }}"}\n',
        'apps/shop/template.yaml': `{{ if .x }}\n${WORKLOAD}{{ end }}\n`,
        'apps/shop/README.md': WORKLOAD,
      }),
    ).toEqual([
      {
        kind: 'CronJob',
        name: 'job',
        namespace: 'shop',
        containers: ['a', 'b'],
      },
      { kind: 'Deployment', name: 'web', containers: ['web', 'proxy'] },
    ]);
  });

  it('are not looked for in what takes long to parse', () => {
    expect(() =>
      list({
        'apps/shop/large.yaml': `kind: Deployment\na:\n${' - a\n'.repeat(
          50_000,
        )}`,
      }),
    ).toThrow(refusal('incomplete'));
  });
});

describe('whatever stands in a repository', () => {
  const PIECES = [
    'kind: SealedSecret\napiVersion: bitnami.com/v1alpha1\nmetadata: {name: db, namespace: shop}\n',
    'spec: {encryptedData: {}}\n',
    '---\n',
    'resources:\n',
    '- db\n',
    '  - &a x\n',
    '*a\n',
    'a: &a [*a]\n',
    '{{ x }}\n',
    '\u0000',
    '\ufeff',
    '"',
    '? [a]\n: b\n',
    '<<: *a\n',
    'kind: Deployment\nmetadata: {name: web}\n',
    'spec:\n  template:\n    spec:\n      containers:\n      - name: web\n',
    '__proto__: {a: 1}\n',
    '!!binary x\n',
    '[[[[[[',
    'db: |+\n  x\n\n\n',
    '# db\n',
    '\t',
    '\r\n',
  ];
  // A small generator, the same each time.
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  const BASES = [
    '',
    'resources:\n- db\n',
    EXISTING,
    WORKLOAD,
    `${WORKLOAD}---\n${EXISTING}`,
    EXISTING.replaceAll('db', 'other'),
  ];
  const text = (pieces: number) =>
    BASES[random(BASES.length)] +
    Array.from(
      { length: random(pieces) },
      () => PIECES[random(PIECES.length)],
    ).join('');

  it('is changed as planned, or not at all', () => {
    const outcomes = { planned: 0, refused: 0 };
    const unexpected: unknown[] = [];
    for (let round = 0; round < 1000; round++) {
      const files = repositoryOf({
        ...(random(2) === 0 && { 'apps/shop/kustomization.yaml': text(5) }),
        'apps/shop/a.yaml': text(3),
        'apps/shop/b.yaml': text(6),
      });
      const target = targetOf({
        mode: random(2) === 0 ? 'create' : 'replace',
        reference: {
          kind: 'Deployment',
          name: 'web',
          container: 'web',
          use: { as: 'envFrom' },
          reload: true,
        },
        ...(random(2) === 0 && { reference: undefined }),
      });
      try {
        const { files: changes } = plan(files, target);
        outcomes.planned++;
        const broken = changes.filter(({ content }) =>
          parseAllDocuments(content, { uniqueKeys: false }).some(
            ({ errors }) => errors.length > 0,
          ),
        );
        unexpected.push(...broken);
      } catch (error) {
        outcomes.refused++;
        // The second reading finds nothing that the plan let through.
        const { name, code } = error as { name: string; code: string };
        if (name !== 'GitChangeError' || code === 'difference') {
          unexpected.push(error);
        }
      }
    }
    expect(unexpected).toEqual([]);
    expect(outcomes.planned).toBeGreaterThan(20);
    expect(outcomes.refused).toBeGreaterThan(50);
  });
});

describe('files that take long to parse', () => {
  const lines = (count: number) => `list:\n${' - a\n'.repeat(count)}`;

  it('are refused, where they name the Secret', () => {
    const large = `# db\n${lines(50_000)}`;
    expect(() => plan({ 'apps/shop/large.yaml': large }, targetOf())).toThrow(
      refusal('incomplete', { where: 'apps/shop/large.yaml' }),
    );
    const several = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [
        `apps/shop/${index}.yaml`,
        `# db\n${lines(10_000)}`,
      ]),
    );
    expect(() => plan(several, targetOf())).toThrow(refusal('incomplete'));
    // Nothing but lists, on one line.
    const flow = `# db\n${'['.repeat(50_000)}`;
    expect(() => plan({ 'apps/shop/flow.yaml': flow }, targetOf())).toThrow(
      refusal('incomplete'),
    );
  });

  it('stand in nobody’s way, where they do not', () => {
    const files = {
      'apps/shop/large.yaml': lines(50_000),
      'apps/shop/value.yaml': `# db\nvalue: ${'A'.repeat(1024 * 1024)}\n`,
    };
    expect(plan(files, targetOf()).files).toHaveLength(1);
  });
});
