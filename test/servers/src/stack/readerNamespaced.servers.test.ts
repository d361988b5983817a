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

// deploy/kubernetes/reader-namespaced.yaml as its first lines say: applied once
// for each namespace, with an account that has no other rights.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { subjectAccessReview } from '../access/subjectAccessReview';
import { packageFolder } from '../packageFolder';
import { readerToken } from '../portal/readerToken';
import { useLivingCluster } from '../useLivingCluster';

const FILE = join(
  dirname(dirname(packageFolder)),
  'deploy/kubernetes/reader-namespaced.yaml',
);
const ACCOUNT = 'system:serviceaccount:keyward:keyward-namespaced';

const cluster = useLivingCluster({
  clusterName: 'namespaced',
  controllerManager: false,
  scheduler: false,
  kwok: false,
  apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
});

async function applyTo(namespace: string) {
  const text = await readFile(FILE, 'utf8');
  await cluster().kubectl(
    ['apply', '-f', '-'],
    text.replaceAll('NAMESPACE', namespace),
  );
}

async function mayList(namespace?: string): Promise<boolean> {
  return await subjectAccessReview(cluster().api, {
    user: ACCOUNT,
    verb: 'list',
    resource: 'secrets',
    namespace,
  });
}

describe('reader-namespaced.yaml', () => {
  beforeAll(async () => {
    for (const name of ['payments', 'checkout', 'others']) {
      await cluster().kubectl(['create', 'namespace', name]);
    }
    await applyTo('payments');
    await applyTo('checkout');
  }, 60_000);

  it('makes an account that reads these namespaces and no other', async () => {
    await expect(
      cluster().createServiceAccountToken('keyward', 'keyward-namespaced'),
    ).resolves.toEqual(expect.any(String));
    await expect(mayList('payments')).resolves.toBe(true);
    await expect(mayList('checkout')).resolves.toBe(true);
    await expect(mayList('others')).resolves.toBe(false);
    await expect(mayList()).resolves.toBe(false);
  });

  it('gives it no more where reader.yaml is applied as well', async () => {
    await readerToken(cluster());
    await expect(mayList('others')).resolves.toBe(false);
    await expect(mayList()).resolves.toBe(false);
  });
});
