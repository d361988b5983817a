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

import { observeObject } from '@keyward/kube-model';
import { useLivingCluster } from '../useLivingCluster';
import { RBAC, roles, userSubject, WalkedCluster } from './WalkedCluster';

/** Longer than the names of all other kinds may be. */
const LONG = 'reader-'.repeat(150);
/** As long as these, but three times as long in a path. */
const FOREIGN = '日'.repeat(253);

const cluster = useLivingCluster({
  clusterName: 'long-names',
  scheduler: false,
  kwok: false,
});

// An API server takes any name for a role: a grant must not be hidden by it.
describe('a grant by a binding with a long name', () => {
  beforeAll(async () => {
    await new WalkedCluster(cluster).plant();
  });

  it.each([
    ['of more than 253 characters', LONG],
    ['in another script', FOREIGN],
  ])('is made and observed: %s', async (_, name) => {
    const { api } = cluster();
    await new WalkedCluster(cluster).give(userSubject('ann'), name, [
      'get secrets db',
    ]);
    const binding = await api.call(
      'GET',
      `${roles}/rolebindings/${encodeURIComponent(name)}`,
    );
    const observed = observeObject(
      { ...binding, kind: 'RoleBinding', apiVersion: `${RBAC}/v1` },
      { sourceId: 'prod' },
    );
    expect(observed.name).toBe(name);
    expect(JSON.stringify(observed.detail)).toContain('ann');
    expect(observed.ref.length).toBeLessThan(1000);
  });
});
