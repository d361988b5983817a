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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dumpOf } from '../__testUtils__/dumpOf';
import { runInProcess } from '../__testUtils__/runInProcess';

type Json = Record<string, unknown>;

function event(overrides: Json = {}): Json {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: String(Math.random()),
    stage: 'ResponseComplete',
    verb: 'get',
    user: { username: 'ann' },
    sourceIPs: ['192.0.2.1'],
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-06-30T10:00:00.000000Z',
    ...overrides,
  };
}

const boundTo = (name: string) => ({
  username: 'system:serviceaccount:shop:checkout',
  extra: { 'authentication.kubernetes.io/pod-name': [name] },
});
const lines = (...events: unknown[]) =>
  events.map(each => `${JSON.stringify(each)}\n`).join('');

const CLUSTER = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'checkout-1', namespace: 'shop', uid: 'p1' },
    spec: {
      nodeName: 'node-1',
      serviceAccountName: 'checkout',
      containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'db' } }] }],
    },
    status: {
      phase: 'Running',
      podIP: '10.1.0.7',
      startTime: '2026-06-30T09:00:00Z',
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'cart-1', namespace: 'shop', uid: 'p2' },
    spec: { nodeName: 'node-1', containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      podIP: '10.1.0.8',
      startTime: '2026-06-30T09:00:00Z',
    },
  },
];

describe('keyward who-read', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-who-read-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const file = async (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };

  it('prints who read which secret, the latest first, and of which time it knows', async () => {
    const { code, stdout, stderr } = await runInProcess(['who-read', '-'], {
      stdin: lines(
        event(),
        event({ requestReceivedTimestamp: '2026-06-30T11:00:00.000000Z' }),
        event({ user: boundTo('checkout-1') }),
        event({
          user: { username: 'eve' },
          responseStatus: { code: 403 },
          requestReceivedTimestamp: '2026-06-30T09:00:00.000000Z',
        }),
        event({
          verb: 'list',
          objectRef: { resource: 'secrets' },
          user: { username: 'system:serviceaccount:ops:backup' },
          requestReceivedTimestamp: '2026-06-30T10:30:00.000000Z',
        }),
        event({ objectRef: { resource: 'configmaps', namespace: 'shop' } }),
        event({ responseStatus: { code: 404 }, user: { username: 'bob' } }),
      ),
    });
    expect(stdout).toMatchInlineSnapshot(`
"SECRET   READER                        POD              GRADE              READS  DENIED  LAST
shop/db  User ann                                       person             2      0       2026-06-30T11:00:00.000Z
*/*      ServiceAccount ops/backup                      no-pod-of-account  1      0       2026-06-30T10:30:00.000Z
shop/db  ServiceAccount shop/checkout  shop/checkout-1  exact              1      0       2026-06-30T10:00:00.000Z
shop/db  User eve                                       person             0      1       2026-06-30T09:00:00.000Z
"
`);
    expect(stderr).toBe(
      '7 entries, those about secrets from 2026-06-30T09:00:00.000Z to 2026-06-30T11:00:00.000Z; of other times the logs tell nothing.\n',
    );
    expect(code).toBe(0);
  });

  it('tells the pods by a dump: of a node, and of an address in Vault', async () => {
    const dump = await file('prod.dump', await dumpOf(CLUSTER));
    const { stdout } = await runInProcess(
      ['who-read', '-', '--dump', dump, '--format', 'json'],
      {
        stdin: lines(event({ user: { username: 'system:node:node-1' } }), {
          time: '2026-06-30T10:00:01Z',
          type: 'response',
          auth: {
            display_name: 'kubernetes-shop-checkout',
            metadata: {
              service_account_name: 'checkout',
              service_account_namespace: 'shop',
            },
          },
          request: {
            id: '1',
            operation: 'read',
            mount_point: 'secret/',
            mount_type: 'kv',
            path: 'secret/data/shop/db',
            remote_address: '10.1.0.7',
          },
          response: { data: { data: { a: 'hmac-sha256:1' } } },
        }),
      },
    );
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      coverage: {
        first: '2026-06-30T10:00:00.000Z',
        last: '2026-06-30T10:00:01.000Z',
        refused: 0,
      },
      reads: [
        expect.objectContaining({
          secret: 'vault:secret/shop/db',
          pods: ['shop/checkout-1'],
          grade: 'probable',
          reason: 'address-of-pod',
        }),
        expect.objectContaining({
          secret: 'shop/db',
          subject: 'Node node-1',
          pods: ['shop/checkout-1'],
          grade: 'transitive',
          reason: 'mounted-on-node',
        }),
      ],
    });
  });

  it('answers for one secret, with what reads all in a range that it is in', async () => {
    const stdin = lines(
      event(),
      event({ user: { username: 'bob' }, objectRef: { resource: 'secrets' } }),
      event({
        user: { username: 'cem' },
        objectRef: { resource: 'secrets', namespace: 'shop' },
      }),
      event({
        user: { username: 'dan' },
        objectRef: { resource: 'secrets', namespace: 'other' },
      }),
      event({
        user: { username: 'eve' },
        objectRef: { resource: 'secrets', namespace: 'shop', name: 'tls' },
      }),
    );
    const { stdout } = await runInProcess(
      ['who-read', '-', '--secret', 'shop/db', '--format', 'json'],
      { stdin },
    );
    expect(
      JSON.parse(stdout).reads.map(({ subject }: Json) => subject),
    ).toEqual(['User bob', 'User cem', 'User ann']);
  });

  it('counts what was sent twice once, and a watch by its begin', async () => {
    const twice = event();
    const watch = event({ verb: 'watch', stage: 'ResponseStarted' });
    const { stdout } = await runInProcess(
      ['who-read', '-', '--format', 'json'],
      {
        stdin: lines(twice, twice, watch, {
          ...watch,
          stage: 'ResponseComplete',
        }),
      },
    );
    expect(JSON.parse(stdout).reads).toEqual([
      expect.objectContaining({ reads: 2 }),
    ]);
  });

  it('counts each watch, also of an id that was used before', async () => {
    const watch = event({
      auditID: 'chosen',
      verb: 'watch',
      stage: 'ResponseStarted',
      objectRef: { resource: 'secrets', namespace: 'own' },
    });
    const { stdout } = await runInProcess(
      ['who-read', '-', '--format', 'json'],
      {
        stdin: lines(watch, {
          ...watch,
          objectRef: { resource: 'secrets', namespace: 'kube-system' },
          requestReceivedTimestamp: '2026-06-30T10:05:00.000000Z',
        }),
      },
    );
    expect(JSON.parse(stdout).reads).toEqual([
      expect.objectContaining({ secret: 'kube-system/*', reads: 1 }),
      expect.objectContaining({ secret: 'own/*', reads: 1 }),
    ]);
  });

  it('names no pod for being the only one of a dump, nor at the address of another', async () => {
    const dump = await file('some.dump', await dumpOf(CLUSTER));
    const account = { username: 'system:serviceaccount:shop:checkout' };
    const { stdout } = await runInProcess(
      ['who-read', '-', '--dump', dump, '--format', 'json'],
      {
        stdin: lines(
          event({ user: account, sourceIPs: ['192.0.2.1'] }),
          event({ user: account, sourceIPs: ['10.1.0.8'] }),
        ),
      },
    );
    expect(
      JSON.parse(stdout).reads.map(({ pods, reason }: Json) => [pods, reason]),
    ).toEqual([
      [[], 'gone-pods-not-known'],
      [[], 'address-of-another'],
    ]);
  });

  it('reads compressed files, and several', async () => {
    const one = await file('a.log.gz', gzipSync(lines(event(), event())));
    const two = await file('b.log', lines(event()));
    const { stdout, code } = await runInProcess([
      'who-read',
      one,
      two,
      '--format',
      'csv',
    ]);
    expect(stdout).toBe(
      'secret,reader,pod,grade,reads,denied,last\r\nshop/db,User ann,,person,3,0,2026-06-30T10:00:00.000Z\r\n',
    );
    expect(code).toBe(0);
    const broken = await file(
      'c.log.gz',
      gzipSync(lines(event())).subarray(0, 60),
    );
    const failed = await runInProcess(['who-read', broken]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(broken);
  });

  it('says what it could not read, without quoting it, and that values are in the log', async () => {
    const { code, stdout, stderr } = await runInProcess(['who-read', '-'], {
      stdin: `${lines(
        event({ responseObject: { data: { password: 'Tr0ub4dor' } } }),
      )}{"password":"Tr0ub4dor\n`,
    });
    expect(code).toBe(1);
    expect(stdout).toContain('shop/db');
    expect(stderr).toContain('1 entries could not be read');
    expect(stderr).toContain(
      'standard input, line 2: it is not JSON, but looks like {"aaaaaaaa":"aa0aa0aaa',
    );
    expect(stderr).toContain('standard input, line 1: the log holds bodies');
    expect(stdout + stderr).not.toContain('Tr0ub4dor');
  });

  it('does not take impersonation for the pod that somebody names', async () => {
    const { stdout } = await runInProcess(['who-read', '-'], {
      stdin: lines(event({ impersonatedUser: boundTo('checkout-1') })),
    });
    expect(stdout).toContain('ServiceAccount shop/checkout (by User ann)');
    expect(stdout).toContain('impersonated');
  });

  it.each([
    [['--secret', 'db'], 'This names no secret'],
    [['--since', 'yesterday'], 'This is no instant'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runInProcess(['who-read', '-', ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
