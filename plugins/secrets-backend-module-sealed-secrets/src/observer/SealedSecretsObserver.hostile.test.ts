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

// What an administrator of one namespace can create must not keep the SealedSecrets of
// the others from being looked at.

import type { ResourceObservation } from '@keyward/observation';
import { CERTIFICATE, NOT_BEFORE } from '../__testUtils__/certificate';
import { FakeCluster } from '../__testUtils__/FakeCluster';
import { deployment, sealedSecret, sealingKey } from '../__testUtils__/objects';
import type { ControllerSettings } from '../config';
import { SealedSecretsObserver } from './SealedSecretsObserver';

/** What the inventory takes of one resource, in characters. */
const LARGEST_ATTRIBUTES = 16_384;
const RBAC = '/apis/rbac.authorization.k8s.io/v1/namespaces/tenant';
const LATER = '2026-06-01T00:00:00Z';
const LONG = 'x'.repeat(240);

const fake = (name: string, args: string[] = []) => {
  const { metadata, spec } = deployment({ name, namespace: 'tenant', args });
  return { metadata: { ...metadata, creationTimestamp: LATER }, spec };
};

/** The same certificate with a signature of so many bytes, which nobody verifies. */
function enlarged(pem: string, bytes: number): string {
  const der = Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64');
  const long = (tag: number, content: Buffer) => {
    const head = Buffer.from([tag, 0x82, 0, 0]);
    head.writeUInt16BE(content.length, 2);
    return Buffer.concat([head, content]);
  };
  // What is signed, and by which algorithm, stand before the signature of 256 bytes.
  const rest = der.subarray(4, der.length - 261);
  const signature = long(0x03, Buffer.alloc(bytes + 1));
  const text = long(0x30, Buffer.concat([rest, signature])).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${text.replace(
    /.{64}/g,
    '$&\n',
  )}\n-----END CERTIFICATE-----\n`;
}

describe('SealedSecretsObserver beside a tenant who creates what they like', () => {
  let cluster: FakeCluster;
  beforeEach(() => {
    cluster = new FakeCluster();
    cluster.lists['/apis/apps/v1/deployments'] = [deployment()];
    cluster.lists['/api/v1/secrets'] = [sealingKey('key', NOT_BEFORE)];
    cluster.lists['/apis/bitnami.com/v1alpha1/sealedsecrets'] = [
      sealedSecret('db'),
    ];
  });

  async function look(
    controllers: ControllerSettings[] = [],
  ): Promise<Record<string, ResourceObservation>> {
    const observer = new SealedSecretsObserver(
      { everyMs: 60_000, controllers },
      { pauseMs: 1 },
    );
    await cluster.look(each => observer.observe(each));
    for (const { kind, attributes } of Object.values(cluster.resources)) {
      expect(observer.attributes[kind].safeParse(attributes).success).toBe(
        true,
      );
      expect(JSON.stringify(attributes).length).toBeLessThan(
        LARGEST_ATTRIBUTES,
      );
    }
    expect(cluster.batches.some(({ complete }) => complete)).toBe(true);
    return cluster.resources;
  }

  const db = (resources: Record<string, ResourceObservation>) =>
    resources['sealed-secret:prod/shop/SealedSecret%2Fdb'].attributes!;
  const controllersOf = (resources: Record<string, ResourceObservation>) =>
    Object.values(resources).filter(
      ({ kind }) => kind === 'sealing-controller',
    );

  it('looks at the oldest of many controllers, and calls nothing stale then', async () => {
    expect(db(await look()).stale).toBe('proven');
    const items = Array.from({ length: 300 }, (_, index) =>
      fake(`a${index}-${LONG}`),
    );
    cluster.lists['/apis/apps/v1/deployments'] = [...items, deployment()];
    cluster.batches.length = 0;
    cluster.asked.length = 0;
    const resources = await look();
    expect(controllersOf(resources).length).toBeLessThanOrEqual(20);
    expect(resources).toHaveProperty([
      'sealing-controller:prod/kube-system/Deployment%2Fsealed-secrets-controller',
    ]);
    expect(db(resources)).toMatchObject({
      stale: 'unknown',
      isUnserved: false,
    });
    expect(cluster.problems).toMatchObject([
      { code: 'sealed-secrets-too-many-controllers' },
    ]);
    const { length } = cluster.asked.filter(({ path }) =>
      path.startsWith(RBAC),
    );
    expect(length).toBe(2);
  });

  it.each([
    ['one that is too long', 'x'.repeat(2000)],
    ['very many', Array.from({ length: 5000 }, (_, at) => `n${at}`).join(',')],
  ])('takes no list of namespaces with %s', async (_, text) => {
    cluster.lists['/apis/apps/v1/deployments'] = [
      deployment(),
      fake('fake', [`--additional-namespaces=${text}`]),
    ];
    expect(controllersOf(await look())).toHaveLength(2);
  });

  it('takes no more groups than it can show', async () => {
    cluster.lists['/apis/apps/v1/deployments'] = [deployment(), fake('fake')];
    cluster.lists[`${RBAC}/roles`] = [
      {
        metadata: { name: 'proxier' },
        rules: [
          { apiGroups: [''], resources: ['services/proxy'], verbs: ['create'] },
        ],
      },
    ];
    cluster.lists[`${RBAC}/rolebindings`] = [
      {
        roleRef: { kind: 'Role', name: 'proxier' },
        subjects: [
          { kind: 'Group', name: `system:serviceaccounts:${'x'.repeat(2000)}` },
          ...Array.from({ length: 1000 }, (_, at) => ({
            kind: 'Group',
            name: `system:serviceaccounts:${'y'.repeat(50)}${at}`,
          })),
          { kind: 'Group', name: 'system:unauthenticated' },
        ],
      },
    ];
    const resources = await look();
    expect(
      resources['sealing-controller:prod/tenant/Deployment%2Ffake'].attributes!
        .openTo,
    ).toContain('system:unauthenticated');
  });

  it('keeps no more of a SealedSecret with many long keys than it may', async () => {
    const keys = Array.from({ length: 120 }, (_, at) => `${LONG}${at}`);
    cluster.lists['/apis/bitnami.com/v1alpha1/sealedsecrets'] = [
      sealedSecret('db', {
        spec: {
          encryptedData: Object.fromEntries(keys.map(key => [key, 'cut off'])),
        },
      }),
    ];
    expect(db(await look()).sealed).toHaveLength(100);
  });

  it('takes a certificate that is longer than any for none', async () => {
    cluster.answer = () => enlarged(CERTIFICATE, 20_000);
    const resources = await look([
      {
        cluster: 'prod-eu',
        namespace: 'kube-system',
        name: 'sealed-secrets-controller',
        port: 'http',
        verify: false,
      },
    ]);
    expect(controllersOf(resources)).toMatchObject([
      { attributes: { certificate: 'unreadable' } },
    ]);
    expect(JSON.stringify(resources)).not.toContain('BEGIN CERTIFICATE');
    expect(db(resources)).toMatchObject({ opened: 'true' });
  });

  it('counts no keys of a namespace that has very many', async () => {
    cluster.lists['/api/v1/secrets'] = [
      sealingKey('key', NOT_BEFORE),
      ...Array.from({ length: 500 }, (_, at) =>
        sealingKey(`key-${at}`, LATER, { namespace: 'tenant' }),
      ),
    ];
    const resources = await look();
    expect(
      Object.values(resources).filter(({ kind }) => kind === 'sealing-key'),
    ).toHaveLength(1);
    expect(
      resources['sealing-controller:prod/tenant/Deployment%2Funknown'],
    ).toMatchObject({ attributes: { keysKnown: false } });
    expect(cluster.problems).toMatchObject([
      { code: 'sealed-secrets-too-many-keys' },
    ]);
  });

  describe('with an unsealing role that is bound to the controller alone', () => {
    const ROOT = '/apis/rbac.authorization.k8s.io/v1';
    const account = { kind: 'ServiceAccount', name: 'x' };
    beforeEach(() => {
      cluster.lists[`${ROOT}/clusterroles`] = [
        {
          metadata: { name: 'secrets-unsealer' },
          rules: [
            { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
          ],
        },
        {
          metadata: { name: 'view' },
          // As the role of this name of Kubernetes.
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: {} }] },
          rules: [
            { apiGroups: [''], resources: ['pods'], verbs: ['create'] },
            { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
          ],
        },
      ];
      cluster.lists[`${ROOT}/clusterrolebindings`] = [
        {
          roleRef: { kind: 'ClusterRole', name: 'secrets-unsealer' },
          subjects: [{ ...account, namespace: 'kube-system' }],
        },
        {
          roleRef: { kind: 'ClusterRole', name: 'view' },
          subjects: [{ ...account, namespace: 'tenant' }],
        },
      ];
    });
    const items = (count: number) =>
      Array.from({ length: count }, (_, index) => fake(`a${index}`));

    it.each([1, 300])(
      'takes %d look-alikes for none elsewhere',
      async count => {
        cluster.lists['/apis/apps/v1/deployments'] = [
          ...items(count),
          deployment(),
        ];
        cluster.lists['/apis/bitnami.com/v1alpha1/sealedsecrets'].push(
          sealedSecret('own', { namespace: 'tenant' }),
        );
        const resources = await look();
        expect(db(resources)).toMatchObject({
          stale: 'proven',
          controllers: ['kube-system/sealed-secrets-controller'],
        });
        const own = resources['sealed-secret:prod/tenant/SealedSecret%2Fown'];
        expect(own.attributes!.stale).toBe('unknown');
      },
    );

    it('takes a label of a Secret for no controller elsewhere', async () => {
      cluster.lists['/api/v1/secrets'].push(
        sealingKey('fake', LATER, { namespace: 'tenant' }),
      );
      expect(db(await look()).stale).toBe('proven');
    });

    it('takes one for a controller where a namespace gave it rights', async () => {
      cluster.lists['/apis/apps/v1/deployments'] = [deployment(), ...items(1)];
      cluster.lists[`${ROOT}/rolebindings`] = [
        {
          metadata: { namespace: 'shop', name: 'other' },
          roleRef: { kind: 'Role', name: 'unsealer' },
          subjects: [{ ...account, namespace: 'tenant' }],
        },
      ];
      expect(db(await look())).toMatchObject({
        stale: 'unknown',
        controllers: ['kube-system/sealed-secrets-controller', 'tenant/a0'],
      });
    });

    it('does not know who is one where bindings may not be listed', async () => {
      cluster.lists['/apis/apps/v1/deployments'] = [deployment(), ...items(1)];
      cluster.forbidden.add(`${ROOT}/clusterrolebindings`);
      expect(db(await look()).stale).toBe('unknown');
      expect(cluster.problems).toMatchObject([
        { code: 'sealed-secrets-forbidden' },
      ]);
    });

    it('goes on asking the one that verifies', async () => {
      cluster.lists['/apis/apps/v1/deployments'] = [deployment(), ...items(1)];
      cluster.lists['/apis/bitnami.com/v1alpha1/sealedsecrets'] = [
        sealedSecret('db', { metadata: { generation: 2 }, status: {} }),
      ];
      cluster.answer = path => (path.endsWith('/v1/verify') ? '' : CERTIFICATE);
      const resources = await look([
        {
          cluster: 'prod-eu',
          namespace: 'kube-system',
          name: 'sealed-secrets-controller',
          port: 'http',
          verify: true,
        },
      ]);
      expect(db(resources)).toMatchObject({
        opened: 'true',
        openedBy: 'verify',
      });
    });
  });
});
