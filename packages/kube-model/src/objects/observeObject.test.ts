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

describe('observeObject', () => {
  it('keeps identity, labels, owners and allow-listed annotations', () => {
    expect(
      observeObject(
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: {
            name: 'api-7d9',
            namespace: 'payments',
            uid: 'u-1',
            resourceVersion: '42',
            creationTimestamp: '2026-10-01T08:00:00Z',
            labels: { app: 'api', odd: 'not a label value' },
            annotations: {
              'keyward.io/entity': 'component:default/api',
              'kubectl.kubernetes.io/last-applied-configuration':
                '{"canary":1}',
            },
            ownerReferences: [
              {
                apiVersion: 'apps/v1',
                kind: 'Deployment',
                name: 'api',
                uid: 'u-0',
                controller: true,
              },
            ],
          },
        },
        { sourceId },
      ),
    ).toEqual({
      type: 'object',
      ref: 'prod/apps/ReplicaSet/payments/api-7d9',
      apiGroup: 'apps',
      apiVersion: 'v1',
      kind: 'ReplicaSet',
      namespace: 'payments',
      name: 'api-7d9',
      uid: 'u-1',
      resourceVersion: '42',
      createdAt: '2026-10-01T08:00:00.000Z',
      labels: { app: 'api' },
      annotations: [
        {
          key: 'keyward.io/entity',
          length: 21,
          value: 'component:default/api',
        },
        {
          key: 'kubectl.kubernetes.io/last-applied-configuration',
          length: 12,
        },
      ],
      owners: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'api',
          uid: 'u-0',
          controller: true,
        },
      ],
      references: [],
      deliveries: [],
    });
  });

  it('takes kind and version of a typed list', () => {
    expect(
      observeObject(
        { metadata: { name: 'payments' } },
        { sourceId, apiVersion: 'v1', kind: 'Namespace' },
      ).ref,
    ).toBe('prod/-/Namespace/-/payments');
  });

  it('keeps of a ConfigMap no data, not even the keys', () => {
    const observed = observeObject(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace: 'payments' },
        data: { canaryKey: 'canary', secretName: 'canary' },
        binaryData: { canaryKey2: 'Y2FuYXJ5' },
      },
      { sourceId },
    );
    expect(JSON.stringify(observed)).not.toMatch(/canary|Y2Fu/);
    expect(observed.references).toEqual([]);
  });

  it('refuses a Secret', () => {
    expect(() =>
      observeObject(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'db', namespace: 'payments' },
          data: { password: 'Y2FuYXJ5' },
        },
        { sourceId },
      ),
    ).toThrow('A Secret was given where any other object is expected');
  });

  it.each([
    [undefined],
    [null],
    ['canary'],
    [[]],
    [{}],
    [{ kind: 'Pod' }],
    [{ kind: 'canary canary', apiVersion: 'v1', metadata: {} }],
    [{ kind: 'Pod', apiVersion: 'v1' }],
    [{ kind: 'Pod', apiVersion: 'v1', metadata: { name: 7, x: 'canary' } }],
    [
      {
        kind: 'Pod',
        apiVersion: 'v1',
        metadata: { name: 'canary'.repeat(99) },
      },
    ],
  ])('says what %j lacks without quoting it', object => {
    let message = '';
    try {
      observeObject(object, { sourceId });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/kind|object|name|metadata/);
    expect(message).not.toContain('canary');
  });
});
