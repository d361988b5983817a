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
import { type Rule, type SecretFacts } from '@keyward/findings';
import type { Observation } from '@keyward/observation';
import {
  at,
  batch,
  key,
  object,
  reference,
  secret,
} from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../__testUtils__/testInventory';
import type { FindingChange } from './applyVerdicts';
import { Environments } from '../store/environments/Environments';
import { loadSecretFacts } from './loadSecretFacts';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';
const environments = new Environments(mockServices.rootConfig({ data: {} }));

/** Says `bad` of secrets with a label, as bad as it says. */
const rules: Rule[] = [
  {
    id: 'bad',
    judge: ({ labels }) => ({
      verdicts: labels.bad
        ? [
            {
              rule: 'bad',
              item: '',
              severity: labels.bad as 'low',
              evidence: { label: labels.bad },
            },
          ]
        : [],
    }),
  },
  {
    id: 'unsure',
    judge: ({ labels: { sure, by = 'a' } }) => {
      const said = { rule: 'unsure', item: '', evidence: { by } };
      return {
        verdicts: sure === 'yes' ? [{ ...said, severity: 'low' }] : [],
        ...(sure === 'maybe' ? { undecided: [said] } : {}),
      };
    },
  },
  {
    id: 'late',
    judge: ({ name }, { now }) => {
      const dueAt = at(60);
      if (name !== 'clock') {
        return { verdicts: [] };
      }
      return now < dueAt
        ? { verdicts: [], reviewAt: dueAt }
        : {
            verdicts: [
              {
                rule: 'late',
                item: '',
                severity: 'medium',
                evidence: {},
                dueAt,
              },
            ],
          };
    },
  },
];

function createEngine(test: TestInventory) {
  const told: string[] = [];
  const engine = createTestEngine(test, { environments, rules });
  engine.onChange((changes: FindingChange[]) =>
    told.push(...changes.map(({ event, rule }) => `${event} ${rule}`)),
  );
  const drain = async () => {
    await analyseAll(engine, test.fence);
    return told.splice(0);
  };
  const findings = async () =>
    await test
      .knex('findings as f')
      .join('secrets as s', 's.id', 'f.secret_id')
      .orderBy(['s.name', 'f.rule'])
      .select('s.name', 'f.rule', 'f.state', 'f.severity');
  return { engine, drain, findings };
}

const bad = (name: string, severity: string, version: string) =>
  secret('a', name, { labels: { bad: severity }, version });

describe.each(databases.eachSupportedId())(
  'FindingsEngine on %s',
  databaseId => {
    it('keeps what a rule cannot decide, as long as it rests on the same', async () => {
      const test = await createTestInventory(databaseId);
      const { drain, findings } = createEngine(test);
      const said = async (version: string, labels: Record<string, string>) => {
        await test.sync(SECRETS, [secret('a', 'one', { version, labels })]);
        return await drain();
      };
      expect(await said('1', { sure: 'maybe' })).toEqual([]);
      expect(await said('2', { sure: 'yes' })).toEqual(['opened unsure']);
      expect(await said('3', { sure: 'maybe' })).toEqual([]);
      expect(await findings()).toMatchObject([{ state: 'open' }]);
      expect(await said('4', { sure: 'maybe', by: 'b' })).toEqual([
        'resolved unsure',
      ]);
      expect(await said('5', { sure: 'yes' })).toEqual(['reopened unsure']);
      expect(await said('6', { sure: 'no' })).toEqual(['resolved unsure']);
    });

    it('opens, escalates, resolves and opens again, each once', async () => {
      const test = await createTestInventory(databaseId);
      const { drain, findings } = createEngine(test);
      await test.sync(SECRETS, [bad('one', 'low', '1'), secret('a', 'two')]);
      expect(await drain()).toEqual(['opened bad']);
      expect(await drain()).toEqual([]);
      expect(await findings()).toEqual([
        { name: 'one', rule: 'bad', state: 'open', severity: 'low' },
      ]);

      await test.apply(batch(SECRETS, [bad('one', 'low', '2')]));
      expect(await drain()).toEqual([]);
      await test.apply(batch(SECRETS, [bad('one', 'high', '3')]));
      expect(await drain()).toEqual(['escalated bad']);
      await test.apply(batch(SECRETS, [bad('one', 'low', '4')]));
      expect(await drain()).toEqual([]);
      await test.apply(batch(SECRETS, [secret('a', 'one', { version: '5' })]));
      expect(await drain()).toEqual(['resolved bad']);
      await test.apply(batch(SECRETS, [bad('one', 'low', '6')]));
      expect(await drain()).toEqual(['reopened bad']);
      await test.apply(batch(SECRETS, [], { gone: ['kubernetes:prod/a/one'] }));
      expect(await drain()).toEqual(['resolved bad']);
      const events = await test.knex('finding_events').orderBy('id');
      expect(events.map(({ event }) => event)).toEqual([
        'opened',
        'escalated',
        'resolved',
        'reopened',
        'resolved',
      ]);
    });

    it('lets a suppression hold until it expires', async () => {
      const test = await createTestInventory(databaseId);
      const { drain, findings } = createEngine(test);
      await test.sync(SECRETS, [bad('one', 'low', '1')]);
      await drain();
      await test.knex('findings').update({
        state: 'suppressed',
        active: false,
        state_reason: 'known',
        expires_at: at(100),
      });
      await test.apply(batch(SECRETS, [bad('one', 'high', '2')]));
      expect(await drain()).toEqual([]);
      expect(await findings()).toMatchObject([
        { state: 'suppressed', severity: 'high' },
      ]);
      test.clock.minutes = 101;
      expect(await drain()).toEqual(['unsuppressed bad']);
      expect(await findings()).toMatchObject([{ state: 'open' }]);
    });

    it('asks again when time alone makes a difference', async () => {
      const test = await createTestInventory(databaseId);
      const { drain } = createEngine(test);
      await test.sync(SECRETS, [secret('a', 'clock')]);
      expect(await drain()).toEqual([]);
      test.clock.minutes = 59;
      expect(await drain()).toEqual([]);
      test.clock.minutes = 60;
      expect(await drain()).toEqual(['opened late']);
      expect(await drain()).toEqual([]);
    });

    it('resolves nothing while the source is not followed', async () => {
      const test = await createTestInventory(databaseId);
      const { drain } = createEngine(test);
      await test.sync(SECRETS, [bad('one', 'low', '1')]);
      await drain();
      await test.knex('sources').update({
        state: 'down',
        followed_to: at(0),
      });
      await test.apply(batch(SECRETS, [secret('a', 'one', { version: '2' })]));
      expect(await drain()).toEqual([]);
      await test.knex('sources').update({ state: 'live' });
      test.clock.minutes += 2;
      expect(await drain()).toEqual(['resolved bad']);
    });

    it('resolves of a degraded source what it reads whole in its place', async () => {
      const test = await createTestInventory(databaseId);
      const { drain, findings } = createEngine(test);
      let looks = 0;
      /** A look at an engine, all of which may be listed or some. */
      const look = async (mount: string, version: string, isWhole = true) => {
        looks += 1;
        const isBad = version === '1';
        const page = batch(
          `kv ${mount}`,
          [
            {
              type: 'secret',
              ref: `vault:prod/${mount}/team/${mount}`,
              system: 'vault',
              location: [mount, 'team'],
              name: mount,
              class: 'password',
              keys: [],
              keyCount: 0,
              taken: 'metadata',
              classifierVersion: 1,
              ...(isBad ? { labels: { bad: 'low' } } : {}),
            },
          ],
          {
            covers: { kind: 'secret', location: [mount] },
            generation: `look-${looks}`,
            observedAt: at(test.clock.minutes),
          },
        );
        await test.inventory.apply(
          { ...test.fence, system: 'vault' },
          isWhole ? { ...page, complete: true } : page,
        );
      };
      await look('open', '1');
      await look('closed', '1');
      await look('partial', '1');
      expect(await drain()).toEqual(['opened bad', 'opened bad', 'opened bad']);

      // It was live once, long ago.
      await test.knex('sources').update({
        state: 'degraded',
        followed_to: at(10),
      });
      await look('closed', '2');
      test.clock.minutes = 100;
      await look('open', '2');
      await look('partial', '2', false);
      expect(await drain()).toEqual(['resolved bad']);
      expect(await findings()).toMatchObject([
        { name: 'closed', state: 'open' },
        { name: 'open', state: 'resolved' },
        { name: 'partial', state: 'open' },
      ]);

      // Each is known again once it may be read.
      test.clock.minutes = 102;
      await look('partial', '2');
      expect(await drain()).toEqual(['resolved bad']);
      test.clock.minutes = 104;
      await look('closed', '2');
      expect(await drain()).toEqual(['resolved bad']);

      // While it is down nothing is known.
      await look('open', '1');
      expect(await drain()).toEqual(['reopened bad']);
      await test.knex('sources').update({ state: 'down' });
      await look('open', '2');
      expect(await drain()).toEqual([]);
    });

    it('takes no list of a degraded source that is watched for what there is now', async () => {
      const test = await createTestInventory(databaseId);
      const { drain } = createEngine(test);
      const list = async (version: string, observed: Observation) =>
        await test.apply(
          batch(SECRETS, [observed], {
            generation: version,
            complete: true,
            cursor: version,
            observedAt: at(test.clock.minutes),
          }),
        );
      await list('1', bad('one', 'low', '1'));
      expect(await drain()).toEqual(['opened bad']);
      test.clock.minutes = 100;
      await test.knex('sources').update({
        state: 'degraded',
        followed_to: at(10),
      });
      await list('2', secret('a', 'one', { version: '2' }));
      expect(await drain()).toEqual([]);
      await test.knex('sources').update({ state: 'live' });
      test.clock.minutes += 2;
      expect(await drain()).toEqual(['resolved bad']);
    });

    it('waits until a source was looked at as a whole', async () => {
      const test = await createTestInventory(databaseId);
      const { drain } = createEngine(test);
      await test.knex('sources').update({ state: 'starting' });
      await test.sync(SECRETS, [bad('one', 'low', '1')]);
      expect(await drain()).toEqual([]);
      await test.knex('sources').update({ state: 'syncing' });
      expect(await drain()).toEqual([]);
      await test.knex('sources').update({ state: 'live' });
      expect(await drain()).toEqual(['opened bad']);
    });

    it('asks of all secrets once a first sync ended, in pages', async () => {
      const test = await createTestInventory(databaseId);
      const { drain } = createEngine(test);
      const many = Array.from({ length: 1200 }, (_, index) =>
        bad(`s${index}`, 'low', '1'),
      );
      await test.sync(SECRETS, many);
      expect(await drain()).toHaveLength(1200);
      expect(await test.knex('analyses')).toEqual([]);
    });

    it('writes nothing for who lost the source', async () => {
      const test = await createTestInventory(databaseId);
      const { engine } = createEngine(test);
      await test.sync(SECRETS, [bad('one', 'low', '1')]);
      await test.knex('source_leases').update({ fence: 7 });
      await expect(engine.analyse(test.fence)).rejects.toThrow('leased by');
      expect(await test.knex('findings')).toEqual([]);
      expect(await test.knex('analyses')).toHaveLength(1);
    });
  },
);

describe.each(databases.eachSupportedId())(
  'loadSecretFacts on %s',
  databaseId => {
    it('says what the inventory holds', async () => {
      const test = await createTestInventory(databaseId);
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'a', 'web', {
          references: [
            reference('a', 'one', { how: 'env', keys: ['password'] }),
            reference('a', 'one', { how: 'volume', optional: true }),
          ],
        }),
      ]);
      await test.sync('v1/pods', [
        object('Pod', 'a', 'web-1', {
          owner: { kind: 'Deployment', name: 'web' },
          references: [
            reference('a', 'one', { how: 'env', keys: ['password'] }),
          ],
        }),
      ]);
      await test.sync('v1/namespaces', [
        {
          ...object('Namespace', '', 'a', {
            labels: { 'keyward.io/environment': 'canary' },
          }),
          ref: 'prod/-/Namespace/-/a',
        },
        ...Object.entries<Record<string, string>>({
          'c-staging': { env: 'prod' },
          'd-prod': { environment: 'Load-Test', env: 'prod' },
        }).map(([name, labels]) => ({
          ...object('Namespace', '', name, { labels }),
          ref: `prod/-/Namespace/-/${name}`,
        })),
      ]);
      await test.sync(SECRETS, [
        secret('a', 'one', {
          keys: [
            key('password', 'x'),
            key('token', 't', { weak: true, weakness: 'common' }),
            key('user', 'u', { weak: true }),
          ],
          annotations: [
            { key: 'keyward.io/rotation', length: 3, value: '30d' },
            { key: 'other', length: 5 },
          ],
        }),
        secret('b', 'two', { keys: [key('token', 'x')] }),
        secret('b', 'gone'),
        secret('c-staging', 'three'),
        secret('d-prod', 'four'),
      ]);
      await test.apply(
        batch(SECRETS, [], { gone: ['kubernetes:prod/b/gone'] }),
      );
      const ids = await test.knex('secrets').pluck('id');
      const facts = await loadSecretFacts(test.knex, 'prod', ids, environments);
      const of = (name: string) =>
        facts.find(item => item.name === name) as SecretFacts;
      expect(facts.map(({ name }) => name).sort()).toEqual([
        'four',
        'one',
        'three',
        'two',
      ]);
      expect(of('one')).toMatchObject({
        exists: true,
        secretType: 'Opaque',
        annotations: { 'keyward.io/rotation': '30d' },
        deliverer: { kind: 'by hand', name: 'kubectl' },
        consumerCount: 1,
        consumers: [
          { kind: 'Deployment', name: 'web', how: 'env', optional: false },
          { kind: 'Deployment', name: 'web', how: 'volume', optional: true },
        ],
        keys: [
          {
            name: 'password',
            weak: false,
          },
          { name: 'token', weak: true, weakness: 'common' },
          { name: 'user', weak: true },
        ],
      });
      expect(of('one').keys[2]).not.toHaveProperty('weakness');
      expect(of('two').environment).toBe('production');
      // What a label says counts before what a name does.
      expect(of('three').environment).toBe('production');
      expect(of('four').environment).toBe('test');
      const own = new Environments(
        mockServices.rootConfig({
          data: { secrets: { findings: { environmentLabels: ['stage'] } } },
        }),
      );
      const [three] = await loadSecretFacts(
        test.knex,
        'prod',
        [of('three').id],
        own,
      );
      expect(three.environment).toBe('staging');
    });
  },
);
