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

import {
  createComplianceTest,
  DAY,
  ENTITY,
  entity,
  stored,
} from '../../__testUtils__/complianceTest';
import { at } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import { addSource, databases } from '../../__testUtils__/testInventory';

jest.setTimeout(120_000);

type ComplianceTest = Awaited<ReturnType<typeof createComplianceTest>>;

describe.each(databases.eachSupportedId())(
  'compliance of the portal on %s',
  databaseId => {
    let test: ComplianceTest['test'];
    let api: ComplianceTest['api'];
    let countsOf: ComplianceTest['countsOf'];
    let rowsOf: ComplianceTest['rowsOf'];
    let tellControlPlane: ComplianceTest['tellControlPlane'];

    beforeEach(async () => {
      ({ test, api, countsOf, rowsOf, tellControlPlane } =
        await createComplianceTest(databaseId));
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

    it('has the numbers of the portal in one answer', async () => {
      const { status, body } = await api.ask(
        'platform',
        '/compliance/overview',
      );
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
      expect(cluster).toMatchObject({
        kind: 'cluster',
        ref: 'prod',
        secrets: 2,
      });
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
        (await of.ask('platform', '/compliance/overview')).body.rotation
          .overdue;
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
  },
);
