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

import { mockServices } from '@backstage/backend-test-utils';
import {
  createComplianceTest,
  ENTITY,
} from '../../__testUtils__/complianceTest';
import { at, key, secret } from '../../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import { databases } from '../../__testUtils__/testInventory';
import { Environments } from '../../store/environments/Environments';

jest.setTimeout(120_000);

type ComplianceTest = Awaited<ReturnType<typeof createComplianceTest>>;

describe.each(databases.eachSupportedId())(
  'the rows behind compliance on %s',
  databaseId => {
    let test: ComplianceTest['test'];
    let api: ComplianceTest['api'];
    let countsOf: ComplianceTest['countsOf'];
    let setEnvironment: ComplianceTest['setEnvironment'];
    let rowsOf: ComplianceTest['rowsOf'];

    beforeEach(async () => {
      ({ test, api, countsOf, setEnvironment, rowsOf } =
        await createComplianceTest(databaseId));
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

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

    it('names a secret once, however many of its values are found elsewhere', async () => {
      const environments = new Environments(
        mockServices.rootConfig({ data: {} }),
      );
      const keys = [key('one', 'first'), key('two', 'second')];
      await test.sync('v1/secrets', [
        secret('payments-prod', 'twice', { keys }),
        secret('payments-test', 'twice', { keys }),
      ]);
      await setEnvironment('payments-test', 'test');
      await analyseAll(createTestEngine(test, { environments }), test.fence);
      const rules = ['duplicate', 'environment-shared'];
      const findings = await test
        .knex('findings')
        .whereIn('rule', rules)
        .where('active', true);
      const checks = ['values-not-reused', 'environments-apart'];
      expect(findings.length).toBeGreaterThan(2);
      const counts = await countsOf('/compliance');
      for (const check of checks) {
        const { rows, total } = await rowsOf('platform', `check=${check}`);
        const [, bad] = counts[check];
        expect([check, rows.length, total]).toEqual([check, bad, bad]);
      }
      expect(checks.map(check => counts[check][1])).toContain(2);
      // Of keys each is counted, and each is a row.
      await test.knex('findings').insert(
        ['one', 'two'].map(item => ({
          id: `weak-${item}`,
          source_id: 'prod',
          secret_id: findings[0].secret_id,
          rule: 'weak-value',
          item,
          severity: 'high',
          rank: 3,
          state: 'open',
          active: true,
          evidence: '{}',
          first_seen: at(0),
          last_seen: at(0),
        })),
      );
      const weak = await rowsOf('platform', 'check=value-strength');
      expect(weak.rows.map(row => row.key)).toEqual(
        expect.arrayContaining(['one', 'two']),
      );
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

    it('has a filter by environment', async () => {
      await setEnvironment('lists', 'canary');
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
  },
);
