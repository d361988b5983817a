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

import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  secretsGitHostsExtensionPoint,
  secretsResourceSyncsExtensionPoint,
  secretsSealersExtensionPoint,
  secretsSourcesExtensionPoint,
  type SecretsSource,
} from '@keyward/backstage-plugin-secrets-node';
import { formatResourceRef } from '@keyward/observation';
import { FakeGitHost } from '../FakeGitHost';
import { batch, key, object, secret } from '../observations';
import { testSealer, toyAttributes, toyController } from '../testSealer';

/** The entity that owns the secrets. */
export const ENTITY = 'component:default/shop';

/** Where its manifests may be written. */
export const REPOSITORY = 'https://git.example.com/shop/app';

/** A kind of resource. */
export const STORE = 'store';

const certificate = (name: string, position: number) => ({
  fingerprint: 'a'.repeat(64),
  subject: `CN=${name}`,
  issuer: 'CN=issuer',
  serial: '1',
  sans: [`DNS:${name}.example.com`],
  sanCount: 1,
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  keyAlgorithm: 'EC',
  keySize: 256,
  signatureAlgorithm: 'ECDSA-SHA256',
  role: 'leaf' as const,
  selfSigned: false,
  position,
});

/** Two of everything, so that each list has a second page, that of an entity too. */
const batches = (version: string) => [
  batch(
    'v1/secrets',
    ['one', 'two', 'three'].map((name, index) =>
      secret(index === 0 ? 'other' : 'shop', name, {
        version,
        annotations: [
          { key: 'keyward.io/entity', length: ENTITY.length, value: ENTITY },
        ],
        keys: [
          key('password', 'the-same', { weak: true, weakness: 'common' }),
          key('token', `${name}-${version}`),
          key('tls.crt', name, {
            class: 'public',
            certificates: {
              format: 'pem',
              certificates: [
                certificate(name, 0),
                certificate(`${name}-ca`, 1),
              ],
              count: 2,
              notes: [],
            },
          }),
        ],
      }),
    ),
    { generation: version, complete: true },
  ),
  ...(
    [
      [
        'clusterroles',
        object('ClusterRole', '', 'reader', {
          namespace: undefined,
          detail: {
            rules: [{ apiGroups: [''], resources: ['*'], verbs: ['*'] }],
          },
        }),
      ],
      [
        'clusterrolebindings',
        ...['readers', 'writers'].map(name =>
          object('ClusterRoleBinding', '', name, {
            namespace: undefined,
            detail: {
              roleRef: { kind: 'ClusterRole', name: 'reader' },
              subjects: [{ kind: 'Group', name }],
            },
          }),
        ),
      ],
      ['roles', object('Role', 'shop', 'none', { detail: { rules: [] } })],
      [
        'rolebindings',
        ...['one', 'two'].map(name =>
          object('RoleBinding', 'shop', name, {
            detail: {
              roleRef: { kind: 'ClusterRole', name: 'reader' },
              subjects: [{ kind: 'User', name }],
            },
          }),
        ),
      ],
    ] as const
  ).map(([plural, ...upserts]) =>
    batch(`rbac.authorization.k8s.io/v1/${plural}`, [...upserts], {
      generation: version,
      complete: true,
    }),
  ),
  {
    ...batch(
      'stores',
      ['one', 'two'].map(name => ({
        type: 'resource' as const,
        kind: STORE,
        ref: formatResourceRef(STORE, 'prod', 'shop', name),
        system: 'kubernetes',
        location: ['shop'],
        name,
        annotations: [
          { key: 'keyward.io/entity', length: ENTITY.length, value: ENTITY },
        ],
      })),
      { generation: version, complete: true },
    ),
    covers: { kind: STORE },
  },
  batch('controllers', [toyController(['shop', 'other'])], {
    generation: version,
    complete: true,
  }),
  batch(
    'v1/namespaces',
    ['shop', 'other'].map(name =>
      object('Namespace', '', name, {
        namespace: undefined,
        labels: name === 'other' ? { environment: 'staging' } : {},
      }),
    ),
    { generation: version, complete: true },
  ),
];

const source: SecretsSource = {
  id: 'prod',
  kind: 'kubernetes',
  title: 'prod',
  attributes: toyAttributes,
  async run(run) {
    for (const version of ['1', '2', '3']) {
      for (const each of batches(version)) {
        await run.apply(each);
      }
    }
    await run.report({ state: 'live', problems: [] });
    await new Promise<void>(resolve => {
      run.signal.addEventListener('abort', () => resolve());
    });
  },
};

/** Where its requests open pull requests. */
export const host = new FakeGitHost();
host.put(REPOSITORY, 'main', 'deploy/.keyward.yaml', 'owner: user:mock');
host.put(
  REPOSITORY,
  'main',
  'deploy/web.yaml',
  'kind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n      - name: web\n',
);

/** A module with one source that has them, and syncs stores on request. */
export const sourceModule = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'test',
  register(reg) {
    reg.registerInit({
      deps: {
        extension: secretsSourcesExtensionPoint,
        hosts: secretsGitHostsExtensionPoint,
        sealers: secretsSealersExtensionPoint,
        syncs: secretsResourceSyncsExtensionPoint,
      },
      async init({ extension, hosts, sealers, syncs }) {
        extension.addSourceProvider({ getSources: async () => [source] });
        hosts.addHosts(host);
        sealers.setSealer(testSealer);
        syncs.addSyncs({
          kind: STORE,
          refuse: () => undefined,
          request: async () => {},
        });
      },
    });
  },
});
