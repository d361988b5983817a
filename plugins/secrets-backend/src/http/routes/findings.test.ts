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
import { object, reference, secret } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import {
  createTestInventory,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

const TEAMS = { payments: 'payments-api', checkout: 'cart' };

describe('findings, several at once', () => {
  let test: TestInventory;
  let api: Awaited<ReturnType<typeof createTestApi>>;

  beforeEach(async () => {
    test = await createTestInventory('SQLITE_3');
    const teams = Object.entries(TEAMS);
    await test.sync(
      'v1/secrets',
      teams.map(([team]) => secret(team, '=db')),
    );
    await test.sync(
      'v1/namespaces',
      teams.map(([team]) => ({
        ...object('Namespace', '', team, {
          annotations: [
            {
              key: 'keyward.io/owner',
              length: 0,
              value: `group:default/${team}`,
            },
          ],
        }),
        namespace: undefined,
      })),
    );
    await test.sync(
      'apps/v1/deployments',
      teams.map(([team, name]) =>
        object('Deployment', team, name, {
          labels: { 'backstage.io/kubernetes-id': name },
          references: [reference(team, '=db')],
        }),
      ),
    );
    api = await createTestApi({
      test,
      policy: undefined,
      entities: teams.map(
        ([team, name]): Entity => ({
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name,
            annotations: { 'backstage.io/kubernetes-id': name },
          },
          relations: [{ type: 'ownedBy', targetRef: `group:default/${team}` }],
        }),
      ),
    });
    await api.link();
    const secrets = await test.knex('secrets').select('id', 'namespace');
    await test.knex('findings').insert(
      secrets.flatMap(({ id, namespace }) =>
        ['open', 'resolved'].map(state => ({
          id: `${state}-${namespace}`,
          source_id: 'prod',
          secret_id: id,
          rule: 'weak-value',
          item: state,
          severity: 'high',
          rank: 3,
          state,
          active: state === 'open',
          evidence: '{"why":"short"}',
          first_seen: '2026-01-01T00:00:00.000Z',
          last_seen: '2026-01-01T00:00:00.000Z',
        })),
      ),
    );
  });

  afterEach(async () => {
    await test.knex.destroy();
  });

  const set = async (body: object) =>
    await api.ask('owner', '/findings/state', 'put', body);
  const states = async () =>
    Object.fromEntries(
      (await test.knex('findings').select('id', 'state')).map(
        ({ id, state }) => [id, state],
      ),
    );

  it('changes what it may, and tells of the rest', async () => {
    const { status, body } = await set({
      ids: ['open-payments', 'open-checkout', 'resolved-payments', 'nothing'],
      state: 'suppressed',
      reason: 'a test system',
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    expect(status).toBe(200);
    const unknown = 'No finding with this id, or not yours to see';
    expect(body).toEqual({
      changed: ['open-payments'],
      failed: [
        { id: 'open-checkout', message: unknown },
        {
          id: 'resolved-payments',
          message: 'The finding is resolved already',
        },
        { id: 'nothing', message: unknown },
      ],
    });
    expect(await states()).toEqual({
      'open-payments': 'suppressed',
      'open-checkout': 'open',
      'resolved-payments': 'resolved',
      'resolved-checkout': 'resolved',
    });
    expect(api.events).toEqual([
      {
        eventId: 'finding-update',
        meta: expect.objectContaining({
          ids: expect.arrayContaining(['open-payments', 'nothing']),
          state: 'suppressed',
        }),
        ended: 'success',
        result: {
          changed: ['open-payments'],
          failed: ['open-checkout', 'resolved-payments', 'nothing'],
        },
      },
    ]);
  });

  it('changes none without a reason, an end or an id', async () => {
    const ids = ['open-payments'];
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    for (const body of [
      { ids, state: 'suppressed', expiresAt },
      { ids, state: 'suppressed', reason: 'so' },
      { ids: [], state: 'acknowledged' },
      { ids: Array.from({ length: 201 }, (_, n) => `${n}`), state: 'open' },
    ]) {
      expect((await set(body)).status).toBe(400);
    }
    expect((await states())['open-payments']).toBe('open');
  });

  it('makes a file of what a filter shows', async () => {
    const { status, text, headers } = await api.ask(
      'platform',
      '/findings/export?namespace=payments&state=open',
    );
    expect(status).toBe(200);
    expect(headers['content-disposition']).toMatch(
      /^attachment; filename="findings-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const [header, line, ...rest] = text.trim().split('\r\n');
    expect(header).toMatch(/^rule,severity,state,source,namespace,secret,/);
    // A name that a spreadsheet would run is made a text.
    expect(line).toContain(
      `weak-value,high,open,prod,payments,'=db,open,group:default/payments,`,
    );
    expect(rest).toEqual([]);
    expect(
      (await api.ask('platform', '/findings/export?state=odd')).status,
    ).toBe(400);
  });
});
