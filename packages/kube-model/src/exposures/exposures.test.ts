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

import { createFingerprinter } from '@keyward/values';
import { observeObject } from '../objects';
import { observeSecret } from '../secrets';

const fingerprinter = createFingerprinter({
  key: Buffer.alloc(32, 1),
  keyId: 'k',
});
const RANDOM = 'q7Lm2VxT9bRz4KcW8nYp1HsD6fGj3AeU5oXi0MvB';
const TOKEN = `ghp_${RANDOM}`;
const APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const meta = (rest = {}) => ({ namespace: 'a', name: 'app', ...rest });

const configMap = (data: Record<string, unknown>, metadata = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: meta(metadata),
  data,
});

const deployment = (container: object, metadata = {}, template = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta(metadata),
  spec: {
    template: {
      metadata: template,
      spec: { containers: [{ name: 'api', ...container }] },
    },
  },
});

const exposed = (object: object) => {
  const observation = observeObject(object, { sourceId: 'prod' });
  const said = JSON.stringify(observation);
  for (const value of [RANDOM, 'hunter2', 's3cr3t-w0rd']) {
    expect(said).not.toContain(value);
  }
  return observation.exposures;
};

const places = (object: object) =>
  (exposed(object) ?? []).map(({ place, container, name }) =>
    [place, container, name].filter(Boolean).join('/'),
  );

describe('exposures of objects', () => {
  it('reads a command line that stands in several words', () => {
    expect(
      places(
        deployment({ command: ['mysqladmin', '-uroot', '-ps3cr3t-w0rd'] }),
      ),
    ).toHaveLength(1);
    expect(
      places(
        deployment({ command: ['curl'], args: ['-u', 'admin:s3cr3t-w0rd'] }),
      ),
    ).toHaveLength(1);
    expect(
      places(
        deployment({ command: ['curl'], args: ['-u', '$(USER):$(PASSWORD)'] }),
      ),
    ).toEqual([]);
  });

  it('are found in the data of a ConfigMap', () => {
    expect(
      exposed(
        configMap({
          LOG_LEVEL: 'info',
          SMTP_PASSWORD: 'hunter2',
          'app.properties':
            'a=1\nspring.datasource.password=s3cr3t-w0rd\nb=postgres://x:s3cr3t-w0rd@db/y\n',
        }),
      ),
    ).toEqual([
      {
        place: 'data',
        name: 'SMTP_PASSWORD',
        path: 'data[SMTP_PASSWORD]',
        class: 'password',
        detector: 'assigned-password',
        count: 1,
      },
      {
        place: 'data',
        name: 'app.properties',
        path: 'data[app.properties]',
        class: 'password',
        detector: 'assigned-password',
        count: 2,
        names: ['spring.datasource.password'],
      },
    ]);
  });

  it('are found in what a workload runs', () => {
    expect(
      places(
        deployment(
          {
            env: [
              { name: 'TOKEN', value: TOKEN },
              { name: 'DB_PASSWORD', value: 'hunter2' },
              {
                name: 'REDIS_PASSWORD',
                valueFrom: { secretKeyRef: { name: 'r', key: 'p' } },
              },
              { name: 'DSN', value: 'mysql://a:$(DB_PASSWORD)@db' },
            ],
            command: ['sh', '-c', 'PGPASSWORD=hunter2! psql'],
            args: ['--port', '80', '--admin-password', 'hunter2'],
          },
          {},
          { annotations: { 'example.com/api-token': TOKEN } },
        ),
      ),
    ).toEqual([
      'annotation/example.com/api-token',
      'env/api/TOKEN',
      'env/api/DB_PASSWORD',
      'args/api/command',
      'args/api/args',
    ]);
    const initial = deployment({}) as any;
    initial.spec.template.spec.initContainers = [
      { name: 'init', env: [{ name: 'TOKEN', value: TOKEN }] },
    ];
    expect(places(initial)).toEqual(['env/init/TOKEN']);
    expect(
      exposed({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: meta(),
        spec: {
          jobTemplate: { spec: deployment({ args: [`--t=${TOKEN}`] }).spec },
        },
      }),
    ).toMatchObject([
      {
        path: 'spec.jobTemplate.spec.template.spec.containers[0].args[0]',
        class: 'token',
      },
    ]);
  });

  it('are told of a template once', () => {
    const env = [{ name: 'TOKEN', value: TOKEN }];
    const pod = (owner?: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: meta({
        ownerReferences: owner
          ? [
              {
                apiVersion: 'v1',
                kind: owner,
                name: 'x',
                uid: 'u',
                controller: true,
              },
            ]
          : [],
      }),
      spec: { containers: [{ name: 'api', env }] },
    });
    expect(exposed(pod('ReplicaSet'))).toBeUndefined();
    expect(places(pod('Workflow'))).toEqual(['env/api/TOKEN']);
    expect(places(pod())).toEqual(['env/api/TOKEN']);
  });

  it('of a copy in an annotation only those that are not in the object', () => {
    const before = configMap({ PASSWORD: 'hunter2', OLD_PASSWORD: 'hunter2' });
    const applied = { annotations: { [APPLIED]: JSON.stringify(before) } };
    expect(places(configMap({ PASSWORD: 'hunter2' }, applied))).toEqual([
      'data/PASSWORD',
      `annotation/${APPLIED}`,
    ]);
    expect(places(configMap(before.data, applied))).toEqual([
      'data/PASSWORD',
      'data/OLD_PASSWORD',
    ]);
  });

  it('are not found in what is clean', () => {
    const clean: object[] = [
      configMap({
        'ca.crt':
          '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
        Corefile: '.:53 {\n    errors\n    kubernetes cluster.local {\n  }\n}',
        'config.yaml':
          'smtp:\n  password: ${SMTP_PASSWORD}\n  passwordFile: /run/x\n',
        kubeconfig: `users:\n- name: default\n  user:\n    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token\n`,
      }),
      configMap({ a: 1, b: null, c: { password: 'x' } }),
      configMap({}, { annotations: { [APPLIED]: '{"data":' } }),
      deployment(
        {
          env: [{ name: 'PASSWORD_FILE', value: '/run/x' }, 'x', null],
          command: [null, 'sh'],
          args: ['--tls-private-key-file', '/x/tls.key', '--token-ttl', '10m'],
        },
        {
          annotations: {
            'checksum/secret': 'f'.repeat(64),
            'deployment.kubernetes.io/revision': '3',
            'meta.helm.sh/release-name': 'app',
          },
        },
      ),
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(), data: 'x' },
    ];
    for (const object of clean) {
      expect(exposed(object)).toBeUndefined();
    }
  });

  it('are not looked for where that is not wanted', () => {
    expect(
      observeObject(configMap({ PASSWORD: 'hunter2' }), {
        sourceId: 'prod',
        findsExposures: false,
      }).exposures,
    ).toBeUndefined();
  });

  it('are bounded', () => {
    const data = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [
        `p${index}_password`,
        'hunter2',
      ]),
    );
    expect(exposed(configMap(data))).toHaveLength(50);
  });
});

describe('the ConfigMaps that a workload takes', () => {
  const used = (object: object) =>
    observeObject(object, { sourceId: 'prod' }).configMaps;

  it('are named once, but for those that are everywhere', () => {
    const object = deployment({
      env: [
        {
          name: 'A',
          valueFrom: { configMapKeyRef: { name: 'one', key: 'a' } },
        },
      ],
      envFrom: [
        { configMapRef: { name: 'two' } },
        { secretRef: { name: 's' } },
      ],
    }) as any;
    object.spec.template.spec.volumes = [
      { name: 'a', configMap: { name: 'three' } },
      {
        name: 'b',
        projected: {
          sources: [
            { configMap: { name: 'kube-root-ca.crt' } },
            { configMap: { name: 'one' } },
          ],
        },
      },
      { name: 'c', configMap: { name: 7 } },
    ];
    expect(used(object)).toEqual(['one', 'three', 'two']);
    expect(used(deployment({}))).toBeUndefined();
    expect(used(configMap({}))).toBeUndefined();
  });
});

describe('exposures of Secrets', () => {
  const secret = (annotations: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: meta({ annotations }),
    data: { password: Buffer.from('s3cr3t-w0rd').toString('base64') },
  });
  const found = (
    annotations: Record<string, string>,
    taken: 'fingerprint' | 'metadata' = 'fingerprint',
  ) => {
    const observation = observeSecret(secret(annotations), {
      sourceId: 'prod',
      taken,
      fingerprinter,
    });
    const said = JSON.stringify(observation);
    for (const value of ['s3cr3t-w0rd', 'czNjcjN0', RANDOM]) {
      expect(said).not.toContain(value);
    }
    return observation.exposures;
  };

  it('are the copies that kubectl keeps', () => {
    const copy = { ...secret({}), stringData: { user: 'app', token: RANDOM } };
    expect(found({ [APPLIED]: JSON.stringify(copy) })).toEqual([
      {
        place: 'annotation',
        name: APPLIED,
        path: `metadata.annotations[${APPLIED}]`,
        class: 'password',
        detector: 'copy-of-secret',
        count: 2,
        names: ['password', 'token'],
      },
    ]);
    expect(found({ 'example.com/note': `use ${TOKEN}` })).toMatchObject([
      { name: 'example.com/note', detector: 'github-token' },
    ]);
  });

  it('are not looked for in what is clean, or in mode metadata', () => {
    const copy = { ...secret({}), data: { user: 'YXBw', 'ca.crt': 'eA==' } };
    expect(found({ [APPLIED]: JSON.stringify(copy) })).toBeUndefined();
    expect(found({ [APPLIED]: 'no json' })).toBeUndefined();
    expect(found({})).toBeUndefined();
    expect(
      found({ [APPLIED]: JSON.stringify(secret({})) }, 'metadata'),
    ).toBeUndefined();
  });
});
