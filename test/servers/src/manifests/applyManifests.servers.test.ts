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
import { useLivingCluster } from '../useLivingCluster';
import { applyManifests } from './applyManifests';
import { KubernetesManifest } from './KubernetesManifest';
import { loadCustomResourceDefinitions } from './loadCustomResourceDefinitions';

const cluster = useLivingCluster({ nodes: 1 });

const created = '2026-03-04T05:06:07Z';
const estate: KubernetesManifest[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'ledger',
      namespace: 'payments',
      creationTimestamp: created,
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'ledger' } },
      template: {
        metadata: { labels: { app: 'ledger' } },
        spec: {
          serviceAccountName: 'ledger',
          containers: [
            {
              name: 'ledger',
              image: 'example.com/ledger:1',
              envFrom: [{ secretRef: { name: 'ledger-db' } }],
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'ledger-abc',
      namespace: 'payments',
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: 'ledger-1',
          uid: 'imagined',
          controller: true,
        },
      ],
    },
    spec: { containers: [{ name: 'ledger', image: 'example.com/ledger:1' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'ledger-db',
      namespace: 'payments',
      creationTimestamp: created,
      ownerReferences: [
        {
          apiVersion: 'bitnami.com/v1alpha1',
          kind: 'SealedSecret',
          name: 'ledger-db',
          uid: 'imagined',
          controller: true,
        },
      ],
    },
    stringData: { password: 'made up' },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'left-over',
      namespace: 'payments',
      ownerReferences: [
        {
          apiVersion: 'bitnami.com/v1alpha1',
          kind: 'SealedSecret',
          name: 'gone',
          uid: 'imagined',
        },
      ],
    },
    stringData: { password: 'made up' },
  },
  {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: {
      name: 'ledger-db',
      namespace: 'payments',
      creationTimestamp: created,
    },
    spec: { encryptedData: { password: 'AgB4' } },
    status: { conditions: [{ type: 'Synced', status: 'True' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'ledger', namespace: 'payments' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'queue', namespace: 'payments' },
    spec: {
      replicas: 1,
      serviceName: 'queue',
      selector: { matchLabels: { app: 'queue' } },
      template: {
        metadata: { labels: { app: 'queue' } },
        spec: {
          containers: [{ name: 'queue', image: 'example.com/queue:1' }],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'guard' },
    webhooks: [
      {
        name: 'guard.example.com',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        clientConfig: { service: { namespace: 'payments', name: 'guard' } },
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['secrets'],
          },
        ],
      },
    ],
  },
];

describe('applyManifests', () => {
  it('brings an estate to life', async () => {
    const definitions = await loadCustomResourceDefinitions();
    const result = await applyManifests(cluster(), [...estate, ...definitions]);

    expect(result.skipped).toEqual([
      expect.objectContaining({ kind: 'Pod', name: 'ledger-abc' }),
    ]);
    expect(result.changed.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Secret left-over',
      'ValidatingWebhookConfiguration guard',
    ]);

    const pods = await cluster().api.call(
      'GET',
      '/api/v1/namespaces/payments/pods',
    );
    expect(pods.items.map((pod: any) => pod.status.phase)).toEqual([
      'Running',
      'Running',
      'Running',
    ]);
    expect(pods.items.map((pod: any) => pod.metadata.name)).not.toContain(
      'ledger-abc',
    );
  });

  it('keeps ages, status and owners', async () => {
    const sealed = await cluster().api.call(
      'GET',
      '/apis/bitnami.com/v1alpha1/namespaces/payments/sealedsecrets/ledger-db',
    );
    expect(sealed.metadata.creationTimestamp).toBe(created);
    expect(sealed.status.conditions).toHaveLength(1);

    const secret = await cluster().api.call(
      'GET',
      '/api/v1/namespaces/payments/secrets/ledger-db',
    );
    expect(secret.metadata.creationTimestamp).toBe(created);
    expect(secret.metadata.ownerReferences[0].uid).toBe(sealed.metadata.uid);
    expect(secret.metadata.managedFields[0].time).toBe(created);

    const deployment = await cluster().api.call(
      'GET',
      '/apis/apps/v1/namespaces/payments/deployments/ledger',
    );
    expect(deployment.metadata.creationTimestamp).toBe(created);
    expect(deployment.status.readyReplicas).toBe(2);
  });

  it('serves every custom kind by its short name', async () => {
    const output = await cluster().kubectl([
      'get',
      'es,clustersecretstores,cert,secretproviderclasses,vaultstaticsecrets,hr,app,gtw',
      '--all-namespaces',
    ]);
    expect(output).toBe('');
  });

  it('names the objects that were refused', async () => {
    await expect(
      applyManifests(cluster(), [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'Not_A_Name', namespace: 'payments' },
        },
      ]),
    ).rejects.toThrow(
      /1 of 1 objects could not be applied to living:\nSecret payments\/Not_A_Name: 422: /,
    );
  });

  it('can be repeated', async () => {
    const result = await applyManifests(cluster(), estate);
    // Without the Pod, with the Namespace.
    expect(result.applied).toBe(estate.length);
  });
});
