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

// A real Vault, and what is said of it: by the least policy, by each way to log in, with
// names and answers that make trouble. A proxy remembers all that was asked.
import {
  LivingVault,
  until,
  useLivingCluster,
  VaultSpy,
} from '@internal/servers';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lookOnce } from '../__testUtils__/lookOnce';
import type { VaultLogin, VaultSettings } from '../config';
import { vaultRules } from '../rules';
import { VaultSource } from './VaultSource';

const START_MS = 15 * 60_000;
/** In each value that is planted. */
const VALUE = 'kw-5d1c90e7-value';
const POLICY = resolve(__dirname, '../../../../deploy/vault/keyward.hcl');

/** Names that mean something else to somebody on the way; not all are taken by Vault. */
const HOSTILE = [
  'a b',
  ' lead',
  'über',
  '日本',
  '%2F',
  '%2e%2e',
  '%00',
  '..%2f..%2fsys',
  '{{x}}',
  '${x}',
  '+',
  '*',
  'a*',
  'a#b',
  'a?list=true',
  'a&b=c',
  'a;b',
  'a:b',
  'a@b',
  "it's",
  'say "x"',
  '<b>',
  'a\\b',
  'a\\..\\b',
  '...',
  'a..b',
  '..',
  '.',
  '~',
  'data',
  'metadata',
  'subkeys',
  '__proto__',
  'constructor',
];

describe('a Vault as it is observed', () => {
  const cluster = useLivingCluster({
    clusterName: 'vault',
    controllerManager: false,
    scheduler: false,
    kwok: false,
  });
  let vault: LivingVault;
  let spy: VaultSpy;
  let policy: string;
  let folder: string;

  beforeAll(async () => {
    vault = await LivingVault.start();
    spy = await VaultSpy.start(vault);
    folder = await mkdtemp(join(tmpdir(), 'keyward-vault-test-'));
    // With what is optional.
    policy = (await readFile(POLICY, 'utf8')).replace(
      /^# (path|}| {2}cap)/gm,
      '$1',
    );
    await mountVersion2('secret');
    await root('POST', 'sys/mounts/kv', { type: 'kv' });
    await root('POST', 'sys/mounts/transit', { type: 'transit' });
    for (const name of ['first', 'second']) {
      await root('PUT', `sys/audit/${name}`, {
        type: 'file',
        options: { file_path: join(folder, `${name}.log`) },
      });
    }
  }, START_MS);

  afterAll(async () => {
    await spy?.stop();
    await vault?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function root(method: string, path: string, body?: object) {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return await vault.client().call(method, `/v1/${encoded}`, { body });
  }

  /** An engine of version 2 takes a moment to begin. */
  async function mountVersion2(mount: string) {
    await root('POST', `sys/mounts/${mount}`, {
      type: 'kv',
      options: { version: '2' },
    });
    await until(async () => {
      await root('GET', `${mount}/config`);
    });
  }

  async function write(path: string, keys: string[]) {
    const data = Object.fromEntries(keys.map(key => [key, `${VALUE}-${key}`]));
    await root('POST', path, path.startsWith('secret/') ? { data } : data);
  }

  /** Looks once, by the spy, and makes sure that no value came along. */
  async function look(
    login: VaultLogin,
    settings: Partial<VaultSettings> = {},
  ) {
    const before = spy.seen.length;
    const seen = await lookOnce(
      new VaultSource({
        id: 'main',
        title: 'main',
        address: spy.url,
        ca: vault.ca,
        login,
        everyMs: 600_000,
        ...settings,
      }),
    );
    const said = JSON.stringify([seen.batches, seen.report]);
    expect(said).not.toContain(VALUE);
    expect(said).not.toContain(vault.rootToken);
    return { ...seen, asked: spy.seen.slice(before) };
  }

  const byToken = (token: string): VaultLogin => ({ method: 'token', token });

  const byPolicy = async (text = policy) =>
    byToken(await vault.createToken({ keyward: text }));

  it('knows names, versions, ages and states by metadata alone', async () => {
    await write('secret/data/prod/db', ['username', 'password']);
    await write('secret/data/prod/db', ['username', 'password', 'host']);
    await root('POST', 'secret/metadata/prod/db', {
      custom_metadata: {
        'keyward.io/owner': 'group:default/payments',
        note: 'seldom',
      },
    });
    await write('secret/data/prod/deep/er/api', ['token']);
    await root('POST', 'secret/data/nested', {
      data: { outer: { inner: VALUE }, list: [VALUE], plain: 7 },
    });
    await write('secret/data/deleted', ['token']);
    await root('DELETE', 'secret/data/deleted');
    await write('secret/data/destroyed', ['token']);
    await root('PUT', 'secret/destroy/destroyed', { versions: [1] });
    await root('POST', 'secret/metadata/expiring', {
      delete_version_after: '1h',
    });
    await write('secret/data/expiring', ['token']);
    await write('kv/db', ['password']);
    await write('kv/team/api', ['token']);

    const { report, secrets, resources, isWhole } = await look(
      await byPolicy(),
    );
    expect(report).toMatchObject({ state: 'live', problems: [] });
    for (const stream of ['server', 'engines', 'roles', 'kv secret', 'kv kv']) {
      expect([stream, isWhole(stream)]).toEqual([stream, true]);
    }
    const found = new Map(secrets.map(each => [each.ref, each]));
    expect([...found.keys()].sort()).toEqual(
      [
        'vault:main/kv/db',
        'vault:main/kv/team/api',
        'vault:main/secret/deleted',
        'vault:main/secret/destroyed',
        'vault:main/secret/expiring',
        'vault:main/secret/nested',
        'vault:main/secret/prod/db',
        'vault:main/secret/prod/deep/er/api',
      ].sort(),
    );

    const { data } = await root('GET', 'secret/metadata/prod/db');
    const milliseconds = (text: string) => new Date(text).toISOString();
    expect(found.get('vault:main/secret/prod/db')).toMatchObject({
      createdAt: milliseconds(data.created_time),
      annotations: expect.arrayContaining([
        {
          key: 'keyward.io/owner',
          length: 22,
          value: 'group:default/payments',
        },
        { key: 'note', length: 6 },
      ]),
      attributes: {
        engine: 'kv-2',
        state: 'live',
        currentVersion: 2,
        versions: 2,
        isCasRequired: false,
      },
    });
    const { keys } = found.get('vault:main/secret/prod/db')!;
    expect(keys.map(({ name }) => name).sort()).toEqual([
      'host',
      'password',
      'username',
    ]);
    expect(keys[0].age).toEqual({
      earliest: milliseconds(data.versions['1'].created_time),
      latest: milliseconds(data.versions['2'].created_time),
      basis: 'source',
    });
    expect(
      found
        .get('vault:main/secret/nested')!
        .keys.map(({ name }) => name)
        .sort(),
    ).toEqual(['list', 'outer', 'plain']);
    for (const [name, state] of [
      ['secret/deleted', 'deleted'],
      ['secret/destroyed', 'destroyed'],
      ['secret/expiring', 'live'],
      ['kv/db', 'unknown'],
    ]) {
      expect([
        name,
        found.get(`vault:main/${name}`)!.attributes!.state,
      ]).toEqual([name, state]);
    }
    expect(found.get('vault:main/kv/db')).toMatchObject({ keys: [] });

    const server = resources.find(({ kind }) => kind === 'vault-server')!;
    expect(server.attributes).toMatchObject({
      isInitialized: true,
      isSealed: false,
      leader: 'yes',
      isHighlyAvailable: true,
      version: '1.19.0',
      auditDevices: 2,
    });
    expect(
      resources
        .filter(({ kind }) => kind === 'vault-engine')
        .map(({ name, attributes }) => [name, attributes!.isRead])
        .sort(),
    ).toEqual([
      ['kv', true],
      ['secret', true],
      ['transit', false],
    ]);
  });

  it('needs each capability of the policy, and has no other', async () => {
    await write('secret/data/prod/db', ['password']);
    await write('kv/db', ['password']);
    const whole = await look(await byPolicy());
    expect(whole.report.state).toBe('live');

    const blocks = [...policy.matchAll(/path "([^"]+)" \{[^}]*\[([^\]]*)\]/g)];
    expect(blocks).toHaveLength(9);
    // Roles are asked for only where there is a Kubernetes auth method: see below.
    for (const [block, path, capabilities] of blocks.filter(
      each => !/^(auth|sys\/policies)\//.test(each[1]),
    )) {
      for (const capability of capabilities.split(', ')) {
        const rest = capabilities
          .split(', ')
          .filter(each => each !== capability)
          .join(', ');
        const less = policy.replace(
          block,
          block.replace(`[${capabilities}]`, `[${rest}]`),
        );
        expect(less).not.toBe(policy);
        const { report, resources, secrets } = await look(await byPolicy(less));
        const missed =
          report.state !== 'live' ||
          resources[0].attributes!.auditDevices === undefined ||
          // Without these the names of keys are not known, and nothing is wrong.
          secrets.every(({ keys }) => keys.length === 0);
        expect([path, capability, missed]).toEqual([path, capability, true]);
      }
    }

    const token = await vault.createToken(
      { keyward: policy },
      { no_default_policy: false },
    );
    const may = {
      'sys/mounts': ['read'],
      'sys/auth': ['read'],
      'sys/audit': ['read', 'sudo'],
      'auth/kubernetes/role': ['list'],
      'auth/kubernetes/role/keyward': ['read'],
      'sys/policies/acl/keyward': ['read'],
      'secret/metadata/prod/db': ['list', 'read'],
      'secret/subkeys/prod/db': ['read'],
      'kv/db': ['list'],
    };
    const mayNot = [
      'secret/data/prod/db',
      'secret/delete/prod/db',
      'secret/undelete/prod/db',
      'secret/destroy/prod/db',
      'secret/config',
      'secret/dataa/prod/db',
      'transit/keys/x',
      'transit/export/encryption-key/x',
      'database/creds/x',
      'sys/mounts/secret',
      'sys/auth/kubernetes',
      'sys/audit/first',
      'sys/seal',
      'sys/raw/core',
      'sys/storage/raft/snapshot',
      'auth/token/create',
      'auth/kubernetes/config',
      'identity/entity',
    ];
    const answer = await vault
      .client({ token })
      .call('POST', '/v1/sys/capabilities-self', {
        body: { paths: [...Object.keys(may), ...mayNot] },
      });
    expect(answer.data).toMatchObject({
      ...may,
      ...Object.fromEntries(mayNot.map(path => [path, ['deny']])),
    });
  });

  it('asks nothing that answers with a value', async () => {
    await write('secret/data/prod/db', ['password']);
    await write('kv/db', ['password']);
    const { asked } = await look(byToken(vault.rootToken));
    expect(asked.length).toBeGreaterThan(5);
    for (const { method, path, answer } of asked) {
      expect(`${method} ${path}`).toMatch(
        /^GET \/v1\/(sys\/(health|leader|mounts|auth|audit|storage\/raft\/(autopilot\/state|snapshot-auto\/config\/\?list=true)|policies\/acl\/[^?/]+)|secret\/(metadata|subkeys)\/[^?]+(\?depth=1)?|secret\/metadata\/([^?]*\/)?\?list=true|kv\/([^?]*\/)?\?list=true|auth\/[^/]+\/role\/([^?/]+|\?list=true))$/,
      );
      expect(answer).not.toContain(VALUE);
    }
    // The spy would have seen one.
    await vault.client({ url: spy.url }).call('GET', '/v1/secret/data/prod/db');
    expect(spy.seen.at(-1)).toMatchObject({
      path: '/v1/secret/data/prod/db',
      answer: expect.stringContaining(VALUE),
    });
  });

  it('knows the version of an engine without sys/mounts, and reads none of version 1', async () => {
    await write('kv/metadata/x', ['password']);
    await write('secret/data/prod/versioned', ['token']);
    // More than Keyward asks for: the values of version 1 as well.
    const login = await byPolicy(
      `${policy.replace(
        /path "sys\/mounts" \{[^}]*\}/,
        '',
      )}\npath "kv/*" { capabilities = ["list", "read"] }`,
    );
    const { asked, report, secrets } = await look(login, {
      mounts: ['kv', 'secret', 'transit', 'absent'],
    });
    const refs = secrets.map(({ ref }) => ref);
    expect(refs).toContain('vault:main/kv/metadata/x');
    expect(refs).toContain('vault:main/secret/prod/versioned');
    const ofVersion1 = asked.filter(({ path }) => path.startsWith('/v1/kv/'));
    expect(ofVersion1.length).toBeGreaterThan(1);
    for (const { path } of ofVersion1) {
      expect(path).toMatch(/\/\?list=true$/);
    }
    for (const { answer } of asked) {
      expect(answer).not.toContain(VALUE);
    }
    const messages = report.problems!.map(({ message }) => message);
    expect(messages).toContain('The engines of Vault main may not be read');
    for (const mount of ['transit', 'absent']) {
      expect(messages).toContain(
        `The engine ${mount} is not read, as it is not known whether it is of KV version 1, where a read answers with values`,
      );
    }
  });

  it('follows hostile names to themselves', async () => {
    try {
      await mountVersion2('hostile');
      await root('POST', 'sys/mounts/hostile-1', { type: 'kv' });
      expect(await followHostileNames()).toBeGreaterThan(60);
    } finally {
      // Names such as these would trouble the tests that come after.
      for (const engine of ['hostile', 'hostile-1']) {
        await root('DELETE', `sys/mounts/${engine}`);
      }
    }
  });

  async function followHostileNames() {
    const planted: string[] = [];
    for (const [index, name] of HOSTILE.entries()) {
      for (const path of [name, `in/${name}`, `${name}/below`]) {
        const encoded = path.split('/').map(encodeURIComponent).join('/');
        const { status } = await vault
          .client()
          .request('POST', `/v1/hostile/data/${encoded}`, {
            body: { data: { [`key-${index}`]: VALUE } },
          });
        await vault.client().request('POST', `/v1/hostile-1/${encoded}`, {
          body: { [`key-${index}`]: VALUE },
        });
        // Some are brought to another path on the way, or refused.
        if (status === 200 && !/(^|\/)\.{1,2}(\/|$)/.test(path)) {
          planted.push(path);
        }
      }
    }
    const { secrets, report, asked } = await look(byToken(vault.rootToken), {
      mounts: ['hostile', 'hostile-1'],
    });
    const found = new Map(
      secrets
        .filter(({ location }) => location[0] === 'hostile')
        .map(secret => [
          [...secret.location.slice(1), secret.name].join('/'),
          secret,
        ]),
    );
    for (const path of planted) {
      const index = HOSTILE.findIndex(name =>
        [name, `in/${name}`, `${name}/below`].includes(path),
      );
      expect([path, found.get(path)?.keys.map(({ name }) => name)]).toEqual([
        path,
        [`key-${index}`],
      ]);
    }
    expect(report).toMatchObject({ state: 'live', problems: [] });
    expect(new Set(secrets.map(({ ref }) => ref)).size).toBe(secrets.length);
    for (const { path } of asked) {
      expect(path).toMatch(
        /^\/v1\/(sys\/(health|leader|mounts|auth|audit|storage\/raft\/(autopilot\/state|snapshot-auto\/config\/\?list=true)|policies\/acl\/[^?/]+)|hostile\/(metadata|subkeys)\/|hostile-1\/([^?]*\/)?\?list=true|auth\/)/,
      );
    }
    return planted.length;
  }

  it('logs in by token, AppRole, JSON Web Token and ServiceAccount', async () => {
    await vault.createToken({ keyward: policy });
    await root('POST', 'sys/auth/approle', { type: 'approle' });
    await root('POST', 'auth/approle/role/keyward', {
      token_policies: ['keyward'],
    });
    const roleId = (await root('GET', 'auth/approle/role/keyward/role-id')).data
      .role_id;
    const secretId = (await root('POST', 'auth/approle/role/keyward/secret-id'))
      .data.secret_id;

    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
    });
    await root('POST', 'sys/auth/jwt', { type: 'jwt' });
    await root('POST', 'auth/jwt/config', {
      jwt_validation_pubkeys: [
        publicKey.export({ type: 'spki', format: 'pem' }),
      ],
    });
    await root('POST', 'auth/jwt/role/keyward', {
      role_type: 'jwt',
      user_claim: 'sub',
      bound_audiences: ['vault'],
      token_policies: ['keyward'],
    });
    const jwt = (audience: string, signed = true) => {
      const part = (value: object) =>
        Buffer.from(JSON.stringify(value)).toString('base64url');
      const now = Math.floor(Date.now() / 1000);
      const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({
        sub: 'keyward',
        aud: audience,
        iat: now,
        nbf: now - 1,
        exp: now + 600,
      })}`;
      const signature = signed
        ? sign('RSA-SHA256', Buffer.from(text), privateKey)
        : createHmac('sha256', 'x').update(text).digest();
      return `${text}.${signature.toString('base64url')}`;
    };

    await vault.enableKubernetesAuth(cluster());
    await cluster().kubectl(['create', 'namespace', 'keyward']);
    await root('POST', 'auth/kubernetes/role/keyward', {
      bound_service_account_names: ['keyward'],
      bound_service_account_namespaces: ['keyward'],
      token_policies: ['keyward'],
    });
    const serviceAccount = async (name: string) =>
      await cluster().createServiceAccountToken('keyward', name);

    const inFile = async (text: string) => {
      const file = join(folder, 'jwt');
      await writeFile(file, `${text}\n`);
      return file;
    };
    const byFile = async (
      method: 'jwt' | 'kubernetes',
      text: string,
    ): Promise<VaultLogin> => ({
      method,
      mount: method,
      role: 'keyward',
      tokenFile: await inFile(text),
    });
    const byAppRole = (secret: string): VaultLogin => ({
      method: 'appRole',
      mount: 'approle',
      roleId,
      secretId: secret,
    });

    const accepted: Record<string, () => Promise<VaultLogin>> = {
      token: async () => await byPolicy(),
      appRole: async () => byAppRole(secretId),
      jwt: async () => await byFile('jwt', jwt('vault')),
      kubernetes: async () =>
        await byFile('kubernetes', await serviceAccount('keyward')),
    };
    for (const [name, login] of Object.entries(accepted)) {
      const { report, isWhole } = await look(await login());
      expect([name, report.state, report.problems]).toEqual([name, 'live', []]);
      expect([name, isWhole('kv secret')]).toEqual([name, true]);
    }

    const refused: Record<string, () => Promise<VaultLogin>> = {
      token: async () => byToken('hvs.of-nobody'),
      appRole: async () => byAppRole('of-nobody'),
      audience: async () => await byFile('jwt', jwt('other')),
      signature: async () => await byFile('jwt', jwt('vault', false)),
      'other ServiceAccount': async () =>
        await byFile('kubernetes', await serviceAccount('other')),
      'no token at all': async () => await byFile('kubernetes', ''),
    };
    for (const [name, login] of Object.entries(refused)) {
      const { report, secrets, batches } = await look(await login());
      expect([name, report.state, report.problems]).toEqual([
        name,
        'down',
        [expect.objectContaining({ code: 'unauthorized' })],
      ]);
      // Whatever was known before stays.
      expect([name, secrets]).toEqual([name, []]);
      expect([
        name,
        batches.filter(each => each.complete && each.stream !== 'server'),
      ]).toEqual([name, []]);
      expect(JSON.stringify(report)).not.toContain('of-nobody');
    }
  });

  it('logs in again before a token ends, and after one was revoked', async () => {
    const run = async (
      role: string,
      looks: number,
      after: (count: number, token: string) => Promise<void>,
    ) => {
      const path = `auth/approle/role/${role}`;
      const roleId = (await root('GET', `${path}/role-id`)).data.role_id;
      const secretId = (await root('POST', `${path}/secret-id`)).data.secret_id;
      const controller = new AbortController();
      const states: (string | undefined)[] = [];
      const before = spy.seen.length;
      const logins = () =>
        spy.seen
          .slice(before)
          .filter(({ path: asked }) => asked === '/v1/auth/approle/login');
      await new VaultSource({
        id: 'main',
        title: 'main',
        address: spy.url,
        ca: vault.ca,
        login: { method: 'appRole', mount: 'approle', roleId, secretId },
        mounts: ['kv'],
        everyMs: 300,
      }).run({
        signal: controller.signal,
        cursors: {},
        apply: async () => {},
        report: async ({ state }) => {
          states.push(state);
          const { auth } = JSON.parse(logins().at(-1)!.answer);
          await after(states.length, auth.client_token);
          if (states.length === looks) {
            controller.abort();
          }
        },
      });
      return { states, logins: logins().length };
    };
    await root('POST', 'auth/approle/role/brief', {
      token_policies: ['keyward'],
      token_ttl: '2s',
      token_max_ttl: '2s',
    });
    const brief = await run('brief', 12, async () => {});
    expect(brief.states).toEqual(Array(12).fill('live'));
    expect(brief.logins).toBeGreaterThanOrEqual(3);

    const revoked = await run('keyward', 5, async (count, token) => {
      if (count === 2) {
        await root('POST', 'auth/token/revoke', { token });
      }
    });
    // One look finds it revoked, and the next one has another.
    expect(revoked).toEqual({
      states: ['live', 'live', 'down', 'live', 'live'],
      logins: 2,
    });
  });

  it('judges Kubernetes auth roles', async () => {
    const roles: Record<string, [role: object, findings: string[]]> = {
      keyward: [
        {
          bound_service_account_names: ['keyward'],
          bound_service_account_namespaces: ['keyward'],
          audience: 'vault',
          token_policies: ['keyward'],
        },
        [],
      ],
      'no-audience': [
        {
          bound_service_account_names: ['api'],
          bound_service_account_namespaces: ['shop'],
          token_policies: ['shop'],
        },
        ['vault-role-audience low'],
      ],
      anybody: [
        {
          bound_service_account_names: ['*'],
          bound_service_account_namespaces: ['*'],
          audience: 'vault',
          token_policies: ['shop'],
        },
        ['vault-role-wide critical'],
      ],
      'any-namespace': [
        {
          bound_service_account_names: ['api'],
          bound_service_account_namespaces: ['*'],
          audience: 'vault',
          token_policies: ['shop'],
        },
        ['vault-role-wide high'],
      ],
      harmless: [
        {
          bound_service_account_names: ['*'],
          bound_service_account_namespaces: ['shop'],
          audience: 'vault',
          token_policies: ['default'],
        },
        [],
      ],
    };
    for (const [name, [role]] of Object.entries(roles)) {
      await root('DELETE', `auth/kubernetes/role/${name}`).catch(() => {});
      await root('POST', `auth/kubernetes/role/${name}`, role);
    }
    const { resources, report } = await look(await byPolicy());
    expect(report.state).toBe('live');
    const found = resources.filter(({ kind }) => kind === 'vault-role');
    expect(
      Object.fromEntries(
        found.map(role => [
          role.name,
          vaultRules
            .filter(({ about }) => about.kinds.includes(role.kind))
            .flatMap(rule =>
              rule
                .judge(
                  { ...role, attributes: role.attributes! } as never,
                  { now: new Date().toISOString() } as never,
                )
                .verdicts.map(({ severity }) => `${rule.id} ${severity}`),
            ),
        ]),
      ),
    ).toEqual(
      Object.fromEntries(
        Object.entries(roles).map(([name, [, findings]]) => [name, findings]),
      ),
    );
    for (const path of ['auth/+/role', 'auth/+/role/*']) {
      const less = await look(
        await byPolicy(policy.replace(`path "${path}" {`, 'path "none" {')),
      );
      expect(less.report).toMatchObject({
        state: 'degraded',
        problems: [{ code: 'forbidden' }],
      });
      expect(less.isWhole('roles')).toBe(false);
      expect(less.isWhole('kv secret')).toBe(true);
    }
  });

  it('knows which roles read which secrets, as their ServiceAccounts do', async () => {
    const { accessor } = (await root('GET', 'sys/auth')).data['kubernetes/'];
    const own = `{{identity.entity.aliases.${accessor}.metadata.service_account_name}}`;
    const policies: Record<string, string> = {
      'reads-all': 'path "secret/*" { capabilities = ["read"] }',
      'reads-some': `
        path "secret/data/+/db" { capabilities = ["read"] }
        path "kv/team/*" { capabilities = ["read", "list"] }`,
      'reads-own': `path "secret/data/${own}/*" { capabilities = ["read"] }`,
      'reads-but-one': `
        path "secret/data/*" { capabilities = ["read"] }
        path "secret/data/prod/*" { capabilities = ["deny"] }`,
      'reads-none': 'path "secret/metadata/*" { capabilities = ["read"] }',
    };
    const paths: Record<string, string> = {
      'secret/data/prod/db': 'vault:main/secret/prod/db',
      'secret/data/reads-own/key': 'vault:main/secret/reads-own/key',
      'secret/data/reads-all/key': 'vault:main/secret/reads-all/key',
      'kv/db': 'vault:main/kv/db',
      'kv/team/api': 'vault:main/kv/team/api',
    };
    for (const path of Object.keys(paths)) {
      await write(path, ['token']);
    }
    for (const [name, text] of Object.entries(policies)) {
      await root('PUT', `sys/policies/acl/${name}`, { policy: text });
      await root('POST', `auth/kubernetes/role/${name}`, {
        bound_service_account_names: [name],
        bound_service_account_namespaces: ['keyward'],
        token_policies: [name],
      });
    }
    const { secrets, resources } = await look(await byPolicy());
    const found = new Map(secrets.map(each => [each.ref, each]));
    for (const name of Object.keys(policies)) {
      const { auth } = await root('POST', 'auth/kubernetes/login', {
        role: name,
        jwt: await cluster().createServiceAccountToken('keyward', name),
      });
      for (const [path, ref] of Object.entries(paths)) {
        const { status } = await vault
          .client({ token: auth.client_token })
          .request('GET', `/v1/${path}`);
        expect([
          name,
          path,
          found.get(ref)!.attributes!.kubernetesRolesThatRead,
        ]).toEqual([
          name,
          path,
          (status === 200 ? expect : expect.not).arrayContaining([
            `kubernetes/${name}: ${name} of keyward`,
          ]),
        ]);
      }
    }
    expect(
      Object.fromEntries(
        resources
          .filter(({ name }) => Object.hasOwn(policies, name))
          .map(({ name, attributes }) => [name, attributes!.readsAllOf]),
      ),
    ).toEqual({
      'reads-all': ['secret'],
      'reads-some': [],
      'reads-own': [],
      'reads-but-one': ['secret'],
      'reads-none': [],
    });
    for (const name of Object.keys(policies)) {
      await root('DELETE', `auth/kubernetes/role/${name}`);
    }
  });

  it('takes nothing for gone of an engine that it may not list', async () => {
    await mountVersion2('closed');
    await write('secret/data/prod/db', ['password']);
    await root('POST', 'closed/data/db', { data: { password: VALUE } });
    const { report, isWhole, secrets } = await look(await byPolicy());
    expect(report).toMatchObject({
      state: 'degraded',
      problems: [
        {
          code: 'forbidden',
          message: 'The engine closed may not be listed',
          remedy: expect.stringContaining(
            'path "closed/metadata/*" { capabilities = ["list", "read"] }',
          ),
        },
      ],
    });
    expect(report.followedTo).toBeUndefined();
    expect(isWhole('kv closed')).toBe(false);
    expect(isWhole('kv secret')).toBe(true);
    expect(isWhole('kv kv')).toBe(true);
    expect(isWhole('roles')).toBe(true);
    expect(secrets.map(({ ref }) => ref)).toContain(
      'vault:main/secret/prod/db',
    );
    await root('DELETE', 'sys/mounts/closed');
  });

  it.each<[string, () => Partial<VaultSettings>]>([
    ['another authority', () => ({ ca: cluster().caData })],
    ['no authority', () => ({ ca: undefined })],
    ['nobody there', () => ({ address: 'https://127.0.0.1:9' })],
  ])(
    'says nothing of a Vault with %s, and of another all',
    async (_, wrong) => {
      const login = await byPolicy();
      const [broken, healthy] = await Promise.all([
        look(login, { id: 'broken', ...wrong() }),
        look(login),
      ]);
      expect(broken.report).toMatchObject({
        state: 'down',
        problems: [{ code: 'unreachable' }],
      });
      expect(broken.batches).toEqual([]);
      expect(healthy.report).toMatchObject({ state: 'live', problems: [] });
    },
  );
});
