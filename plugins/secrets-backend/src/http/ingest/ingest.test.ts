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

import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import type { Knex } from 'knex';
import request from 'supertest';
import { gzipSync } from 'node:zlib';
import { createKeepingLogger } from '../../__testUtils__/logs';
import { object, reference } from '../../__testUtils__/observations';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { AuditIngest } from '../../ingest/audit';
import { AuditTokenStore, DatabaseAuditStore } from '../../store/audit';
import { createIngestRouter } from './createIngestRouter';

jest.setTimeout(60_000);

const NOW = Date.parse('2026-11-29T10:00:10.000Z');
const MOST_BYTES = 1024 * 1024;
const VALUE = 'dmFsdWUtb2YtdGhlLXNlY3JldA==';

/** As kube-apiserver writes it, of a pod that gets a Secret. */
function kubernetesEvent(overrides: object = {}) {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: 'a-1',
    stage: 'ResponseComplete',
    verb: 'get',
    user: {
      username: 'system:serviceaccount:shop:checkout',
      extra: {
        'authentication.kubernetes.io/pod-name': ['checkout-1'],
        'authentication.kubernetes.io/pod-uid': ['pod-uid'],
      },
    },
    sourceIPs: ['10.1.0.7'],
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'db' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-11-29T10:00:00.123456Z',
    annotations: { 'authorization.k8s.io/decision': 'allow' },
    ...overrides,
  };
}

const listOf = (...items: object[]) => ({
  kind: 'EventList',
  apiVersion: 'audit.k8s.io/v1',
  items,
});

const vaultLine = (overrides: object = {}) => ({
  time: '2026-11-29T10:00:00.123456789Z',
  type: 'response',
  auth: { display_name: 'userpass-olga' },
  request: {
    id: 'r-1',
    operation: 'read',
    mount_point: 'secret/',
    mount_type: 'kv',
    path: 'secret/data/shop/db',
    remote_address: '10.1.0.7',
  },
  response: { data: { data: { password: 'hmac-sha256:bb' } } },
  ...overrides,
});

describe.each(databases.eachSupportedId())('Ingest on %s', databaseId => {
  const logged: string[] = [];
  const audited: string[] = [];
  let test: TestInventory;
  let knex: Knex;
  let app: express.Express;
  let token: string;
  let vaultToken: string;
  let store: DatabaseAuditStore;

  beforeAll(async () => {
    test = await createTestInventory(databaseId);
    knex = test.knex;
    await addSource(knex, 'main', 'vault');
    const tokens = new AuditTokenStore({ knex });
    const make = async (sourceId: string) =>
      (await tokens.create({ sourceId, title: 't', createdBy: 'u' }))!.token;
    token = await make('prod');
    vaultToken = await make('main');
    store = new DatabaseAuditStore({ knex, now: () => NOW });
    const auditor = mockServices.auditor.mock({
      async createEvent({ eventId }) {
        return {
          async success() {},
          async fail() {
            audited.push(eventId);
          },
        };
      },
    });
    app = express();
    app.set('trust proxy', 'loopback');
    app.use(
      createIngestRouter({
        auditor,
        ingest: new AuditIngest({
          knex,
          store: { append: batch => store.append(batch) },
          eventsDays: 90,
          now: () => NOW,
        }),
        logger: createKeepingLogger(logged),
        tokens,
        mostBytes: MOST_BYTES,
      }),
    );
    app.use(
      MiddlewareFactory.create({
        config: mockServices.rootConfig(),
        logger: mockServices.logger.mock(),
      }).error(),
    );
  });

  beforeEach(async () => {
    audited.length = 0;
    for (const table of [
      'audit_events',
      'audit_rollups',
      'audit_feeds',
      'audit_hours',
      'audit_names',
    ]) {
      await knex(table).delete();
    }
    store = new DatabaseAuditStore({ knex, now: () => NOW });
  });

  const send = (
    body: string | Buffer | object,
    options: {
      to?: string;
      with?: string | null;
      headers?: Record<string, string>;
      proto?: string;
    } = {},
  ) => {
    const asked = request(app)
      .post(`/audit/ingest/${options.to ?? 'kubernetes'}`)
      .set('x-forwarded-proto', options.proto ?? 'https')
      .set('content-type', 'application/json')
      .set(options.headers ?? {})
      .serialize(each => each as unknown as string);
    if (options.with !== null) {
      asked.set('authorization', `Bearer ${options.with ?? token}`);
    }
    return asked.send(
      typeof body === 'string' || Buffer.isBuffer(body)
        ? body
        : JSON.stringify(body),
    );
  };

  async function storedEvents() {
    const names = new Map(
      (await knex('audit_names')).map(({ id, name }) => [id, name]),
    );
    const rows = await knex('audit_events').orderBy(['at', 'id']);
    return rows.map(row => ({
      source: names.get(row.source),
      target: names.get(row.target),
      subject: names.get(row.subject),
      pod: names.get(row.pod),
      verb: row.verb,
      grade: row.grade,
    }));
  }

  it('stores each event once, however often it comes', async () => {
    const event = kubernetesEvent();
    const other = kubernetesEvent({ auditID: 'a-2', verb: 'list' });
    const { body, status } = await send(listOf(event, event, other));
    expect({ body, status }).toEqual({
      status: 200,
      body: { stored: 2, duplicates: 1, skipped: 0, refused: 0 },
    });
    const again = await Promise.all([
      send(listOf(other, event)),
      send(`${JSON.stringify(event)}\n${JSON.stringify(other)}\n`),
    ]);
    expect(again.map(each => each.body.duplicates)).toEqual([2, 2]);
    expect(await storedEvents()).toEqual(
      ['get', 'list'].map(verb => ({
        source: 'prod',
        target: 'kubernetes:prod/shop/db',
        subject: 'system:serviceaccount:shop:checkout',
        pod: 'prod/shop/checkout-1/pod-uid',
        verb,
        grade: 0,
      })),
    );
    const rollups = await knex('audit_rollups').orderBy('verb');
    expect(
      rollups.map(({ verb, count, denied }) => [verb, count, denied]),
    ).toEqual([
      ['get', 1, 0],
      ['list', 1, 0],
    ]);
  });

  it('takes the begin and the end of a watch for one read, in any order', async () => {
    const watch = (stage: string) => kubernetesEvent({ stage, verb: 'watch' });
    await send(listOf(watch('ResponseComplete')));
    const { body } = await send(listOf(watch('ResponseStarted')));
    expect(body).toMatchObject({ stored: 0, duplicates: 1 });
  });

  it('stores what another request with the same id did', async () => {
    await send(listOf(kubernetesEvent()));
    const { body } = await send(
      listOf(
        kubernetesEvent({
          objectRef: { resource: 'secrets', namespace: 'shop', name: 'other' },
        }),
      ),
    );
    expect(body.stored).toBe(1);
  });

  it('refuses a line by itself, counts it, and keeps nothing of it but its shape', async () => {
    const { body } = await send(
      [
        JSON.stringify(kubernetesEvent()),
        '{"data":{"password":"Tr0ub4dor"',
        JSON.stringify(kubernetesEvent({ auditID: undefined })),
        JSON.stringify(kubernetesEvent({ objectRef: { resource: 'pods' } })),
        JSON.stringify(
          kubernetesEvent({
            requestReceivedTimestamp: '2026-12-01T10:00:00.000000Z',
          }),
        ),
        JSON.stringify(
          kubernetesEvent({
            requestReceivedTimestamp: '2020-12-01T10:00:00.000000Z',
          }),
        ),
        JSON.stringify(vaultLine()),
      ].join('\n'),
    );
    expect(body).toEqual({ stored: 1, duplicates: 0, skipped: 1, refused: 5 });
    const [feed] = await knex('audit_feeds');
    expect({ ...feed, entries: Number(feed.entries) }).toMatchObject({
      source: 'prod',
      entries: 3,
      refused_sample: 'it is of vault, and the token of kubernetes',
    });
    expect(Number(feed.refused)).toBe(5);
    await send('{"data":{"password":"Tr0ub4dor"');
    const [{ refused_sample: sample }] = await knex('audit_feeds');
    expect(sample).toBe('it is not JSON: {"aaaa":{"aaaaaaaa":"aa0aa0aaa"');
  });

  it('takes the source from the token, and from nothing that is sent', async () => {
    await send(
      listOf(
        kubernetesEvent({ source: 'other', sourceId: 'other', cluster: 'x' }),
      ),
      { headers: { 'x-source': 'other' } },
    );
    expect((await storedEvents()).map(({ source }) => source)).toEqual([
      'prod',
    ]);
  });

  it('stores no body, and notes that there was one', async () => {
    await send(
      listOf(
        kubernetesEvent({
          level: 'RequestResponse',
          responseObject: { kind: 'Secret', data: { password: VALUE } },
          requestObject: { data: { password: VALUE } },
        }),
      ),
    );
    await send(
      `${JSON.stringify(
        vaultLine({ response: { data: { data: { password: VALUE } } } }),
      )}\n`,
      { to: 'vault', with: vaultToken },
    );
    expect(await storedEvents()).toHaveLength(2);
    const feeds = await knex('audit_feeds').orderBy('source');
    expect(feeds.map(({ body_at: at }) => at)).toEqual([
      '2026-11-29T10:00:10.000Z',
      '2026-11-29T10:00:10.000Z',
    ]);
    for (const table of [
      'audit_events',
      'audit_rollups',
      'audit_feeds',
      'audit_hours',
      'audit_names',
    ]) {
      expect(JSON.stringify(await knex(table))).not.toContain(VALUE);
    }
  });

  it.each([
    ['as JSON lines', (line: object) => `${JSON.stringify(line)}\n`],
    ['by Fluent Bit', (line: object) => JSON.stringify([{ date: 1, ...line }])],
    [
      'by Fluent Bit as text',
      (line: object) =>
        JSON.stringify([{ date: 1, log: JSON.stringify(line) }]),
    ],
    [
      'by Vector',
      (line: object) =>
        JSON.stringify([{ message: JSON.stringify(line), host: 'x' }]),
    ],
  ])('takes lines of Vault %s, packed or not', async (_, format) => {
    const text = format(vaultLine());
    const options = { to: 'vault', with: vaultToken };
    expect((await send(text, options)).body.stored).toBe(1);
    const packed = await send(gzipSync(text), {
      ...options,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(packed.body).toMatchObject({ duplicates: 1 });
    expect(await storedEvents()).toEqual([
      {
        source: 'main',
        target: 'vault:main/secret/shop/db',
        subject: 'userpass-olga',
        pod: undefined,
        verb: 'read',
        grade: 3,
      },
    ]);
  });

  it('names pods by what the inventory knows', async () => {
    await test.sync('v1/pods', [
      object('Pod', 'shop', 'checkout-1', {
        references: [reference('shop', 'db')],
        detail: {
          startTime: '2026-11-29T09:00:00.000Z',
          nodeName: 'node-1',
          podIP: '10.1.0.7',
          serviceAccountName: 'checkout',
          phase: 'Running',
        },
      }),
      object('Pod', 'shop', 'other-1', {
        detail: {
          startTime: '2026-11-29T09:00:00.000Z',
          nodeName: 'node-1',
          podIP: '10.1.0.8',
          serviceAccountName: 'other',
        },
      }),
    ]);
    const by = (username: string, ...sourceIPs: string[]) =>
      kubernetesEvent({ user: { username }, sourceIPs });
    await send(
      listOf(
        by('system:node:node-1', '192.168.0.1'),
        by('system:node:node-2', '192.168.0.2'),
        by('system:serviceaccount:shop:checkout', '10.1.0.7'),
        by('system:serviceaccount:shop:other', '10.1.0.7'),
        by('olga', '10.1.0.7'),
      ),
    );
    const found = (await storedEvents()).map(({ subject, pod, grade }) => [
      subject,
      pod?.split('/').slice(0, 3).join('/'),
      grade,
    ]);
    expect(found.sort()).toEqual([
      ['olga', undefined, 3],
      ['system:node:node-1', 'prod/shop/checkout-1', 2],
      ['system:node:node-2', undefined, 3],
      ['system:serviceaccount:shop:checkout', 'prod/shop/checkout-1', 1],
      ['system:serviceaccount:shop:other', undefined, 3],
    ]);
  });

  it.each([
    ['without a token', { with: null }, 401],
    ['with another token', { with: 'kwaudit_other' }, 401],
    ['for the other system', { to: 'vault' }, 403],
    ['over http', { proto: 'http' }, 403],
  ])('refuses a log %s, and stores nothing', async (_, options, status) => {
    const answer = await send(listOf(kubernetesEvent()), options);
    expect(answer.status).toBe(status);
    expect(audited).toEqual(['audit-ingest']);
    expect(await knex('audit_events')).toEqual([]);
    expect(await knex('audit_feeds')).toEqual([]);
  });

  it('says why it refuses http', async () => {
    const { body } = await send(listOf(), { proto: 'http' });
    expect(body.error.message).toContain('over https only');
    expect(body.error.message).toContain('rotate it');
  });

  it('refuses what is too large, packed or not, and what is packed wrongly', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(MOST_BYTES) });
    const packed = gzipSync(large);
    const headers = { 'content-encoding': 'gzip' };
    expect(packed.length).toBeLessThan(MOST_BYTES / 100);
    expect((await send(large)).status).toBe(413);
    expect((await send(packed, { headers })).status).toBe(413);
    expect((await send('{}', { headers })).status).toBe(400);
    expect((await send(packed.subarray(0, 500), { headers })).status).toBe(400);
    const other = { 'content-encoding': 'br' };
    expect((await send('{}', { headers: other })).status).toBe(400);
    expect((await send(listOf(kubernetesEvent()))).status).toBe(200);
  });

  it('answers 429 while it has its hands full, and 503 while the database fails', async () => {
    let go = () => {};
    const waits = new Promise<void>(resolve => {
      go = resolve;
    });
    const well = store;
    store = Object.assign(Object.create(well), {
      async append(batch: Parameters<typeof well.append>[0]) {
        await waits;
        return await well.append(batch);
      },
    });
    const sent = Array.from({ length: 5 }, async () =>
      send(listOf(kubernetesEvent())),
    );
    const busy = await Promise.race(sent);
    expect([busy.status, busy.header['retry-after']]).toEqual([429, '2']);
    go();
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 200, 200, 200, 429]);
    store = Object.assign(Object.create(well), {
      async append() {
        throw Object.assign(new Error(VALUE), { code: '53100' });
      },
    });
    const down = await send(listOf(kubernetesEvent()));
    expect([down.status, down.header['retry-after']]).toEqual([503, '10']);
    expect(JSON.stringify([down.body, logged])).not.toContain(VALUE);
    store = well;
    expect((await send(listOf(kubernetesEvent()))).status).toBe(200);
  });
});
