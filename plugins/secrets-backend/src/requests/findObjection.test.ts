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

import type { Entity } from '@backstage/catalog-model';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { FakeGitHost } from '../__testUtils__/FakeGitHost';
import type { StoredRequest } from '../store/requests';
import { findObjection } from './findObjection';
import { Repositories } from './Repositories';

const REPOSITORY = 'https://git.example.com/payments/app';
const FILE = 'deploy/.keyward.yaml';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'web',
    namespace: 'default',
    annotations: { 'keyward.io/manifests': `${REPOSITORY}/tree/main/deploy` },
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
};

const request = {
  entityRef: 'component:default/web',
  repository: REPOSITORY,
  branch: 'main',
  targets: [{ path: 'deploy' }],
} as StoredRequest;

describe('findObjection', () => {
  let host: FakeGitHost;

  beforeEach(() => {
    host = new FakeGitHost();
    host.put(REPOSITORY, 'main', FILE, 'owner: payments');
  });

  const codeFor = async (
    entities: Entity[],
    overrides: Partial<StoredRequest> = {},
  ) => {
    const objection = await findObjection(
      {
        auth: mockServices.auth(),
        catalog: catalogServiceMock({ entities }),
        repositories: new Repositories({
          access: {
            groups: [],
            trustAnnotations: false,
            allowServiceActions: false,
            scopes: [],
          },
          hosts: [host],
        }),
      },
      { ...request, ...overrides },
    );
    return objection?.code;
  };

  it('has none to what is confirmed', async () => {
    expect(await codeFor([entity])).toBeUndefined();
  });

  it('has one where the entity is gone, or others own it', async () => {
    expect(await codeFor([])).toBe('entity-missing');
    const relations = [
      { type: 'ownedBy', targetRef: 'group:default/checkout' },
    ];
    expect(await codeFor([{ ...entity, relations }])).toBe(
      'repository-unconfirmed',
    );
  });

  it('has one where the file names somebody else by now', async () => {
    host.put(REPOSITORY, 'main', FILE, 'owner: checkout');
    expect(await codeFor([entity])).toBe('repository-unconfirmed');
  });

  it('has one to any other place', async () => {
    for (const overrides of [
      { branch: 'release' },
      { repository: 'https://git.example.com/checkout/app' },
      { targets: [{ path: 'deploy' }, { path: 'other' }] },
    ]) {
      expect(await codeFor([entity], overrides as Partial<StoredRequest>)).toBe(
        'repository-unconfirmed',
      );
    }
  });
});
