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

import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { object, secret } from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

describe.each(databases.eachSupportedId())(
  'metrics of compliance on %s',
  databaseId => {
    it('are the score, the confidence and controls by framework and verdict, and no names of secrets', async () => {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('canary-namespace', 'canary-secret'),
      ]);
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'canary-namespace', 'canary-workload'),
      ]);
      const api = await createTestApi({
        test,
        policy: undefined,
        entities: [],
      });
      const recorded: [string, number, object?][] = [];
      const metrics = metricsServiceMock.mock();
      metrics.createGauge.mockImplementation((name: string) => ({
        record: (value: number, labels?: object) => {
          recorded.push([name, value, labels]);
        },
      }));
      await api.measure(metrics);

      const { body } = await api.ask('platform', '/compliance');
      expect(body.frameworks).toHaveLength(7);
      const expected: [string, number, object?][] = [
        ['compliance_score', expect.any(Number), undefined],
        ['compliance_confidence', expect.any(Number), undefined],
        ...body.frameworks.flatMap(
          ({ id: framework, counts }: any): [string, number, object][] =>
            ['pass', 'fail', 'unknown', 'not-applicable'].map(verdict => [
              'compliance_controls',
              counts[verdict === 'not-applicable' ? 'notApplicable' : verdict],
              { framework, verdict },
            ]),
        ),
      ];
      expect(recorded).toEqual(expected);
      expect(
        recorded.slice(0, 2).map(([, value]) => Math.floor(value)),
      ).toEqual([body.score, body.confidence]);
      expect(metrics.createGauge.mock.calls.map(([name]) => name)).toEqual([
        'compliance_score',
        'compliance_confidence',
        'compliance_controls',
      ]);
      expect(
        JSON.stringify([recorded, metrics.createGauge.mock.calls]),
      ).not.toContain('canary');
      await test.knex.destroy();
    });
  },
);
