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

import { observeObject } from './observeObject';

const sourceId = 'prod';

const template = {
  metadata: { labels: { app: 'api' } },
  spec: {
    serviceAccountName: 'api',
    imagePullSecrets: [{ name: 'registry' }],
    initContainers: [
      {
        name: 'migrate',
        envFrom: [
          { configMapRef: { name: 'settings' } },
          { secretRef: { name: 'db', optional: true } },
        ],
      },
    ],
    containers: [
      {
        name: 'api',
        env: [
          { name: 'PLAIN', value: 'canary-literal' },
          {
            name: 'PASSWORD',
            valueFrom: { secretKeyRef: { name: 'db', key: 'password' } },
          },
        ],
        volumeMounts: [
          { name: 'tls', mountPath: '/tls' },
          { name: 'all', mountPath: '/all/token', subPath: 'token' },
          { name: 'nfs', mountPath: '/nfs' },
        ],
      },
      { name: 'proxy', volumeMounts: [{ name: 'tls', mountPath: '/tls' }] },
    ],
    volumes: [
      {
        name: 'tls',
        secret: {
          secretName: 'tls',
          items: [{ key: 'tls.crt', path: 'crt' }],
          optional: false,
        },
      },
      {
        name: 'all',
        projected: {
          sources: [
            { serviceAccountToken: { path: 'token' } },
            {
              secret: { name: 'tokens', items: [{ key: 'token', path: 't' }] },
            },
          ],
        },
      },
      {
        name: 'nfs',
        csi: {
          driver: 'nfs.example.com',
          nodePublishSecretRef: { name: 'nfs-login' },
        },
      },
      {
        name: 'vault',
        csi: {
          driver: 'secrets-store.csi.k8s.io',
          volumeAttributes: { secretProviderClass: 'api-vault' },
        },
      },
      { name: 'share', azureFile: { secretName: 'azure', shareName: 's' } },
      { name: 'ceph', cephfs: { secretRef: { name: 'ceph' } } },
      { name: 'scratch', emptyDir: {} },
    ],
  },
};

/** What the template refers to, its paths below the given one. */
function expected(path: string) {
  const api = { container: 'api', containerKind: 'container' };
  return [
    {
      namespace: 'payments',
      name: 'db',
      how: 'envFrom',
      optional: true,
      path: `${path}.initContainers[0].envFrom[1]`,
      container: 'migrate',
      containerKind: 'init',
    },
    {
      namespace: 'payments',
      name: 'db',
      how: 'env',
      keys: ['password'],
      path: `${path}.containers[0].env[1]`,
      ...api,
    },
    {
      namespace: 'payments',
      name: 'tls',
      how: 'volume',
      keys: ['tls.crt'],
      optional: false,
      path: `${path}.volumes[0].secret`,
      ...api,
    },
    {
      namespace: 'payments',
      name: 'tls',
      how: 'volume',
      keys: ['tls.crt'],
      optional: false,
      path: `${path}.volumes[0].secret`,
      container: 'proxy',
      containerKind: 'container',
    },
    {
      namespace: 'payments',
      name: 'tokens',
      how: 'projected',
      keys: ['token'],
      path: `${path}.volumes[1].projected.sources[1].secret`,
      subPath: true,
      ...api,
    },
    {
      namespace: 'payments',
      name: 'nfs-login',
      how: 'csi',
      path: `${path}.volumes[2].csi.nodePublishSecretRef`,
      ...api,
    },
    {
      namespace: 'payments',
      name: 'azure',
      how: 'storage',
      path: `${path}.volumes[4].azureFile`,
    },
    {
      namespace: 'payments',
      name: 'ceph',
      how: 'storage',
      path: `${path}.volumes[5].cephfs.secretRef`,
    },
    {
      namespace: 'payments',
      name: 'registry',
      how: 'imagePullSecret',
      path: `${path}.imagePullSecrets[0]`,
    },
  ];
}

const metadata = { name: 'api', namespace: 'payments' };

describe('workloads', () => {
  it.each([
    ['apps/v1', 'Deployment', { spec: { template } }, 'spec.template.spec'],
    ['apps/v1', 'StatefulSet', { spec: { template } }, 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', { spec: { template } }, 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', { spec: { template } }, 'spec.template.spec'],
    ['batch/v1', 'Job', { spec: { template } }, 'spec.template.spec'],
    [
      'batch/v1',
      'CronJob',
      { spec: { jobTemplate: { spec: { template } } } },
      'spec.jobTemplate.spec.template.spec',
    ],
    ['v1', 'PodTemplate', { template }, 'template.spec'],
    [
      'v1',
      'ReplicationController',
      { spec: { template } },
      'spec.template.spec',
    ],
    [
      'argoproj.io/v1alpha1',
      'Rollout',
      { spec: { template } },
      'spec.template.spec',
    ],
  ])('reads the template of %s %s', (apiVersion, kind, fields, path) => {
    const observed = observeObject(
      { apiVersion, kind, metadata, ...fields },
      { sourceId },
    );
    expect(observed.references).toEqual(expected(path));
    expect(observed.podLabels).toEqual({ app: 'api' });
    expect(observed.detail).toEqual({
      serviceAccountName: 'api',
      secretProviderClasses: ['api-vault'],
    });
    expect(JSON.stringify(observed)).not.toContain('canary');
  });

  it('reads a pod with an ephemeral container', () => {
    const observed = observeObject(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...metadata,
          annotations: {
            'vault.hashicorp.com/role': 'api',
            'vault.hashicorp.com/agent-inject-secret-db': 'database/creds/api',
            'vault.hashicorp.com/agent-inject-template-db': 'canary',
            'vault.hashicorp.com/tls-secret': 'vault-tls',
          },
        },
        spec: {
          nodeName: 'node-1',
          containers: [{ name: 'api' }],
          ephemeralContainers: [
            { name: 'debug', envFrom: [{ secretRef: { name: 'debugging' } }] },
          ],
        },
        status: {
          phase: 'Pending',
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'ContainersNotReady',
              message: 'canary',
              lastTransitionTime: '2026-11-01T10:00:00Z',
            },
          ],
          containerStatuses: [
            {
              name: 'api',
              state: {
                waiting: {
                  reason: 'CreateContainerConfigError',
                  message: 'secret "canary" not found',
                },
              },
            },
          ],
        },
      },
      { sourceId },
    );
    expect(observed.references).toEqual([
      {
        namespace: 'payments',
        name: 'debugging',
        how: 'envFrom',
        path: 'spec.ephemeralContainers[0].envFrom[0]',
        container: 'debug',
        containerKind: 'ephemeral',
      },
      {
        namespace: 'payments',
        name: 'vault-tls',
        how: 'volume',
        path: 'metadata.annotations[vault.hashicorp.com/tls-secret]',
      },
    ]);
    expect(observed.status).toEqual({
      ready: 'false',
      reason: 'CreateContainerConfigError',
      since: '2026-11-01T10:00:00.000Z',
    });
    expect(observed.detail).toEqual({
      phase: 'Pending',
      nodeName: 'node-1',
      vaultRole: 'api',
      vaultPaths: ['database/creds/api'],
    });
    expect(JSON.stringify(observed)).not.toContain('canary');
  });

  it('takes what the Vault agent is told to write, and nothing where it is not injected', () => {
    const VAULT = 'vault.hashicorp.com';
    const annotations = {
      [`${VAULT}/agent-inject`]: 'true',
      [`${VAULT}/agent-inject-secret-db`]: 'secret/data/db',
      [`${VAULT}/agent-inject-secret-db.json`]: 'secret/data/db',
      [`${VAULT}/agent-inject-template-db`]: 'canary',
    };
    const readsOf = (more: object, kind = 'Deployment') =>
      observeObject(
        kind === 'Pod'
          ? {
              apiVersion: 'v1',
              kind,
              metadata: {
                ...metadata,
                annotations: { ...annotations, ...more },
              },
            }
          : {
              apiVersion: 'apps/v1',
              kind,
              metadata,
              spec: {
                replicas: 1,
                template: {
                  metadata: { annotations: { ...annotations, ...more } },
                },
              },
            },
        { sourceId: 'prod' },
      ).reads;
    const place = { system: 'vault', path: 'secret/data/db' };
    expect(readsOf({})).toEqual([place]);
    expect(readsOf({}, 'Pod')).toEqual([place]);
    expect(
      readsOf({
        [`${VAULT}/service`]: 'https://me:canary@vault:8200',
        [`${VAULT}/namespace`]: '/team/',
      }),
    ).toEqual([
      {
        system: 'vault',
        store: 'https://vault:8200',
        path: 'team/secret/data/db',
      },
    ]);
    // By a template, which the agent goes by where there is one.
    const read = (text: string) =>
      readsOf({
        [`${VAULT}/agent-inject-secret-db`]: 'true',
        [`${VAULT}/agent-inject-secret-db.json`]: undefined,
        [`${VAULT}/agent-inject-template-db`]: text,
        [`${VAULT}/agent-inject-template-alone`]:
          '{{ with secret "secret/data/alone" }}{{ end }}canary',
      })!.map(({ path }) => path);
    expect(
      read('{{ with secret "secret/data/x" }}canary{{ .Data }}{{ end }}'),
    ).toEqual(['secret/data/x', 'secret/data/alone']);
    expect(read('{{ with secret $canary }}{{ end }}')).toEqual([
      'true',
      'secret/data/alone',
    ]);
    expect(readsOf({ [`${VAULT}/agent-inject`]: 'false' })).toBeUndefined();
    expect(readsOf({ [`${VAULT}/agent-inject`]: undefined })).toBeUndefined();
  });

  it('marks a volume as subPath if one of the mounts is', () => {
    const { references } = observeObject(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata,
        spec: {
          containers: [
            {
              name: 'a',
              volumeMounts: [
                { name: 'v', mountPath: '/a' },
                { name: 'v', mountPath: '/b', subPathExpr: '$(POD)' },
              ],
            },
            { name: 'b', volumeMounts: [{ name: 'v', mountPath: '/a' }] },
          ],
          volumes: [{ name: 'v', secret: { secretName: 's' } }],
        },
      },
      { sourceId },
    );
    expect(
      references.map(({ container, subPath }) => [container, subPath]),
    ).toEqual([
      ['a', true],
      ['b', undefined],
    ]);
  });

  it('tells how a workload is doing', () => {
    const observe = (kind: string, spec: object, status?: object) =>
      observeObject(
        { apiVersion: 'apps/v1', kind, metadata, spec, status },
        { sourceId },
      );
    expect(observe('StatefulSet', { replicas: 2 }).status).toBeUndefined();
    expect(
      observe('StatefulSet', { replicas: 2 }, { readyReplicas: 1 }),
    ).toMatchObject({
      status: { ready: 'false' },
      detail: { replicas: 2, readyReplicas: 1 },
    });
    expect(
      observe('DaemonSet', {}, { desiredNumberScheduled: 3, numberReady: 3 })
        .status,
    ).toEqual({ ready: 'true' });
    expect(
      observe(
        'Deployment',
        { replicas: 1 },
        {
          conditions: [
            {
              type: 'Available',
              status: 'True',
              reason: 'MinimumReplicasAvailable',
            },
          ],
        },
      ).status,
    ).toEqual({ ready: 'true', reason: 'MinimumReplicasAvailable' });
  });

  it('takes a ReplicaSet that its Deployment has scaled down for the past', () => {
    const namesOf = (replicas: number, ownerReferences?: object[]) =>
      observeObject(
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: { ...metadata, ownerReferences },
          spec: { replicas, template },
        },
        { sourceId },
      ).references.length;
    const controller = [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'api',
        uid: 'u',
        controller: true,
      },
    ];
    expect(namesOf(0, controller)).toBe(0);
    expect(namesOf(1, controller)).toBe(9);
    expect(namesOf(0)).toBe(9);
    const past = observeObject(
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { ...metadata, ownerReferences: controller },
        spec: { replicas: 0, template },
      },
      { sourceId },
    );
    expect(past.detail?.soughtSecrets).toContainEqual(
      expect.objectContaining({ where: 'possible' }),
    );
  });

  it('finds nothing where nothing is referred to', () => {
    const observed = observeObject(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'api',
                  env: [
                    { name: 'A', value: 'b' },
                    {
                      name: 'C',
                      valueFrom: { configMapKeyRef: { name: 'c', key: 'c' } },
                    },
                  ],
                  envFrom: [{ configMapRef: { name: 'c' } }],
                },
              ],
              volumes: [{ name: 'v', configMap: { name: 'c' } }],
            },
          },
        },
      },
      { sourceId },
    );
    expect(observed.references).toEqual([]);
    expect(observed.deliveries).toEqual([]);
  });
});
