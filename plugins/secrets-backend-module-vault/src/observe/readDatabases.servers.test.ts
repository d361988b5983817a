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

// A real Vault that makes accounts in a real PostgreSQL: how many leases there are, and
// what is said without the right to know.
import {
  LivingVault,
  type PostgresProcess,
  startPostgresProcess,
  until,
  VaultSpy,
} from '@internal/servers';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lookOnce } from '../__testUtils__/lookOnce';
import { VaultSource } from './VaultSource';

const START_MS = 15 * 60_000;
const POLICIES = resolve(__dirname, '../../../../deploy/vault');
/** So many accounts are made by each role. */
const LEASES = { orders: 3, reports: 2, unused: 0 };

describe('roles of a database engine', () => {
  let vault: LivingVault;
  let postgres: PostgresProcess;
  let spy: VaultSpy;
  const passwords: string[] = [];

  const root = async (method: string, path: string, body?: object) =>
    await vault.client().call(method, `/v1/${path}`, { body });

  beforeAll(async () => {
    [vault, postgres] = await Promise.all([
      LivingVault.start(),
      startPostgresProcess(),
    ]);
    spy = await VaultSpy.start(vault);
    await vault.enableDatabase(postgres.connectionString);
    for (const role of Object.keys(LEASES)) {
      await root('POST', `database/roles/${role}`, {
        db_name: 'main',
        creation_statements: [
          `create role "{{name}}" with login password '{{password}}' valid until '{{expiration}}'`,
        ],
        default_ttl: '1h',
        max_ttl: '24h',
      });
    }
    for (const [role, count] of Object.entries(LEASES)) {
      for (let made = 0; made < count; made++) {
        const { data } = await root('GET', `database/creds/${role}`);
        passwords.push(data.password);
      }
    }
    const { data } = await root('GET', 'database/creds/orders');
    passwords.push(data.password);
    await root('POST', `database/static-roles/batch`, {
      db_name: 'main',
      // One of those that were just made.
      username: data.username,
      rotation_period: '48h',
    });
    passwords.push(
      (await root('GET', 'database/static-creds/batch')).data.password,
    );
  }, START_MS);

  afterAll(async () => {
    await spy?.stop();
    await vault?.stop();
    await postgres?.stop();
  });

  async function look(...files: string[]) {
    const policies = await Promise.all(
      files.map(async each => {
        const [file, without] = each.split(' without ');
        const policy = await readFile(resolve(POLICIES, file), 'utf8');
        return [
          each.replace(/[^a-z]+/g, '-'),
          policy.replace(`path "${without}"`, 'path "none"'),
        ];
      }),
    );
    const token = await vault.createToken(Object.fromEntries(policies));
    spy.seen.length = 0;
    const { report, resources, isWhole } = await lookOnce(
      new VaultSource({
        id: 'main',
        title: 'main',
        address: spy.url,
        ca: vault.ca,
        login: { method: 'token', token },
        everyMs: 600_000,
      }),
    );
    const of = (kind: string) =>
      Object.fromEntries(
        resources
          .filter(resource => resource.kind === kind)
          .map(({ name, attributes }) => [name, attributes!]),
      );
    return {
      report,
      isWhole,
      roles: of('vault-database-role'),
      staticRoles: of('vault-static-role'),
      connections: of('vault-database-connection'),
    };
  }

  it('are known with their leases, and with none where there are none', async () => {
    const { report, roles, isWhole } = await look(
      'keyward.hcl',
      'keyward-optional.hcl',
    );
    expect(report).toMatchObject({ state: 'live', warnings: [] });
    expect(isWhole('database roles')).toBe(true);
    const common = {
      connection: 'main',
      ttlSeconds: 3600,
      maxTtlSeconds: 86_400,
    };
    const lasting = (leases: number) => ({
      ...common,
      leases,
      leasesLookedUp: leases,
      leasesOfAnHour: leases,
      leasesOfADay: 0,
      leasesOfAWeek: 0,
      leasesOfLonger: 0,
      kubernetesRolesThatRead: [],
    });
    expect(roles).toEqual({
      orders: lasting(LEASES.orders + 1),
      reports: lasting(LEASES.reports),
      unused: lasting(0),
    });
  });

  it('count leases of which it is not known when they end', async () => {
    const { roles } = await look(
      'keyward.hcl',
      'keyward-optional.hcl without sys/leases/lookup',
    );
    expect(roles.orders).toEqual({
      connection: 'main',
      ttlSeconds: 3600,
      maxTtlSeconds: 86_400,
      leases: LEASES.orders + 1,
      kubernetesRolesThatRead: [],
    });
  });

  it('are followed as leases are revoked', async () => {
    await root('PUT', 'sys/leases/revoke-prefix/database/creds/reports');
    await until(async () => {
      const { roles } = await look('keyward.hcl', 'keyward-optional.hcl');
      expect(roles.reports.leases).toBe(0);
    });
  });

  it('have a last rotation where Vault keeps an account that there is', async () => {
    const { staticRoles } = await look('keyward.hcl', 'keyward-optional.hcl');
    expect(staticRoles).toEqual({
      batch: {
        connection: 'main',
        username: expect.stringMatching(/^v-/),
        rotationSeconds: 172_800,
        lastRotatedAt: expect.any(String),
        kubernetesRolesThatRead: [],
      },
    });
    const age =
      Date.now() - Date.parse(String(staticRoles.batch.lastRotatedAt));
    expect(Math.abs(age)).toBeLessThan(10 * 60_000);
  });

  it("have connections, of which Vault says nothing of its own account's last rotation", async () => {
    const { data } = await root('GET', 'database/creds/orders');
    passwords.push(data.password);
    const { data: main } = await root('GET', 'database/config/main');
    await root('POST', 'database/config/second', {
      plugin_name: main.plugin_name,
      connection_url: main.connection_details.connection_url,
      username: data.username,
      password: data.password,
    });
    const before = await root('GET', 'database/config/second');
    await root('POST', 'database/rotate-root/second');
    const after = await root('GET', 'database/config/second');
    // Nothing but the password changed, which is not answered.
    expect(after.data).toEqual(before.data);
    expect(JSON.stringify(after.data)).not.toMatch(/last|[0-9]T[0-9]/i);
    const { connections } = await look('keyward.hcl', 'keyward-optional.hcl');
    expect(connections).toEqual({ main: {}, second: {} });
  });

  it('are not known without the optional policy, which is no zero', async () => {
    const { report, roles, staticRoles, isWhole } = await look('keyward.hcl');
    expect({ roles, staticRoles }).toEqual({ roles: {}, staticRoles: {} });
    expect(isWhole('database roles')).toBe(false);
    expect(report.warnings!.map(({ code }) => code)).toEqual([
      'forbidden',
      'forbidden',
      'forbidden',
    ]);
    expect(report.warnings![0].remedy).toContain('path "database/roles/*"');
  });

  it('are read without a value in any answer', async () => {
    await look('keyward.hcl', 'keyward-optional.hcl');
    expect(passwords).toHaveLength(8);
    const answers = spy.seen.map(({ answer }) => answer).join('\n');
    expect(answers).toContain('creation_statements');
    expect(passwords.filter(password => answers.includes(password))).toEqual(
      [],
    );
    expect(
      spy.seen.filter(({ path }) =>
        /\/v1\/database\/(static-)?creds/.test(path),
      ),
    ).toEqual([]);
  });
});
