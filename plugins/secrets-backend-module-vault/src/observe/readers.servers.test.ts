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

// Who reads which secret by roles of Kubernetes auth and random policies, beside what a real
// Vault answers to the ServiceAccounts of a real API server.
import { LivingVault, until, useLivingCluster } from '@internal/servers';
import type { AccountReaders } from '@keyward/observation';
import { lookOnce } from '../__testUtils__/lookOnce';
import { createRandom, randomPolicy } from '../__testUtils__/randomPolicies';
import { VaultSource } from './VaultSource';

const START_MS = 15 * 60_000;
const ROLES = 60;
const ACCOUNTS = ['a', 'ab', 'b'];
const NAMESPACE = 'abc';
/** By their paths in the API, of names that random policies have. */
const SECRETS: Record<string, string> = {
  'a/ab': 'vault:main/a/ab',
  'a/b': 'vault:main/a/b',
  'a/abc/b': 'vault:main/a/abc/b',
  'a/data/a/ab': 'vault:main/a/data/a/ab',
  'ab/data/a': 'vault:main/ab/a',
  'ab/data/ab': 'vault:main/ab/ab',
  'ab/data/abc': 'vault:main/ab/abc',
  'ab/data/ab/b': 'vault:main/ab/ab/b',
  'ab/data/abc/a': 'vault:main/ab/abc/a',
};

describe('readers of secrets', () => {
  const cluster = useLivingCluster({
    clusterName: 'vault-readers',
    controllerManager: false,
    scheduler: false,
    kwok: false,
  });
  let vault: LivingVault;
  /** The ServiceAccounts that each role lets in. */
  const roles = new Map<string, string[]>();

  const root = async (method: string, path: string, body?: object) =>
    await vault.client().call(method, `/v1/${path}`, { body });

  beforeAll(async () => {
    vault = await LivingVault.start();
    await vault.enableKubernetesAuth(cluster());
    await cluster().kubectl(['create', 'namespace', NAMESPACE]);
    await root('POST', 'sys/mounts/a', { type: 'kv' });
    await root('POST', 'sys/mounts/ab', {
      type: 'kv',
      options: { version: '2' },
    });
    await until(async () => {
      await root('GET', 'ab/config');
    });
    for (const path of Object.keys(SECRETS)) {
      await root('POST', path, { data: { token: 'kw-readers-value' } });
    }
    const { accessor } = (await root('GET', 'sys/auth')).data['kubernetes/'];
    const templates = ['name', 'namespace'].map(
      part =>
        `{{identity.entity.aliases.${accessor}.metadata.service_account_${part}}}`,
    );
    const random = createRandom(20261128);
    while (roles.size < ROLES) {
      const name = `r${roles.size}`;
      const policy = randomPolicy(random, templates);
      const { status } = await vault
        .client()
        .request('PUT', `/v1/sys/policies/acl/${name}`, { body: { policy } });
      if (status >= 300) {
        continue;
      }
      const names = ACCOUNTS.filter(() => random.number(2) === 0);
      const bound = names.length > 0 ? names : [random.pick(ACCOUNTS)];
      await root('POST', `auth/kubernetes/role/${name}`, {
        bound_service_account_names: bound,
        bound_service_account_namespaces: [NAMESPACE],
        token_policies: [name, ...(roles.size > 0 ? ['r0'] : [])],
      });
      roles.set(name, bound);
    }
  }, START_MS);

  afterAll(async () => {
    await vault?.stop();
  });

  it('are those whom Vault answers with the value, and no others', async () => {
    const { report, secrets } = await lookOnce(
      new VaultSource({
        id: 'main',
        title: 'main',
        address: vault.url,
        ca: vault.ca,
        login: { method: 'token', token: vault.rootToken },
        clusters: [
          { cluster: 'prod', isDefault: false, authMounts: ['kubernetes'] },
        ],
        everyMs: 600_000,
      }),
    );
    expect(report).toMatchObject({ state: 'live', problems: [] });
    const found = new Map(secrets.map(each => [each.ref, each.readers!]));
    const said = (ref: string, role: string, account: string) =>
      found
        .get(ref)!
        .accounts.some(
          ({ by, cluster: of, namespaces, serviceAccounts }: AccountReaders) =>
            by === `kubernetes/${role}` &&
            of === 'prod' &&
            namespaces.includes(NAMESPACE) &&
            serviceAccounts.includes(account),
        );
    const wrong: string[] = [];
    const counts = { read: 0, refused: 0 };
    const tokens = new Map<string, string>();
    for (const account of ACCOUNTS) {
      tokens.set(
        account,
        await cluster().createServiceAccountToken(NAMESPACE, account),
      );
    }
    for (const [role, accounts] of roles) {
      for (const account of accounts) {
        const { auth } = await root('POST', 'auth/kubernetes/login', {
          role,
          jwt: tokens.get(account),
        });
        const client = vault.client({ token: auth.client_token });
        for (const [path, ref] of Object.entries(SECRETS)) {
          const { status } = await client.request('GET', `/v1/${path}`);
          counts[status === 200 ? 'read' : 'refused'] += 1;
          if (said(ref, role, account) !== (status === 200)) {
            wrong.push(`${role} ${account} ${path}: ${status}`);
          }
        }
        client.close();
      }
    }
    expect(wrong).toEqual([]);
    expect([...found.values()].flatMap(({ unknown = [] }) => unknown)).toEqual(
      [],
    );
    // So that it says something of both.
    expect(counts.read).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(100);
  });
});
