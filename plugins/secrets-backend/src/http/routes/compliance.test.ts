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

import { factSources, type Tally, tallyCheck } from '@keyward/compliance';
import {
  createComplianceTest,
  DAY,
  ENTITY,
  entity,
} from '../../__testUtils__/complianceTest';
import { at } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import { addSource, databases } from '../../__testUtils__/testInventory';
import { forgetOld } from '../../store/retention';

jest.setTimeout(120_000);

type ComplianceTest = Awaited<ReturnType<typeof createComplianceTest>>;

describe.each(databases.eachSupportedId())('compliance on %s', databaseId => {
  let test: ComplianceTest['test'];
  let api: ComplianceTest['api'];
  let countsOf: ComplianceTest['countsOf'];
  let setEnvironment: ComplianceTest['setEnvironment'];

  beforeEach(async () => {
    ({ test, api, countsOf, setEnvironment } = await createComplianceTest(
      databaseId,
    ));
  });

  afterEach(async () => {
    await test.knex.destroy();
  });

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

  it('counts a source that was removed as lost until its data is deleted', async () => {
    await addSource(test.knex, 'other');
    const ask = async (path: string) => (await api.ask('platform', path)).body;
    const before = await ask('/compliance');
    await test
      .knex('sources')
      .where({ id: 'prod' })
      .update({ retired_at: at(test.clock.minutes) });
    expect(await countsOf('/compliance')).toMatchObject({
      'rotation-in-period': [0, 0, 2],
      'secrets-owned': [0, 0, 2],
    });
    const after = await ask('/compliance');
    expect(after.score).toBeLessThanOrEqual(before.score);
    expect(after.encryption).toMatchObject([
      { sourceId: 'other' },
      {
        sourceId: 'prod',
        state: 'unknown',
        evidence: [
          'Cluster prod is no longer in the configuration, since 2026-07-20.',
        ],
      },
    ]);
    // What the pages behind the numbers do not show is not in them.
    expect(await ask('/compliance/overview')).toMatchObject({
      secrets: 0,
      findings: { critical: 0, high: 0 },
      staleSources: [{ id: 'prod', state: 'retired' }],
    });
    const rows = await ask('/compliance/evidence?check=value-age&verdict=fail');
    expect(rows).toMatchObject({ items: [], totalItems: 0 });
    const { items } = await ask(
      '/compliance/evidence?check=no-wildcards&verdict=unknown',
    );
    expect(items.map(({ text }: any) => text)).toContain(
      'Not known: Cluster prod is no longer in the configuration, since 2026-07-20. Add it again. It counts as unknown until its data is deleted, after `secrets.retention.retiredSourcesDays`.',
    );
    // Days go on with it, and end with its data.
    const openScopes = async () =>
      await test
        .knex('compliance_counts')
        .whereNull('valid_to')
        .distinct('scope')
        .orderBy('scope')
        .pluck('scope');
    await api.keepDay();
    expect(await openScopes()).toEqual(
      expect.arrayContaining(['cluster:prod', 'group:default/payments']),
    );
    test.clock.minutes += 8 * DAY;
    await forgetOld(test.knex, {
      now: Date.parse(at(test.clock.minutes)),
    });
    await api.keepDay();
    expect(await openScopes()).toEqual(['*', 'cluster:other']);
    expect(await test.knex('compliance_rollups').pluck('source_id')).toEqual([
      'other',
    ]);
    expect(await countsOf('/compliance')).toMatchObject({
      'secrets-owned': [0, 0, 0],
    });
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
    await setEnvironment('lists', 'canary');
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
