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
import { factSources, type Tally, tallyCheck } from '@keyward/compliance';
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
    // As if all rules had been asked.
    await test.knex('analyses').delete();
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

  it('passes nothing that no rule was asked about yet', async () => {
    await test.knex('findings').delete();
    await test.knex('rotation_keys').delete();
    const unknown = {
      'rotation-in-period': [0, 0, 2],
      'value-age': [0, 0, 2],
      'no-plain-text': [0, 0, 2],
      'value-strength': [0, 0, 2],
      'secrets-as-files': [0, 0, 1],
      'values-not-reused': [0, 0, 2],
      'secrets-owned': [1, 1, 0],
    };
    const due = at(test.clock.minutes - 1);
    const ids: string[] = await test.knex('secrets').pluck('id');
    await test
      .knex('analyses')
      .insert(
        ids.map(id => ({ source_id: 'prod', secret_id: id, due_at: due })),
      );
    expect(await countsOf('/compliance')).toMatchObject(unknown);
    // The same before any page of a source was looked at.
    await test.knex('analyses').delete();
    await test
      .knex('analyses')
      .insert({ source_id: 'prod', secret_id: '*', due_at: due });
    expect(await countsOf('/compliance')).toMatchObject(unknown);
    // What was counted so is counted again, though nothing else changes.
    await api.keepDay();
    await test.knex('analyses').update({ due_at: at(test.clock.minutes + 1) });
    await api.keepDay();
    expect(await countsOf('/compliance')).toMatchObject({
      'secrets-as-files': [1, 0, 0],
    });
  });

  it('counts all of the portal', async () => {
    expect(await countsOf('/compliance')).toMatchObject({
      'rotation-in-period': [1, 1, 0],
      'value-age': [2, 0, 0],
      'value-strength': [0, 1, 1],
      'no-plain-text': [1, 0, 1],
      'secrets-owned': [1, 1, 0],
      'secrets-from-manager': [1, 1, 0],
      // The ExternalSecret was not seen, so that nobody says whether it works.
      'delivery-works': [0, 0, 1],
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
      'delivery-works': [0, 0, 2],
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
      .where({ scope: `service:${ENTITY}`, check_id: 'rotation-in-period' })
      .orderBy('valid_from');
    expect(
      after.map(row => [row.valid_from, row.valid_to, row.good, row.bad]),
    ).toEqual([
      ['2026-07-20', '2026-07-21', 0, 1],
      ['2026-07-21', null, 1, 0],
    ]);
    const others: any[] = await test
      .knex('compliance_counts')
      .where({ scope: `service:${ENTITY}` })
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
        .where({ scope: `service:${ENTITY}` })
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

  async function rowsOf(
    caller: 'platform' | 'owner' | 'otherTeam',
    query: string,
  ): Promise<{ rows: any[]; total: number }> {
    const rows = [];
    let cursor = '';
    let total = 0;
    do {
      const { status, body } = await api.ask(
        caller,
        `/compliance/evidence?limit=1&${query}${
          cursor && `&cursor=${encodeURIComponent(cursor)}`
        }`,
      );
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(1);
      rows.push(...body.items);
      total = body.totalItems;
      cursor = body.nextCursor ?? '';
    } while (cursor);
    return { rows, total };
  }

  it('names the rows behind each number, one page after the other', async () => {
    const { body } = await api.ask('platform', '/compliance');
    for (const { id, evidence } of body.checks) {
      for (const { verdict, count, total } of evidence) {
        const isOfSecrets = ['fail', 'unknown'].includes(verdict) && total;
        if (!isOfSecrets || ['no-orphans', 'least-privilege'].includes(id)) {
          continue;
        }
        const { rows, total: all } = await rowsOf(
          'platform',
          `check=${id}&verdict=${verdict}`,
        );
        expect([id, verdict, rows.length]).toEqual([id, verdict, count]);
        expect(all).toBe(count);
        expect(new Set(rows.map(row => row.id)).size).toBe(count);
      }
    }
    const { rows } = await rowsOf('platform', 'check=rotation-in-period');
    expect(rows).toEqual([
      expect.objectContaining({
        kind: 'key',
        verdict: 'fail',
        namespace: 'payments-prod',
        name: 'db',
        key: 'password',
        text: 'The value is overdue.',
      }),
    ]);
  });

  it('shows owners the rows of their own alone, and tells them of no others', async () => {
    const own = `entityRef=${ENTITY}&check=secrets-from-manager`;
    expect(await rowsOf('owner', own)).toMatchObject({
      rows: [{ name: 'db' }],
      total: 1,
    });
    // Equal values, and what is wrong with clusters.
    for (const check of ['values-not-reused', 'no-wildcards']) {
      expect(
        await rowsOf('owner', `entityRef=${ENTITY}&check=${check}`),
      ).toEqual({ rows: [], total: 0 });
    }
    for (const path of [
      '/compliance/evidence?check=secrets-owned',
      '/compliance/overview',
      '/compliance/scopes?by=team',
    ]) {
      expect((await api.ask('owner', path)).status).toBe(403);
    }
    const other = await api.ask('otherTeam', `/compliance/evidence?${own}`);
    expect(other.status).toBe(403);
  });

  it('names a source that is out of date as what is not known, and nothing of it as at fault', async () => {
    await test
      .knex('sources')
      .where({ id: 'prod' })
      .update({ heartbeat_at: at(0) });
    for (const query of ['', `entityRef=${ENTITY}&`]) {
      expect(
        await rowsOf('platform', `${query}check=rotation-in-period`),
      ).toEqual({ rows: [], total: 0 });
      expect(
        await rowsOf(
          'platform',
          `${query}check=rotation-in-period&verdict=unknown`,
        ),
      ).toMatchObject({ rows: [{ kind: 'cluster', sourceId: 'prod' }] });
    }
  });

  it('refuses checks and frameworks that there are not', async () => {
    for (const path of [
      '/compliance/evidence?check=tow',
      '/compliance/scopes?by=team&framework=tow',
    ]) {
      expect((await api.ask('platform', path)).status).toBe(404);
    }
    for (const path of [
      '/compliance/evidence',
      '/compliance/scopes?by=colour',
      '/compliance/evidence?check=secrets-owned&cursor=tow',
    ]) {
      expect((await api.ask('platform', path)).status).toBe(400);
    }
  });

  it('has the numbers of the portal in one answer', async () => {
    const { status, body } = await api.ask('platform', '/compliance/overview');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      secrets: 2,
      rotation: { total: 2, inPeriod: 1, overdue: 1, unknown: 0 },
      encryption: { total: 1, encrypted: 0, unknown: 1 },
      certificates: { total: 0, expiring: 0, expired: 0 },
      findings: { critical: 0, high: 1 },
      staleSources: [],
      trend: [],
    });
    const report = (await api.ask('platform', '/compliance')).body;
    expect(body).toMatchObject({
      score: report.score,
      confidence: report.confidence,
    });
    expect(report.encryption).toMatchObject([
      { sourceId: 'prod', state: 'unknown' },
    ]);
    expect(report.improvements[0]).toMatchObject({
      check: 'rotation-in-period',
      title: 'Values are rotated within their period',
      text: '1 of 2 values is overdue.',
      fix: { page: 'rotation', state: 'overdue' },
    });
  });

  it('ranks teams, systems and clusters, the lowest score first, with the controls of a framework', async () => {
    const scopesBy = async (query: string): Promise<any[]> => {
      const { status, body } = await api.ask(
        'platform',
        `/compliance/scopes?${query}`,
      );
      expect(status).toBe(200);
      expect(body.totalItems).toBeGreaterThanOrEqual(body.items.length);
      return body.items;
    };
    const teams = await scopesBy('by=team');
    expect(teams.map(({ ref }) => ref).sort()).toEqual([
      'group:default/payments',
      'none',
    ]);
    expect(teams[0].score).toBeLessThanOrEqual(teams[1].score);
    const payments = teams.find(({ ref }) => ref !== 'none');
    expect(payments).toMatchObject({
      kind: 'team',
      title: 'payments',
      secrets: 1,
      overdue: 1,
      high: 1,
      controls: [],
    });
    const one = (
      await api.ask('platform', '/compliance?owner=group:default/payments')
    ).body;
    expect(payments).toMatchObject({
      score: one.score,
      confidence: one.confidence,
    });
    const [first] = await scopesBy('by=team&limit=1');
    expect(first).toEqual(teams[0]);
    const { body } = await api.ask(
      'platform',
      '/compliance/scopes?by=team&limit=1',
    );
    expect(
      await scopesBy(
        `by=team&limit=1&cursor=${encodeURIComponent(body.nextCursor)}`,
      ),
    ).toEqual([teams[1]]);
    const [cluster] = await scopesBy('by=cluster&framework=best-practices');
    expect(cluster).toMatchObject({ kind: 'cluster', ref: 'prod', secrets: 2 });
    const verdicts = new Map(
      cluster.controls.map((each: any) => [each.id, each.verdict]),
    );
    expect(verdicts.size).toBe(10);
    expect(verdicts.get('rotation')).toBe('fail');
    expect(verdicts.get('audit')).toBe('unknown');
    expect(await scopesBy('by=environment')).toMatchObject([
      { ref: 'production', secrets: 2 },
    ]);
    expect(await scopesBy('by=system')).toEqual([]);
    // Of what a filter selects, the same as of a scope alone.
    expect(
      await scopesBy('by=cluster&owner=group:default/payments'),
    ).toMatchObject([{ ref: 'prod', secrets: 1 }]);
  });

  it('has a filter by environment', async () => {
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
    for (const query of [
      'environment=production',
      'environment=production&owner=group:default/payments',
    ]) {
      expect(await countsOf(`/compliance?${query}`)).toMatchObject({
        'rotation-in-period': [0, 1, 0],
      });
    }
    expect(
      await rowsOf(
        'platform',
        'check=rotation-in-period&environment=production',
      ),
    ).toMatchObject({ total: 1 });
    expect(
      await rowsOf('platform', 'check=rotation-in-period&environment=test'),
    ).toMatchObject({ total: 0 });
  });

  /** What a source says of the control plane of its cluster. */
  async function tellControlPlane(evidence: object, missing: string[] = []) {
    await test.knex('secrets').where({ ref: 'cluster:prod/prod' }).delete();
    await test.sync('control-plane', [
      {
        type: 'resource',
        kind: 'cluster',
        ref: 'cluster:prod/prod',
        system: 'kubernetes',
        location: [],
        name: 'prod',
      } as any,
    ]);
    await test
      .knex('secrets')
      .where({ ref: 'cluster:prod/prod' })
      .update({
        attributes: JSON.stringify({
          evidence: JSON.stringify(evidence),
          missing,
        }),
      });
  }

  const stored = {
    apiServers: 1,
    secrets: 2,
    metrics: [
      {
        instance: 'one',
        configHash: 'h1',
        read: { secretbox: 2 },
        written: { secretbox: 1 },
        transformed: 3,
      },
    ],
    staticPods: [
      {
        hasEncryptionConfig: true,
        writesAuditLog: true,
        keepsAuditLog: false,
        looksTokensUp: true,
      },
    ],
  };

  it('says how clusters store Secrets, as their control planes tell', async () => {
    await tellControlPlane(stored);
    const { body } = await api.ask('platform', '/compliance');
    expect(body.encryption).toMatchObject([
      { sourceId: 'prod', state: 'encrypted', provider: 'secretbox' },
    ]);
    expect(body.encryption[0].remedy).toBeUndefined();
    expect(await countsOf('/compliance')).toMatchObject({
      'encryption-at-rest': [1, 0, 0],
      'encryption-provider': [1, 0, 0],
      'audit-log-written': [1, 0, 0],
      'audit-log-kept': [0, 1, 0],
      'service-account-lookup': [1, 0, 0],
    });
    const { body: overview } = await api.ask(
      'platform',
      '/compliance/overview',
    );
    expect(overview.encryption).toMatchObject({ total: 1, encrypted: 1 });
    await tellControlPlane({ ...stored, metrics: undefined, apiServers: 3 }, [
      '/metrics',
    ]);
    const { body: less } = await api.ask('platform', '/compliance');
    expect(less.encryption).toMatchObject([
      { state: 'unknown', remedy: expect.stringContaining('/metrics') },
    ]);
    expect(await countsOf('/compliance')).toMatchObject({
      'encryption-at-rest': [0, 0, 1],
      // Two of three API servers may run otherwise.
      'audit-log-written': [0, 0, 1],
      'audit-log-kept': [0, 1, 0],
    });
    expect(
      await rowsOf('platform', 'check=encryption-at-rest&verdict=unknown'),
    ).toMatchObject({ rows: [{ kind: 'cluster', sourceId: 'prod' }] });
    // Nothing is said of clusters on the page of a service.
    const { body: own } = await api.ask(
      'owner',
      `/compliance?entityRef=${ENTITY}`,
    );
    expect(own.encryption).toEqual([]);
  });

  it('has the same numbers whether they are stored or counted now, and by independent SQL', async () => {
    await tellControlPlane(stored);
    const large = await createTestApi({
      test,
      policy: undefined,
      entities: [entity],
      compliance: { liveSecrets: -1 },
    });
    const paths = [
      '/compliance',
      '/compliance/overview',
      '/compliance?sourceId=prod',
      '/compliance?owner=group:default/payments',
      '/compliance?owner=none',
      '/compliance?environment=production',
      ...['team', 'system', 'cluster', 'environment'].map(
        by => `/compliance/scopes?framework=pci-dss&by=${by}`,
      ),
    ];
    for (const path of paths) {
      const now = await api.ask('platform', path);
      const then = await large.ask('platform', path);
      expect([path, then.status, then.body]).toEqual([path, 200, now.body]);
    }
    // What changes is counted when it is its turn.
    await test.knex('rotation_keys').update({ state: 'overdue' });
    const overdue = async (of: typeof api) =>
      (await of.ask('platform', '/compliance/overview')).body.rotation.overdue;
    expect([await overdue(api), await overdue(large)]).toEqual([2, 1]);
    await large.recount();
    expect([await overdue(api), await overdue(large)]).toEqual([2, 2]);
    const count = async (table: string, where: object) =>
      Number(
        (await test.knex(table).where(where).count({ count: '*' }))[0].count,
      );
    const { body } = await large.ask('platform', '/compliance/overview');
    expect(body).toMatchObject({
      secrets: await count('secrets', { presence: 2 }),
      rotation: {
        total: await count('rotation_keys', {}),
        overdue: await count('rotation_keys', { state: 'overdue' }),
      },
      findings: {
        high: await count('findings', { severity: 'high', active: true }),
      },
    });
    // A source that is lost tells nothing, stored or not.
    await test
      .knex('sources')
      .where({ id: 'prod' })
      .update({ heartbeat_at: at(0) });
    for (const path of paths) {
      const now = await api.ask('platform', path);
      const then = await large.ask('platform', path);
      expect([path, then.body]).toEqual([path, now.body]);
    }
  });

  it('never raises a score nor passes a control by what is lost', async () => {
    await tellControlPlane(stored);
    await addSource(test.knex, 'second');
    const asked = [
      '/compliance',
      '/compliance?sourceId=prod',
      '/compliance?owner=group:default/payments',
      `/compliance?entityRef=${ENTITY}`,
    ];
    const standing = async (path: string) => {
      const { body } = await api.ask('platform', path);
      return {
        score: body.score ?? 0,
        confidence: body.confidence ?? 100,
        passed: new Set<string>(
          body.frameworks.flatMap(({ id, controls }: any) =>
            controls
              .filter(({ verdict }: any) => verdict === 'pass')
              .map((control: any) => `${id}/${control.id}`),
          ),
        ),
      };
    };
    const losses: (() => Promise<unknown>)[] = [
      // One thing after the other, as rights are taken away.
      async () =>
        test
          .knex('secrets')
          .where({ ref: 'cluster:prod/prod' })
          .update({ attributes: null }),
      async () => test.knex('secrets').update({ taken: 'metadata' }),
      async () => test.knex('rotation_keys').update({ state: 'unknown' }),
      async () =>
        test.knex('secret_keys').update({
          age_earliest: at(-9_000 * DAY),
          age_latest: at(200 * DAY),
        }),
      async () =>
        test
          .knex('sources')
          .where({ id: 'prod' })
          .update({ heartbeat_at: at(0) }),
      async () =>
        test
          .knex('sources')
          .update({ state: 'noCredential', heartbeat_at: null }),
    ];
    let before = await Promise.all(asked.map(standing));
    for (const lose of losses) {
      await lose();
      test.clock.minutes += 1;
      const after = await Promise.all(asked.map(standing));
      for (const [index, { score, confidence, passed }] of after.entries()) {
        const known = before[index];
        expect(score).toBeLessThanOrEqual(known.score);
        expect(confidence).toBeLessThanOrEqual(known.confidence);
        const gained = [...passed].filter(each => !known.passed.has(each));
        expect([asked[index], gained]).toEqual([asked[index], []]);
      }
      before = after;
    }
    expect(before.map(({ passed }) => passed.size)).toEqual([0, 0, 0, 0]);
  });

  it('has checks, frameworks and facts of modules, and what one fails to tell is unknown', async () => {
    let fails = false;
    const module = await createTestApi({
      test,
      policy: undefined,
      entities: [entity],
      compliance: {
        facts: [
          {
            countSource: async ({ id }): Promise<Record<string, Tally>> => {
              if (fails) {
                throw new Error('no');
              }
              return id === 'prod'
                ? {
                    'toy-sealed': { good: 3, bad: 0, unknown: 0 },
                    // Not theirs to tell.
                    'no-wildcards': { good: 9, bad: 0, unknown: 0 },
                  }
                : {};
            },
          },
        ],
      },
      checks: [
        tallyCheck({
          id: 'toy-sealed',
          title: 'Toys are sealed',
          source: factSources.managers,
          remedy: 'Seal them.',
          counts: ['toy', 'toys'],
          good: 'is so',
          bad: 'is not so',
        }),
      ],
      frameworks: [
        {
          file: 'toys.yaml',
          text: `schema: 1
id: toys
version: '1'
title: Toys
url: https://example.com/toys
controls:
  - id: A
    title: A
    asks: Something.
    reference: { number: '1' }
    checks: [toy-sealed]
    remedy: Do it.
`,
        },
      ],
    });
    const verdictsOf = async () => {
      const { body } = await module.ask('platform', '/compliance');
      const { controls } = body.frameworks.find(({ id }: any) => id === 'toys');
      const wildcards = body.checks.find(
        ({ id }: any) => id === 'no-wildcards',
      );
      return [controls[0].verdict, wildcards.evidence[0].total];
    };
    expect(await verdictsOf()).toEqual(['pass', 1]);
    fails = true;
    expect(await verdictsOf()).toEqual(['unknown', 1]);
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
