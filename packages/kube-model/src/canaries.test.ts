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

import { createHash } from 'crypto';
import { dump as toYaml } from 'js-yaml';
import { Writable } from 'stream';
import { inspect } from 'util';
import { serialize } from 'v8';
import { createFingerprinter } from '@keyward/values';
import { observeKubectl } from './kubectl';
import { observeObject } from './objects';
import { observeSecret, observeSecretRow } from './secrets';
import { readDump, SecretValue, writeDump } from '@keyward/observation';
import { Canaries, formsOf } from './__testUtils__/Canaries';

const canaries = new Canaries();
const plant = (place: string) => canaries.plant(place);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const fingerprinter = createFingerprinter({
  key: Buffer.alloc(32, 3),
  keyId: 'k',
});
const options = {
  sourceId: 'prod',
  taken: 'fingerprint' as const,
  fingerprinter,
};

const metadata = (name: string, extra: object = {}) => ({
  namespace: 'payments',
  name,
  ...extra,
});
const secret = (name: string, fields: object = {}, meta: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: metadata(name, meta),
  type: 'Opaque',
  data: { password: base64(plant(`Secret ${name}: data`)) },
  ...fields,
});
const other = (apiVersion: string, kind: string, fields: object) => ({
  apiVersion,
  kind,
  metadata: metadata(kind.toLowerCase()),
  ...fields,
});
/** The hashes of values that the External Secrets Operator notes. */
const hashesOf = (place: string) => {
  const key = 'reconcile.external-secrets.io/data-hash';
  const hash = (where: string) =>
    createHash('sha3-224')
      .update(plant(`${place}: hash in ${where}`))
      .digest('hex');
  return {
    annotations: { [key]: hash('an annotation') },
    labels: { [key]: hash('a label') },
  };
};
/** A Secret as the operator leaves it, with the hash of all that it holds. */
const delivered = (name: string) => {
  const value = plant(`Secret ${name}: delivered`);
  const sha3 = (text: string) =>
    createHash('sha3-224').update(text).digest('hex');
  const written = `map[password:[${Buffer.from(value).join(' ')}]]`;
  return secret(
    name,
    { data: { password: base64(value) } },
    {
      labels: {
        'reconcile.external-secrets.io/managed': 'true',
        'reconcile.external-secrets.io/created-by': sha3(`payments/${name}`),
      },
      annotations: { 'reconcile.external-secrets.io/data-hash': sha3(written) },
      ownerReferences: [
        {
          apiVersion: 'external-secrets.io/v1',
          kind: 'ExternalSecret',
          name,
          uid: 'u',
          controller: true,
        },
      ],
    },
  );
};
const lastApplied = (place: string) => ({
  'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
    data: { password: base64(plant(`${place}: last-applied, data`)) },
    stringData: { password: plant(`${place}: last-applied, stringData`) },
  }),
});

const objects: Record<string, unknown>[] = [
  secret('data'),
  secret('hashed', {}, hashesOf('Secret')),
  delivered('delivered'),
  secret('text', { stringData: { password: plant('stringData') } }),
  secret('login', {
    type: 'kubernetes.io/basic-auth',
    data: {
      username: base64(plant('username')),
      password: base64(plant('password')),
    },
  }),
  secret('login-url', {
    data: {
      url: base64(`postgres://app:${plant('url')}@db:5432/app`),
      ado: base64(`Server=db;Password=${plant('ado')}`),
      '.dockerconfigjson': base64(
        JSON.stringify({ auths: { r: { auth: plant('docker') } } }),
      ),
      'tls.key': base64(
        `-----BEGIN PRIVATE KEY-----\n${plant(
          'pem',
        )}\n-----END PRIVATE KEY-----`,
      ),
      token: base64(`ghp_${plant('token')}`),
    },
  }),
  secret(
    'annotated',
    {},
    {
      annotations: {
        ...lastApplied('Secret'),
        'kapp.k14s.io/original': plant('kapp'),
        'meta.helm.sh/release-names': plant('almost allow-listed'),
        'objectset.rio.cattle.io/applied': base64(plant('rancher')),
        'cert-manager.io/common-name': plant('no name'),
        'cert-manager.io/alt-names': plant('too long') + 'x'.repeat(5000),
        'keyward.io/class': { nested: plant('annotation that is no string') },
      },
    },
  ),
  secret(
    'labelled',
    {},
    {
      labels: {
        password: plant('label'),
        app: [plant('label that is no string')],
      },
      finalizers: [plant('finalizer')],
      generateName: plant('generateName'),
      selfLink: plant('selfLink'),
      unknown: plant('unknown metadata'),
      creationTimestamp: plant('creationTimestamp'),
      ownerReferences: [{ kind: 'X', unknown: plant('owner') }],
    },
  ),
  secret(
    'managed',
    {},
    {
      managedFields: [
        {
          manager: 'kubectl',
          operation: plant('operation'),
          time: plant('time'),
          fieldsV1: {
            'f:data': {
              'f:password': { [`v:${plant('v:')}`]: plant('managed value') },
              [`k:${plant('k:')}`]: {},
            },
            'f:metadata': {
              'f:annotations': { [`f:${plant('managed annotation')}`]: {} },
            },
            [plant('managed field')]: {},
          },
          unknown: plant('manager'),
        },
      ],
    },
  ),
  secret('odd', {
    status: { message: plant('status of a Secret') },
    spec: plant('spec of a Secret'),
    immutable: plant('immutable'),
    [plant('field of a Secret')]: 1,
  }),
  secret('release', {
    type: 'helm.sh/release.v1',
    data: { release: base64(plant('Helm release')) },
  }),
  secret(
    'sealing',
    {},
    {
      labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
    },
  ),
  other('v1', 'ConfigMap', {
    data: { config: plant('ConfigMap') },
    binaryData: { config: base64(plant('binaryData')) },
  }),
  other('apps/v1', 'Deployment', {
    metadata: metadata('deployment', {
      annotations: lastApplied('Deployment'),
    }),
    spec: {
      template: {
        metadata: {
          labels: { odd: { nested: plant('pod label') } },
          annotations: { token: plant('pod annotation') },
        },
        spec: {
          containers: [
            {
              name: 'app',
              command: ['sh', '-c', plant('command')],
              args: [`--password=${plant('args')}`],
              env: [
                { name: 'PASSWORD', value: plant('env literal') },
                {
                  name: 'OTHER',
                  value: plant('env literal beside valueFrom'),
                  valueFrom: { secretKeyRef: { name: 'db', key: 'password' } },
                },
              ],
              livenessProbe: {
                httpGet: {
                  httpHeaders: [{ name: 'X', value: plant('probe header') }],
                },
              },
              lifecycle: { preStop: { exec: { command: [plant('hook')] } } },
            },
          ],
          initContainers: [
            { name: 'init', env: [{ name: 'A', value: plant('init env') }] },
          ],
        },
      },
    },
    status: {
      conditions: [
        { type: 'Available', status: 'False', message: plant('message') },
      ],
    },
  }),
  other('external-secrets.io/v1', 'ExternalSecret', {
    metadata: metadata('externalsecret', hashesOf('ExternalSecret')),
    spec: {
      secretStoreRef: { name: 'vault', kind: 'SecretStore' },
      target: {
        name: 'made',
        template: {
          data: { config: plant('template data') },
          metadata: { annotations: { a: plant('template annotation') } },
        },
      },
      data: [{ secretKey: 'password', remoteRef: { key: 'prod/db' } }],
    },
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: `${plant('reason that is no word')} x`,
          message: plant('message of an operator'),
        },
      ],
    },
  }),
  other('bitnami.com/v1alpha1', 'SealedSecret', {
    spec: {
      encryptedData: { password: plant('encryptedData') },
      template: { data: { password: plant('sealed template') } },
    },
    status: { conditions: [{ type: 'Synced', message: plant('unsealing') }] },
  }),
  other('example.com/v1', 'Anything', {
    spec: {
      password: plant('CR password'),
      auth: { token: plant('CR token'), secretName: 'db' },
      template: { data: { a: plant('CR template data') } },
      list: [{ value: plant('CR list') }],
    },
    status: { lastError: plant('CR status'), message: plant('CR message') },
  }),
];

/** What a JSON or YAML text may be cut to. */
function* damaged(text: string): Generator<string> {
  yield text.replace(/"?password"?:/g, 'password');
  yield text.replace(/,/g, ',,');
  yield text.replace(/: /g, ':');
  for (let share = 0.05; share < 1; share += 0.05) {
    yield text.slice(0, text.length * share);
    yield text.slice(text.length * share);
  }
}

/** Everything that a person or a log could get to see of a result or an error. */
function shownOf(make: () => unknown): string {
  try {
    const result = make();
    return `${JSON.stringify(result)}\n${inspect(result, {
      depth: 30,
      showHidden: true,
      maxArrayLength: null,
      maxStringLength: null,
    })}`;
  } catch (error) {
    const { message, stack, cause } = error as Error;
    return [message, stack, inspect(cause), inspect(error, { depth: 9 })].join(
      '\n',
    );
  }
}

function observe(object: Record<string, unknown>): unknown {
  return object.kind === 'Secret'
    ? observeSecret(object, options)
    : observeObject(object, options);
}

describe('no value gets out', () => {
  it('and the search would find it', () => {
    const own = new Canaries();
    const value = own.plant('here');
    for (const [form, text] of Object.entries(formsOf(value))) {
      expect(own.foundIn(`x${text}y`)).toContain(`here (${form})`);
    }
    for (const prefix of ['', 'a', 'ab', 'abc']) {
      expect(own.foundIn(base64(`${prefix}${value}tail`))).not.toEqual([]);
    }
    expect(own.foundIn('nothing')).toEqual([]);
  });

  it.each(objects.map(object => [`${object.kind}`, object]))(
    'of a %s by observing it',
    (_, object) => {
      expect(canaries.foundIn(JSON.stringify(object))).not.toEqual([]);
      expect(canaries.foundIn(shownOf(() => observe(object)))).toEqual([]);
      expect(observe(object)).toMatchObject({ ref: expect.any(String) });
    },
  );

  it('of a Secret whose values are not taken', () => {
    for (const object of objects.filter(({ kind }) => kind === 'Secret')) {
      const shown = [
        shownOf(() => observeSecret(object, { ...options, taken: 'metadata' })),
        shownOf(() =>
          observeSecretRow(
            { cells: ['db', 'Opaque', 1, '1d'], object },
            options,
          ),
        ),
      ];
      expect(shown.join()).toContain('"ref"');
      expect(canaries.foundIn(shown.join())).toEqual([]);
    }
  });

  it('by errors about wrong types', () => {
    for (const object of objects) {
      for (const field of Object.keys(object)) {
        for (const wrong of [
          plant('a text in place of anything'),
          [plant('a list in place of anything')],
          { [`${plant('a name in place of anything')}`]: { a: 1 } },
        ]) {
          const { [field]: __, ...rest } = object;
          // Names of keys, objects and kinds are kept: they are no values.
          if (/^(data|stringData)$/.test(field) && typeof wrong === 'object') {
            continue;
          }
          if (['kind', 'apiVersion', 'type'].includes(field)) {
            continue;
          }
          const broken = { ...rest, [field]: wrong };
          expect(canaries.foundIn(shownOf(() => observe(broken)))).toEqual([]);
        }
      }
    }
  });

  it('by errors about values that are no base64', () => {
    const texts = [
      plant('no base64'),
      `${base64(plant('cut base64'))}x`,
      7,
      {},
    ];
    for (const text of texts) {
      const shown = shownOf(() =>
        observeSecret({ ...secret('bad'), data: { password: text } }, options),
      );
      expect(shown).toContain('payments/bad: key "password" is no');
      expect(canaries.foundIn(shown)).toEqual([]);
    }
  });

  it('from what kubectl printed, whole or damaged', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    const whole = [
      JSON.stringify(list),
      toYaml(list),
      objects.map(object => toYaml(object)).join('---\n'),
    ];
    for (const text of whole) {
      const seen = observeKubectl(text, options);
      expect(seen.errors).toEqual([]);
      expect(seen.observations).toHaveLength(objects.length);
      expect(canaries.foundIn(shownOf(() => seen))).toEqual([]);
    }
    const pretty = [JSON.stringify(list, null, 2), whole[1], whole[2]];
    for (const text of pretty) {
      for (const broken of damaged(text)) {
        const shown = shownOf(() => observeKubectl(broken, options));
        expect(shown).toContain('"errors"');
        expect(canaries.foundIn(shown)).toEqual([]);
      }
    }
  });

  it('through a dump, whole, damaged or holding more than it should', async () => {
    const chunks: string[] = [];
    const output = new Writable({
      decodeStrings: false,
      write(chunk, _, done) {
        chunks.push(chunk);
        done();
      },
    });
    const { observations } = observeKubectl(
      JSON.stringify({ kind: 'List', items: objects }),
      options,
    );
    await writeDump(
      output,
      {
        kind: 'kubernetes',
        sourceId: 'prod',
        title: 'Production',
        takenAt: '2026-03-01T00:00:00Z',
        mode: 'fingerprint',
      },
      observations,
    );
    const dump = chunks.join('');
    expect(canaries.foundIn(dump)).toEqual([]);
    const lines = dump.split('\n');
    const foreign = [
      dump.replace(
        /"keyCount":1/g,
        `"keyCount":1,"data":${JSON.stringify({ a: plant('foreign field') })}`,
      ),
      [lines[0], JSON.stringify(objects[0]), ...lines.slice(1)].join('\n'),
      [lines[0], plant('a line'), ...lines.slice(1)].join('\n'),
      dump.replace(
        /"class":"password"/g,
        `"class":${JSON.stringify(plant('class'))}`,
      ),
      dump.replace(
        '"keyward":"dump"',
        `"keyward":${JSON.stringify(plant('head'))}`,
      ),
      dump.replace(
        '"mode":"fingerprint"',
        `"mode":{"a":${JSON.stringify(plant('mode'))}}`,
      ),
      JSON.stringify({ kind: 'List', items: objects }),
    ];
    for (const text of foreign) {
      expect(canaries.foundIn(text)).not.toEqual([]);
      const read: unknown[] = [];
      try {
        const { header, observations: each } = await readDump([text]);
        read.push(header);
        for await (const observation of each) {
          read.push(observation);
        }
      } catch (error) {
        read.push(
          shownOf(() => {
            throw error;
          }),
        );
      }
      expect(canaries.foundIn(shownOf(() => read))).toEqual([]);
    }
  });

  it('out of a SecretValue', () => {
    const value = SecretValue.fromText(plant('SecretValue'));
    const shown = [
      shownOf(() => ({ value, list: [value] })),
      shownOf(() => {
        throw new Error(`with ${value}`, { cause: value });
      }),
      serialize({ ...value }).toString('latin1'),
      serialize(structuredClone(value)).toString('latin1'),
      JSON.stringify(Object.getOwnPropertyDescriptors(value)),
      String(Object.assign([], [value])),
    ];
    expect(canaries.foundIn(shown.join('\n'))).toEqual([]);
  });
});
