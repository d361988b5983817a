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
import { formatObjectRef } from '@keyward/observation';
import {
  at,
  key,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import {
  addSource,
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(120_000);

const ENTITY = 'component:default/shop';
const DAY = 24 * 60;

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: { 'backstage.io/kubernetes-id': 'shop' },
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
};

describe.each(databases.eachSupportedId())('compliance on %s', databaseId => {
  let test: TestInventory;
  let api: Awaited<ReturnType<typeof createTestApi>>;

  beforeEach(async () => {
    test = await createTestInventory(databaseId);
    test.clock.minutes = 200 * DAY;
    await test.sync('v1/secrets', [
      // Of the service, in production: set 200 days ago.
      secret('payments-prod', 'db'),
      // Of nobody, set 20 days ago, delivered, not looked at.
      secret('lists', 'remote', {
        taken: 'metadata',
        deliverer: { kind: 'ExternalSecret', name: 'remote', basis: 'owner' },
        keys: [
          key('token', '', {
            class: 'token',
            fingerprint: undefined,
            age: {
              earliest: at(180 * DAY),
              latest: at(180 * DAY),
              basis: 'observed',
            },
          }),
        ],
      }),
    ]);
    await test.sync('v1/namespaces', [
      {
        ...object('Namespace', '', 'payments-prod', {
          annotations: [
            {
              key: 'keyward.io/owner',
              length: 0,
              value: 'group:default/payments',
            },
          ],
        }),
        namespace: undefined,
      },
    ]);
    await test.sync('apps/v1/deployments', [
      object('Deployment', 'payments-prod', 'shop', {
        labels: { 'backstage.io/kubernetes-id': 'shop' },
        references: [reference('payments-prod', 'db')],
      }),
    ]);
    api = await createTestApi({ test, policy: undefined, entities: [entity] });
    await api.link();
    const rows: { id: string; name: string }[] = await test
      .knex('secrets')
      .select('id', 'name');
    const idOf = (name: string) => rows.find(row => row.name === name)!.id;
    await test
      .knex('rotation_keys')
      .insert([
        rotation(idOf('db'), 'password', 'overdue'),
        rotation(idOf('remote'), 'token', 'inPeriod'),
      ]);
    await test
      .knex('findings')
      .insert([
        finding(idOf('db'), 'weak-value', 'suppressed'),
        finding(idOf('db'), 'secret-in-env', 'open'),
        finding(idOf('db'), 'exposed-value', 'resolved'),
      ]);
  });

  afterEach(async () => {
    await test.knex.destroy();
  });

  async function countsOf(path: string): Promise<Record<string, number[]>> {
    const { status, body } = await api.ask('platform', path);
    expect(status).toBe(200);
    const countOf = (evidence: any[], verdict: string) =>
      evidence.find(each => each.verdict === verdict)?.count ?? 0;
    return Object.fromEntries(
      body.checks
        .filter(({ evidence }: any) => evidence[0].total !== undefined)
        .map(({ id, evidence }: any) => [
          id,
          ['pass', 'fail', 'unknown'].map(verdict =>
            countOf(evidence, verdict),
          ),
        ]),
    );
  }

  it('counts what is good, bad and unknown of an entity', async () => {
    const path = `/compliance?entityRef=${ENTITY}`;
    expect(await countsOf(path)).toMatchObject({
      'rotation-in-period': [0, 1, 0],
      'value-age': [1, 0, 0],
      // A suppressed finding is at fault still, a resolved one is not.
      'value-strength': [0, 1, 0],
      'no-plain-text': [1, 0, 0],
      'environments-apart': [1, 0, 0],
      'secrets-owned': [1, 0, 0],
      'secrets-used': [1, 0, 0],
      'secrets-as-files': [0, 1, 0],
      'secrets-from-manager': [0, 1, 0],
      'delivery-works': [0, 0, 0],
      'certificates-in-date': [0, 0, 0],
    });
    const { body } = await api.ask('owner', path);
    expect(body.scope).toEqual({ kind: 'service', ref: ENTITY });
    expect(body.score).toBeLessThan(body.confidence);
    expect(body.improvements[0]).toMatchObject({
      check: 'rotation-in-period',
      count: 1,
    });
    expect(body.ages).toEqual({
      bounds: [30, 90, 180, 365],
      within: [0, 0, 0, 1],
      older: 0,
      unknown: 0,
    });
    const [practices] = body.frameworks;
    expect(
      practices.controls.map((each: any) => [each.id, each.verdict]),
    ).toEqual(
      expect.arrayContaining([
        ['rotation', 'fail'],
        ['audit', 'unknown'],
        ['expiry', 'not-applicable'],
      ]),
    );
  });

  it('does not tell owners whether somebody else has the same value', async () => {
    const { body } = await api.ask('owner', `/compliance?entityRef=${ENTITY}`);
    const verdicts = new Map(
      body.checks.map((check: any) => [check.id, check.verdict]),
    );
    expect(verdicts.get('environments-apart')).toBe('unknown');
    expect(verdicts.get('values-not-reused')).toBe('unknown');
    expect(verdicts.get('no-wildcards')).toBe('unknown');
  });

  it('counts all of the portal', async () => {
    expect(await countsOf('/compliance')).toMatchObject({
      'rotation-in-period': [1, 1, 0],
      'value-age': [2, 0, 0],
      'value-strength': [0, 1, 1],
      'no-plain-text': [1, 0, 1],
      'secrets-owned': [1, 1, 0],
      'secrets-from-manager': [1, 1, 0],
      'delivery-works': [1, 0, 0],
    });
  });

  it('passes nothing of a source that is lost, nor of one that never told anything', async () => {
    const before = (await api.ask('platform', '/compliance')).body;
    await addSource(test.knex, 'never');
    await test
      .knex('sources')
      .where({ id: 'never' })
      .update({ state: 'noCredential', heartbeat_at: null });
    expect(await countsOf('/compliance')).toMatchObject({
      'rotation-in-period': [1, 1, 1],
      'delivery-works': [1, 0, 1],
    });
    await test
      .knex('sources')
      .where({ id: 'prod' })
      .update({ heartbeat_at: at(0) });
    expect(await countsOf('/compliance')).toMatchObject({
      'rotation-in-period': [0, 0, 3],
      'delivery-works': [0, 0, 2],
      'certificates-in-date': [0, 0, 2],
    });
    const { body } = await api.ask('platform', '/compliance');
    expect(body.score).toBe(0);
    expect(body.score).toBeLessThanOrEqual(before.score);
    expect(body.ages).toMatchObject({ older: 0, unknown: 2 });
    const passed = body.frameworks.flatMap(({ controls }: any) =>
      controls.filter(({ verdict }: any) => verdict !== 'unknown'),
    );
    expect(passed).toEqual([]);
  });

  it('keeps days as intervals, for a trend', async () => {
    const ofEntity = `/compliance?entityRef=${ENTITY}`;
    const trendOf = async (path: string, caller: 'platform' | 'owner') =>
      (await api.ask(caller, path)).body.trend;
    expect(await trendOf(ofEntity, 'platform')).toEqual([]);
    await api.keepDay();
    const rows = await test.knex('compliance_counts').orderBy('check_id');
    // Once more on the same day, nothing is another.
    test.clock.minutes += 60;
    await api.keepDay();
    expect(await test.knex('compliance_counts').orderBy('check_id')).toEqual(
      rows,
    );
    test.clock.minutes += DAY;
    await test.knex('rotation_keys').update({ state: 'inPeriod' });
    await api.keepDay();
    const after: any[] = await test
      .knex('compliance_counts')
      .where({ scope: ENTITY, check_id: 'rotation-in-period' })
      .orderBy('valid_from');
    expect(
      after.map(row => [row.valid_from, row.valid_to, row.good, row.bad]),
    ).toEqual([
      ['2026-07-20', '2026-07-21', 0, 1],
      ['2026-07-21', null, 1, 0],
    ]);
    const others: any[] = await test
      .knex('compliance_counts')
      .where({ scope: ENTITY })
      .whereNot({ check_id: 'rotation-in-period' });
    expect(others.every(row => row.valid_to === null)).toBe(true);
    const trend = await trendOf(ofEntity, 'platform');
    expect(trend.map(({ day }: any) => day)).toEqual([
      '2026-07-20',
      '2026-07-21',
    ]);
    expect(trend[1].score).toBeGreaterThan(trend[0].score);
    const now = (await api.ask('platform', ofEntity)).body;
    expect(trend[1]).toMatchObject({
      score: now.score,
      confidence: now.confidence,
    });
    expect(await trendOf('/compliance', 'platform')).toHaveLength(2);
    expect(
      await trendOf('/compliance?owner=group:default/payments', 'platform'),
    ).toHaveLength(2);
    expect(await trendOf('/compliance?sourceId=prod', 'platform')).toHaveLength(
      2,
    );
    expect(await trendOf(ofEntity, 'owner')).toEqual([]);
  });

  it('ends what was kept of an entity that is gone, until it is there again', async () => {
    const countOpen = async () => {
      await api.keepDay();
      const [{ count }] = await test
        .knex('compliance_counts')
        .where({ scope: ENTITY })
        .whereNull('valid_to')
        .count({ count: '*' });
      return Number(count);
    };
    const all = await countOpen();
    expect(all).toBeGreaterThan(10);
    const links = await test.knex('entity_links');
    await test.knex('entity_links').delete();
    expect(await countOpen()).toBe(0);
    await test.knex('entity_links').insert(links);
    expect(await countOpen()).toBe(all);
  });

  it('has a filter for the environments of namespaces, as all lists have', async () => {
    await test.knex('labels').insert({
      source_id: 'prod',
      ref: formatObjectRef({
        sourceId: 'prod',
        apiGroup: '',
        kind: 'Namespace',
        name: 'lists',
      }),
      key: 'env',
      value: 'canary',
    });
    expect(await countsOf('/compliance?environment=production')).toMatchObject({
      'rotation-in-period': [0, 1, 0],
    });
    expect(await countsOf('/compliance?environment=canary')).toMatchObject({
      'rotation-in-period': [1, 0, 0],
    });
    const ask = async (path: string) =>
      (await api.ask('platform', path)).body as any;
    expect((await ask('/compliance?environment=production')).trend).toEqual([]);
    const named = async (path: string) =>
      (await ask(path)).items.map(({ secret: { name } }: any) => name);
    expect(await ask('/secrets?environment=production')).toMatchObject({
      items: [{ name: 'db' }],
      totalItems: 1,
    });
    expect(await ask('/secrets?environment=staging')).toMatchObject({
      items: [],
    });
    expect(
      await ask('/secrets/summary?environment=production&environment=canary'),
    ).toMatchObject({ total: 2 });
    expect(await named('/findings?environment=production')).toEqual(['db']);
    expect(await named('/findings?environment=canary')).toEqual([]);
    expect(await ask('/rotation/summary?environment=production')).toMatchObject(
      { total: 1, overdue: 1 },
    );
    expect(await named('/rotation/keys?environment=canary')).toEqual([
      'remote',
    ]);
  });

  it('has a filter for those who see all', async () => {
    const { body } = await api.ask(
      'platform',
      '/compliance?owner=group:default/payments',
    );
    expect(body.scope).toEqual({ kind: 'team', ref: 'group:default/payments' });
    expect(
      await countsOf('/compliance?owner=group:default/payments'),
    ).toMatchObject({ 'rotation-in-period': [0, 1, 0] });
    const refused = await api.ask(
      'owner',
      '/compliance?owner=group:default/payments',
    );
    expect(refused.status).toBe(403);
  });
});

function rotation(secretId: string, name: string, state: string) {
  return {
    source_id: 'prod',
    secret_id: secretId,
    key: name,
    policy: 'p',
    policy_days: 90,
    state,
    due_sort: '~',
  };
}

function finding(secretId: string, rule: string, state: string) {
  return {
    id: `${rule}-${secretId}`,
    source_id: 'prod',
    secret_id: secretId,
    rule,
    item: '',
    severity: 'high',
    rank: 3,
    state,
    active: state === 'open',
    evidence: '{}',
    first_seen: at(0),
    last_seen: at(0),
  };
}
