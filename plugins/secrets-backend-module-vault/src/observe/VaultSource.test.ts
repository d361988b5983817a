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

import type { SourceReport } from '@keyward/backstage-plugin-secrets-node';
import { FakeVault } from '../__testUtils__/FakeVault';
import { lookOnce } from '../__testUtils__/lookOnce';
import type { VaultLogin, VaultSettings } from '../config';
import { VaultSource } from './VaultSource';

const FIRST = '2026-01-02T03:04:05.123456789Z';
const SECOND = '2026-02-03T04:05:06.5Z';
const TOKEN = 'hvs.s3cr3t-canary';

describe('VaultSource', () => {
  const vault = new FakeVault();

  beforeAll(async () => {
    await vault.start();
  });

  beforeEach(() => {
    vault.serve();
  });

  afterAll(async () => {
    await vault.stop();
  });

  async function look(
    login: VaultLogin = { method: 'token', token: TOKEN },
    address = vault.address,
    mounts?: string[],
    nodes?: string[],
    clusters?: VaultSettings['clusters'],
  ) {
    const seen = await lookOnce(
      new VaultSource({
        id: 'main',
        title: 'main',
        address,
        nodes,
        login,
        everyMs: 60_000,
        mounts,
        clusters,
      }),
    );
    expect(JSON.stringify([seen.batches, seen.report])).not.toContain(
      's3cr3t-canary',
    );
    return seen;
  }

  it('observes secrets of KV version 2 by their metadata', async () => {
    vault.list('secret/metadata/', 'prod/', 'root');
    vault.list('secret/metadata/prod/', 'db');
    vault.secret('prod/db', {
      written: [FIRST, SECOND],
      keys: ['username', 'password'],
      custom: { 'keyward.io/owner': 'group:default/payments', note: 'none' },
    });
    vault.secret('root', { written: [FIRST, SECOND], keys: ['token'] });
    const { secrets, report, isWhole } = await look();
    expect(report).toMatchObject({ state: 'live', problems: [] });
    expect(isWhole('kv secret')).toBe(true);
    expect(secrets).toHaveLength(2);
    expect(secrets.find(({ name }) => name === 'db')).toMatchObject({
      ref: 'vault:main/secret/prod/db',
      location: ['secret', 'prod'],
      class: 'password',
      keyCount: 2,
      keys: [
        {
          name: 'username',
          age: {
            earliest: '2026-01-02T03:04:05.123Z',
            latest: '2026-02-03T04:05:06.500Z',
            basis: 'source',
          },
        },
        { name: 'password', class: 'password' },
      ],
      annotations: [
        {
          key: 'keyward.io/owner',
          length: 22,
          value: 'group:default/payments',
        },
        { key: 'note', length: 4 },
      ],
      attributes: { engine: 'kv-2', state: 'live', currentVersion: 2 },
    });
    // The value of an only key was written when its version was.
    expect(secrets.find(({ name }) => name === 'root')!.keys[0].age).toEqual({
      earliest: '2026-02-03T04:05:06.500Z',
      latest: '2026-02-03T04:05:06.500Z',
      basis: 'source',
    });
  });

  it('asks no path that answers with values', async () => {
    vault.list('secret/metadata/', 'db');
    vault.secret('db', { written: [FIRST], keys: ['password'] });
    vault.answers.set('GET sys/mounts', {
      data: {
        'secret/': { type: 'kv', options: { version: '2' } },
        'old/': { type: 'kv', options: { version: '1' } },
      },
    });
    vault.list('old/', 'key', 'more/');
    vault.list('old/more/', 'key');
    const { secrets } = await look();
    expect(secrets.map(({ ref }) => ref).sort()).toEqual([
      'vault:main/old/key',
      'vault:main/old/more/key',
      'vault:main/secret/db',
    ]);
    for (const { request } of vault.asked) {
      expect(request).toMatch(
        /^(GET (sys\/([a-z]+|storage\/raft\/autopilot\/state)|secret\/(metadata|subkeys)\/[^?]+(\?depth=1)?)|LIST [^?]*\/\?list=true)$/,
      );
    }
    expect(
      secrets
        .filter(({ location }) => location[0] === 'old')
        .flatMap(({ keys }) => keys),
    ).toEqual([]);
  });

  describe('where the engines may not be read', () => {
    beforeEach(() => {
      vault.answers.set('GET sys/mounts', 403);
      vault.list('old/', 'metadata/', 'db');
      vault.list('old/metadata/', 'x');
      vault.answers.set('GET old/metadata/x', {
        data: { password: 's3cr3t-canary' },
      });
    });
    const lookAt = (...mounts: string[]) => look(undefined, undefined, mounts);
    const tell = (path: string, version: string | undefined, type = 'kv') =>
      vault.answers.set(`GET sys/internal/ui/mounts/${path}`, {
        data: { path: `${path}/`, type, options: version && { version } },
      });

    it('reads no engine of which the version is not known', async () => {
      vault.answers.set('GET sys/internal/ui/mounts/old', 403);
      const { secrets, report } = await lookAt('old');
      expect(secrets).toEqual([]);
      expect(report.problems!.map(({ message }) => message)).toContain(
        'The engine old is not read, as it is not known whether it is of KV version 1, where a read answers with values',
      );
      expect(
        vault.asked.filter(({ request }) => request.includes(' old/')),
      ).toEqual([]);
    });

    it.each(['1', undefined])(
      'lists one of version %s alone',
      async version => {
        tell('old', version);
        const { secrets } = await lookAt('old');
        expect(secrets.map(({ ref }) => ref).sort()).toEqual([
          'vault:main/old/db',
          'vault:main/old/metadata/x',
        ]);
        expect(
          vault.asked.filter(({ request }) => request.startsWith('GET old')),
        ).toEqual([]);
      },
    );

    it('reads metadata of one that is of version 2', async () => {
      tell('secret', '2');
      vault.list('secret/metadata/', 'db');
      vault.secret('db', { written: [FIRST], keys: ['password'] });
      const { secrets } = await lookAt('secret');
      expect(secrets).toMatchObject([
        { ref: 'vault:main/secret/db', keyCount: 1 },
      ]);
    });

    it('says of a path that it is none of a KV engine', async () => {
      tell('database', undefined, 'database');
      // As Vault answers about a path inside an engine.
      vault.answers.set('GET sys/internal/ui/mounts/secret/prod', {
        data: { path: 'secret/', type: 'kv', options: { version: '2' } },
      });
      const { report } = await lookAt('database', 'secret/prod');
      expect(report.problems!.map(({ message }) => message)).toEqual(
        expect.arrayContaining([
          'There is no KV engine at database, which is configured',
          'There is no KV engine at secret/prod, which is configured',
        ]),
      );
      expect(
        vault.asked.filter(({ request }) =>
          / (secret|database)\//.test(request),
        ),
      ).toEqual([]);
    });
  });

  it('knows the age of KV version 1 and of unread metadata as unknown', async () => {
    vault.list('secret/metadata/', 'db', 'other');
    vault.answers.set('GET secret/metadata/db', 403);
    vault.answers.set('GET secret/subkeys/db', 403);
    vault.secret('other', { written: [FIRST], keys: ['password'] });
    const { secrets, report, isWhole } = await look();
    expect(secrets.find(({ name }) => name === 'db')).toMatchObject({
      keys: [],
      attributes: { state: 'unknown' },
    });
    expect(
      secrets
        .find(({ name }) => name === 'other')!
        .keys.map(({ name }) => name),
    ).toEqual(['password']);
    expect(report.state).toBe('degraded');
    expect(report.problems).toMatchObject([
      {
        code: 'forbidden',
        message:
          'The metadata of 1 secrets in the engine secret may not be read: their ages are not known',
      },
    ]);
    expect(isWhole('kv secret')).toBe(true);
  });

  it('takes nothing for deleted that it may not list', async () => {
    vault.list('secret/metadata/', 'prod/', 'db');
    vault.answers.set('LIST secret/metadata/prod/', 403);
    vault.secret('db', { written: [FIRST], keys: ['password'] });
    const folder = await look();
    expect(folder.isWhole('kv secret')).toBe(false);
    expect(folder.secrets).toHaveLength(1);
    expect(folder.report.problems![0].message).toContain('listed: prod');

    vault.answers.set('LIST secret/metadata/', 403);
    const engine = await look();
    expect(engine.isWhole('kv secret')).toBe(false);
    expect(engine.isWhole('engines')).toBe(true);
    expect(engine.report).toMatchObject({ state: 'degraded' });
    expect(engine.report.problems![0].remedy).toContain(
      'path "secret/metadata/*" { capabilities = ["list", "read"] }',
    );
    expect(engine.report.followedTo).toBeUndefined();
  });

  it.each([
    [
      { initialized: true, sealed: true, standby: true },
      { code: 'sealed' },
      { isSealed: true, leader: 'unknown' },
    ],
    [
      { initialized: false, sealed: true, standby: true },
      { code: 'not-initialized' },
      { isInitialized: false },
    ],
    [
      { initialized: true, sealed: false, standby: true },
      { code: 'no-leader' },
      { leader: 'no' },
    ],
  ])('is down, and says why, with %j', async (health, problem, attributes) => {
    vault.answers.set('GET sys/health', health);
    vault.answers.set('GET sys/leader', {
      ha_enabled: true,
      is_self: false,
      leader_address: '',
    });
    const { report, resources, batches } = await look();
    expect(report).toMatchObject({ state: 'down', problems: [problem] });
    expect(resources).toMatchObject([{ kind: 'vault-server', attributes }]);
    expect(batches.map(({ stream }) => stream)).toEqual(['server', 'server']);
  });

  it('is healthy by a standby that names a leader', async () => {
    vault.answers.set('GET sys/health', {
      initialized: true,
      sealed: false,
      standby: true,
    });
    vault.answers.set('GET sys/leader', {
      ha_enabled: true,
      is_self: false,
      leader_address: 'https://vault-1:8200',
    });
    const { report } = await look();
    expect(report.state).toBe('live');
  });

  it('leaves out what was deleted since it was listed', async () => {
    vault.list('secret/metadata/', 'db', 'gone');
    vault.secret('db', { written: [FIRST], keys: ['password'] });
    const { report, secrets } = await look();
    expect(secrets.map(({ name }) => name)).toEqual(['db']);
    expect(report).toMatchObject({ state: 'live', problems: [] });
  });

  describe('by a standby that hands no request on', () => {
    const named = new FakeVault();

    beforeAll(async () => {
      await named.start();
    });

    beforeEach(() => {
      named.serve();
      vault.answers.set('GET sys/health', {
        initialized: true,
        sealed: false,
        standby: true,
      });
      vault.answers.set('GET sys/leader', {
        ha_enabled: true,
        is_self: false,
        leader_address: named.address,
      });
    });

    afterAll(async () => {
      await named.stop();
    });

    const lookAt = async (nodes?: string[], login?: VaultLogin) =>
      await look(login, vault.address, undefined, nodes);

    it.each([307, 500, 503])(
      'does not know of a leader that it may not ask, after %d',
      async status => {
        vault.answers.set('GET sys/audit', status);
        const { report, resources } = await lookAt();
        expect(report).toMatchObject({
          state: 'down',
          problems: [{ code: 'leader-unknown' }],
        });
        expect(report.problems).toHaveLength(1);
        expect(resources).toMatchObject([
          { attributes: { leader: 'unknown' } },
        ]);
        expect(named.asked).toEqual([]);
      },
    );

    it('does not know of it where a login is not handed on', async () => {
      vault.answers.set('POST auth/approle/login', 307);
      const { report } = await lookAt([], {
        method: 'appRole',
        mount: 'approle',
        roleId: 'keyward',
        secretId: TOKEN,
      });
      expect(report.problems).toMatchObject([{ code: 'leader-unknown' }]);
    });

    it.each([
      ['is a standby', { initialized: true, sealed: false, standby: true }],
      ['is sealed', { initialized: true, sealed: true, standby: false }],
      ['fails', 503],
    ])('has none where the one that it names %s', async (_, health) => {
      vault.answers.set('GET sys/audit', 307);
      named.answers.set('GET sys/health', health);
      const { report, resources } = await lookAt([named.address]);
      expect(report).toMatchObject({
        state: 'down',
        problems: [{ code: 'no-leader' }],
      });
      expect(report.problems).toHaveLength(1);
      expect(resources).toMatchObject([{ attributes: { leader: 'no' } }]);
      expect(named.asked).toEqual([
        { request: 'GET sys/health', token: undefined },
      ]);
    });

    it('has none where the one that it names cannot be reached', async () => {
      vault.answers.set('GET sys/audit', 307);
      const gone = 'http://127.0.0.1:9';
      vault.answers.set('GET sys/leader', { leader_address: `${gone}/` });
      const { report } = await lookAt([gone]);
      expect(report.problems).toMatchObject([{ code: 'no-leader' }]);
    });

    it('has one that says so itself', async () => {
      vault.answers.set('GET sys/audit', 500);
      const { report, resources } = await lookAt([named.address]);
      expect(report.state).toBe('live');
      expect(resources[0]).toMatchObject({ attributes: { leader: 'yes' } });
      expect(named.asked).toEqual([
        { request: 'GET sys/health', token: undefined },
      ]);
    });

    it('is not doubted where it hands requests on', async () => {
      const { report } = await lookAt([named.address]);
      expect(report.state).toBe('live');
      expect(named.asked).toEqual([]);
    });
  });

  it('warns of peers that are lost until it knows that they are not', async () => {
    const peers = (...lost: string[]) => ({
      data: {
        failure_tolerance: 1 - lost.length,
        servers: Object.fromEntries(
          ['a', 'b', 'c'].map(name => [
            name,
            { name, healthy: !lost.includes(name), node_status: 'alive' },
          ]),
        ),
      },
    });
    const looks: (object | number)[] = [peers('c'), 403, peers()];
    const autopilot = 'GET sys/storage/raft/autopilot/state';
    vault.answers.set(autopilot, () => looks.shift()!);
    const controller = new AbortController();
    const reports: SourceReport[] = [];
    const source = new VaultSource({
      id: 'main',
      title: 'main',
      address: vault.address,
      login: { method: 'token', token: TOKEN },
      everyMs: 1,
    });
    await source.run({
      signal: controller.signal,
      cursors: {},
      apply: async () => {},
      report: async report => {
        reports.push(report);
        if (looks.length === 0) {
          controller.abort();
        }
      },
    });
    const lost = {
      code: 'raft-peer-lost',
      message: '1 of 3 peers of the storage of Vault main does not answer: c',
      isOutage: true,
    };
    expect(
      reports.map(({ state, warnings }) => [
        state,
        warnings!.filter(({ code }) => code !== 'forbidden'),
      ]),
    ).toEqual([
      ['live', [expect.objectContaining(lost)]],
      ['live', [expect.objectContaining(lost)]],
      ['live', []],
    ]);
  });

  it('reads the others where one engine fails', async () => {
    vault.answers.set('GET sys/mounts', {
      data: {
        'broken/': { type: 'kv', options: { version: '2' } },
        'secret/': { type: 'kv', options: { version: '2' } },
      },
    });
    vault.answers.set('LIST broken/metadata/', 400);
    vault.list('secret/metadata/', 'db');
    vault.secret('db', { written: [FIRST], keys: ['password'] });
    const { report, secrets, isWhole } = await look();
    expect(secrets.map(({ ref }) => ref)).toEqual(['vault:main/secret/db']);
    expect(isWhole('kv broken')).toBe(false);
    expect(isWhole('kv secret')).toBe(true);
    expect(report).toMatchObject({
      state: 'degraded',
      problems: [
        {
          code: 'failed',
          message: 'Vault main: broken/metadata/ answered 400',
        },
      ],
    });
  });

  it('does not know how many audit devices there are without sudo', async () => {
    const { resources } = await look();
    expect(resources[0].attributes).toMatchObject({ auditDevices: 2 });
    vault.answers.set('GET sys/audit', 403);
    const { resources: unknown } = await look();
    expect(unknown[0].attributes).not.toHaveProperty('auditDevices');
  });

  it('observes roles of Kubernetes auth methods', async () => {
    vault.answers.set('GET sys/auth', {
      data: { 'k8s/': { type: 'kubernetes' }, 'token/': { type: 'token' } },
    });
    vault.list('auth/k8s/role/', 'payments');
    vault.answers.set('GET auth/k8s/role/payments', {
      data: {
        bound_service_account_names: ['*'],
        bound_service_account_namespaces: ['payments'],
        token_policies: ['payments-read'],
        token_ttl: 3600,
      },
    });
    const { resources } = await look(
      undefined,
      undefined,
      undefined,
      undefined,
      [{ cluster: 'prod', isDefault: false, authMounts: ['k8s'] }],
    );
    expect(resources.find(({ kind }) => kind === 'vault-role')).toMatchObject({
      accounts: {
        by: 'k8s/payments',
        cluster: 'prod',
        serviceAccounts: ['*'],
        namespaces: ['payments'],
      },
      location: ['k8s'],
      name: 'payments',
      attributes: {
        serviceAccounts: ['*'],
        namespaces: ['payments'],
        policies: ['payments-read'],
        ttlSeconds: 3600,
      },
    });

    // Of whom labels decide, nobody is said not to be there.
    vault.answers.set('GET auth/k8s/role/payments', {
      data: {
        bound_service_account_names: ['api'],
        bound_service_account_namespace_selector: '{"matchLabels":{"a":"b"}}',
      },
    });
    const { resources: selected } = await look();
    const role = selected.find(({ kind }) => kind === 'vault-role');
    expect(role).toMatchObject({ name: 'payments' });
    expect(role).not.toHaveProperty('accounts');
  });

  it('knows which roles read which secrets by their policies', async () => {
    vault.answers.set('GET sys/auth', {
      data: { 'k8s/': { type: 'kubernetes', accessor: 'auth_kubernetes_1' } },
    });
    const roles: Record<string, { policies: string[]; names?: string[] }> = {
      all: { policies: ['all'] },
      own: { policies: ['own'], names: ['api', 'worker'] },
      'own-of-any': { policies: ['own'], names: ['*'] },
      none: { policies: ['missing'] },
      odd: { policies: ['odd'] },
    };
    vault.list('auth/k8s/role/', ...Object.keys(roles));
    for (const [name, { policies, names = ['api'] }] of Object.entries(roles)) {
      vault.answers.set(`GET auth/k8s/role/${name}`, {
        data: {
          bound_service_account_names: names,
          bound_service_account_namespaces: ['shop'],
          token_policies: policies,
          token_no_default_policy: true,
        },
      });
    }
    const template =
      '{{identity.entity.aliases.auth_kubernetes_1.metadata.service_account_name}}';
    for (const [name, policy] of Object.entries({
      all: 'path "secret/*" { capabilities = ["read"] }\npath "secret/data/closed" { policy = "deny" }',
      own: `path "secret/data/${template}/*" { capabilities = ["read"] }`,
      odd: 'path <<EOF',
    })) {
      vault.answers.set(`GET sys/policies/acl/${name}`, { data: { policy } });
    }
    vault.list('secret/metadata/', 'db', 'closed', 'api/');
    vault.list('secret/metadata/api/', 'key');
    for (const path of ['db', 'closed', 'api/key']) {
      vault.secret(path, { written: [FIRST], keys: ['password'] });
    }
    const { secrets, resources, report } = await look();
    expect(report.state).toBe('live');
    const odd = 'k8s/odd: its policies are not known';
    expect(
      Object.fromEntries(
        secrets.map(({ ref, attributes }) => [
          ref,
          attributes!.kubernetesRolesThatRead,
        ]),
      ),
    ).toEqual({
      'vault:main/secret/db': ['k8s/all: api of shop', odd],
      'vault:main/secret/closed': [odd],
      'vault:main/secret/api/key': [
        'k8s/all: api of shop',
        'k8s/own: api, worker of shop',
        odd,
      ],
    });
    expect(
      Object.fromEntries(
        resources
          .filter(({ kind }) => kind === 'vault-role')
          .map(({ name, attributes }) => [name, attributes!.readsAllOf]),
      ),
    ).toEqual({
      all: ['secret'],
      own: [],
      'own-of-any': [],
      none: [],
      odd: undefined,
    });
  });

  it('asks for no other policy once one may not be read', async () => {
    vault.answers.set('GET sys/auth', {
      data: { 'k8s/': { type: 'kubernetes' } },
    });
    vault.list('auth/k8s/role/', 'a');
    vault.answers.set('GET auth/k8s/role/a', {
      data: { token_policies: ['one', 'two', 'three'] },
    });
    vault.answers.set('GET sys/policies/acl/default', 403);
    const { report, resources } = await look();
    expect(report.state).toBe('live');
    expect(
      resources.find(({ kind }) => kind === 'vault-role')!.attributes,
    ).not.toHaveProperty('readsAllOf');
    expect(
      vault.asked.filter(({ request }) => request.includes('policies')),
    ).toHaveLength(1);
  });

  it('logs in by AppRole, and reports a login that fails', async () => {
    const login: VaultLogin = {
      method: 'appRole',
      mount: 'approle',
      roleId: 'keyward',
      secretId: TOKEN,
    };
    const failed = await look(login);
    expect(failed.report).toMatchObject({
      state: 'down',
      problems: [{ code: 'unauthorized' }],
    });
    vault.answers.set('POST auth/approle/login', 400);
    const refused = await look(login);
    expect(refused.report.problems).toMatchObject([
      {
        code: 'unauthorized',
        message: 'Vault main: auth/approle/login answered 400',
      },
    ]);
    vault.answers.set('POST auth/approle/login', {
      auth: { client_token: 'hvs.of-the-login', lease_duration: 3600 },
    });
    vault.asked.length = 0;
    // What may not be read is no reason to log in again.
    vault.answers.set('GET sys/audit', 403);
    vault.list('secret/metadata/', 'a', 'b', 'c');
    for (const name of ['a', 'b', 'c']) {
      vault.answers.set(`GET secret/metadata/${name}`, 403);
    }
    const { report } = await look(login);
    expect(report.state).toBe('degraded');
    expect(
      vault.asked.filter(({ request }) => request.endsWith('/login')),
    ).toHaveLength(1);
    expect(
      vault.asked
        .filter(({ request }) => request.startsWith('GET sys/mounts'))
        .map(({ token }) => token),
    ).toEqual(['hvs.of-the-login']);
  });

  it('sends no token where an answer redirects to, nor one of the environment', async () => {
    process.env.VAULT_TOKEN = 'of-the-environment';
    try {
      vault.answers.set('GET sys/health', 307);
      const { report } = await look();
      expect(report.state).toBe('down');
      expect(vault.asked).toEqual([
        { request: 'GET sys/health', token: undefined },
      ]);
    } finally {
      delete process.env.VAULT_TOKEN;
    }
  });

  it('follows names that are hostile to the right path only', async () => {
    vault.list(
      'secret/metadata/',
      '..',
      '../',
      '.',
      '/',
      'a b',
      '%2e%2e',
      '{{x}}',
      'über/',
    );
    vault.list('secret/metadata/%C3%BCber/', 'ja');
    for (const path of [
      'a%20b',
      '%252e%252e',
      '%7B%7Bx%7D%7D',
      '%C3%BCber/ja',
    ]) {
      vault.secret(path, { written: [FIRST], keys: ['password'] });
    }
    const { secrets, report } = await look();
    expect(secrets.map(({ name }) => name).sort()).toEqual([
      '%2e%2e',
      'a b',
      'ja',
      '{{x}}',
    ]);
    const paths = vault.asked.map(({ request }) => request);
    expect(paths).toContain('GET secret/metadata/%252e%252e');
    expect(paths).toContain('GET secret/metadata/%7B%7Bx%7D%7D');
    expect(paths.filter(path => /metadata\?|\/x$/.test(path))).toEqual([]);
    expect(report.state).toBe('degraded');
  });

  it('lets nobody who writes to a Vault hide what others have in it', async () => {
    const long = 'ü'.repeat(300);
    vault.list('secret/metadata/', 'db', `${long}/`, 'odd', 'odd/');
    vault.list(`secret/metadata/${encodeURIComponent(long)}/`, 'x');
    vault.secret('db', { written: [FIRST], keys: ['password'] });
    vault.secret(`${encodeURIComponent(long)}/x`, { written: [FIRST] });
    // A name that Vault lists and does not take.
    vault.answers.set('GET secret/metadata/odd', 400);
    vault.answers.set('GET secret/subkeys/odd', 400);
    vault.answers.set('LIST secret/metadata/odd/', 405);
    vault.answers.set('GET sys/auth', {
      data: { 'k8s/': { type: 'kubernetes' } },
    });
    vault.list('auth/k8s/role/', 'many', 'odd');
    const names = Array.from({ length: 2000 }, (_, at) => `namespace-${at}`);
    const role = (namespaces: unknown[]) => ({
      data: {
        bound_service_account_names: ['x'.repeat(2000)],
        bound_service_account_namespaces: namespaces,
        token_policies: ['payments-read'],
      },
    });
    vault.answers.set('GET auth/k8s/role/many', role([...names, '*', 7]));
    vault.answers.set('GET auth/k8s/role/odd', {
      data: { audience: 'x'.repeat(2000) },
    });
    const { secrets, resources, report, isWhole } = await look();
    expect(secrets.map(({ name }) => name).sort()).toEqual(['db', 'odd']);
    expect(report.state).toBe('degraded');
    expect(report.warnings).toMatchObject([
      { code: 'left-out', message: expect.stringContaining('vault-role:') },
      { code: 'left-out', message: expect.stringContaining('vault:main/') },
    ]);
    expect(isWhole('roles')).toBe(true);
    const roles = resources.filter(({ kind }) => kind === 'vault-role');
    expect(roles.map(({ name }) => name)).toEqual(['many']);
    expect(roles[0].attributes?.namespaces).toContain('*');
    expect(JSON.stringify(roles[0].attributes).length).toBeLessThan(10_000);
  });

  it('asks for no path that leads out of where it stands', async () => {
    vault.answers.set('GET sys/auth', {
      data: { 'k8s/': { type: 'kubernetes' } },
    });
    vault.list('auth/k8s/role/', '../../../secret/data/db');
    vault.answers.set('GET secret/data/db', {
      data: { data: { p: 's3cr3t' } },
    });
    await look();
    const asked = vault.asked.map(({ request }) => request);
    expect(asked.filter(each => each.includes('data/db'))).toEqual([]);
  });

  const PAGE = '<html>Please log in: s3cr3t-canary</html>';

  it.each<[string, Parameters<typeof vault.answers.set>[1] | undefined]>([
    ['unreachable', undefined],
    ['bad-answer', PAGE],
    ['bad-answer', ''],
    ['bad-answer', '[1]'],
    ['bad-answer', '{}'],
    ['bad-answer', 502],
    ['bad-answer', { initialized: true, sealed: 'maybe' }],
    ['bad-answer', { initialized: 'no', sealed: false }],
  ])(
    'is down by %s where health is %j, and nothing is said of it',
    async (code, health) => {
      if (health !== undefined) {
        vault.answers.set('GET sys/health', health);
      }
      const address = health === undefined ? 'http://127.0.0.1:9' : undefined;
      const { report, batches } = await look(undefined, address);
      expect(report).toMatchObject({ state: 'down', problems: [{ code }] });
      expect(report.problems![0].remedy).toContain('address');
      expect(batches).toEqual([]);
    },
  );

  describe('by what is no answer of a Vault', () => {
    beforeEach(() => {
      vault.answers.set('GET sys/mounts', {
        data: {
          'secret/': { type: 'kv', options: { version: '2' } },
          'other/': { type: 'kv', options: { version: '2' } },
          'database/': { type: 'database' },
        },
      });
      for (const mount of ['secret', 'other']) {
        vault.list(`${mount}/metadata/`, 'db', 'x/');
        vault.list(`${mount}/metadata/x/`, 'y');
        vault.secret('db', { written: [FIRST], keys: ['p'], mount });
        vault.secret('x/y', { written: [FIRST], keys: ['p'], mount });
      }
      vault.answers.set('GET sys/auth', {
        data: {
          'token/': { type: 'token' },
          'kubernetes/': { type: 'kubernetes' },
        },
      });
      vault.list('auth/kubernetes/role/', 'api');
      vault.answers.set('GET auth/kubernetes/role/api', { data: {} });
      vault.list('database/roles/', 'orders');
      vault.answers.set('GET database/roles/orders', { data: {} });
    });

    it('has all whole otherwise', async () => {
      const { report, isWhole, secrets } = await look();
      expect(report).toMatchObject({ state: 'live', warnings: [] });
      expect(secrets).toHaveLength(4);
      for (const stream of [
        'engines',
        'roles',
        'kv secret',
        'database roles',
        'database config',
      ]) {
        expect([stream, isWhole(stream)]).toEqual([stream, true]);
      }
    });

    it.each([
      ['GET sys/mounts', 'engines'],
      ['GET sys/auth', 'roles'],
      ['LIST auth/kubernetes/role/', 'roles'],
      ['GET auth/kubernetes/role/api', 'roles'],
      ['LIST secret/metadata/', 'kv secret'],
      ['LIST secret/metadata/x/', 'kv secret'],
      ['GET secret/metadata/x/y', 'kv secret'],
      ['LIST database/roles/', 'database roles'],
      ['GET database/roles/orders', 'database roles'],
      ['LIST database/config/', 'database config'],
    ])(
      'takes nothing for gone, nor others for unread: %s',
      async (path, stream) => {
        for (const garbage of [
          PAGE,
          {},
          { data: null },
          { data: [] },
          [],
          '7',
        ]) {
          vault.answers.set(path, garbage);
          const { report, isWhole } = await look();
          const said = [...report.problems!, ...report.warnings!];
          expect([garbage, said.map(({ code }) => code)]).toEqual([
            garbage,
            ['bad-answer'],
          ]);
          expect([garbage, isWhole(stream)]).toEqual([garbage, false]);
          expect(report.state).not.toBe('down');
          expect(isWhole('kv other')).toBe(stream !== 'engines');
        }
      },
    );
  });

  it('waits half a minute for an answer, while others are looked at', async () => {
    vault.answers.set('GET sys/health', 'never');
    const other = new FakeVault();
    await other.start();
    jest.useFakeTimers({
      doNotFake: ['Date', 'nextTick', 'setImmediate', 'queueMicrotask'],
    });
    try {
      const slow = look();
      expect((await look(undefined, other.address)).report.state).toBe('live');
      const wait = async (ms: number) => {
        await jest.advanceTimersByTimeAsync(ms);
        return await Promise.race([slow, 'waits']);
      };
      expect(await wait(29_900)).toBe('waits');
      jest.advanceTimersByTime(200);
      const { report, batches } = await slow;
      expect(report).toMatchObject({
        state: 'down',
        problems: [
          {
            code: 'unreachable',
            message: 'Vault main: sys/health did not answer within 30 s',
          },
        ],
      });
      expect(batches).toEqual([]);
    } finally {
      jest.useRealTimers();
      await other.stop();
    }
  });
});
