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

import { ConfigReader } from '@backstage/config';
import type { ResourceRule, Severity } from '@keyward/findings';
import type {
  ObjectStatusObservation,
  ResourceObservation,
} from '@keyward/observation';
import {
  at,
  batch,
  object,
  secret,
  SOURCE,
  START,
} from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { worstOf } from '../app/compliance/worstOf';
import { isOfWholeSources } from '../store/inventory/secretFilters';
import { addCounts, countCells } from '../store/compliance';
import { Environments } from '../store/environments/Environments';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';
import type { VisibilityFilter } from '../store/inventory';
import { loadSourceStates } from '../store/inventory/sourceStates';

jest.setTimeout(60_000);

const ALL = { all: true } as const;
const SHOP = { namespaces: ['shop'] };
const STORE = `vessel:${SOURCE}/Vessel%2Faws`;

const WORSE: Severity[] = ['high', 'critical'];

/** Says of stores that they fail, as bad as the worst that fails for them. */
const vesselFailing: ResourceRule = {
  id: 'vessel-failing',
  title: 'Vessel failing',
  sentence: ({ name }) => `${name} fails`,
  remedy: 'Mend it.',
  coversVictims: true,
  about: { system: 'kubernetes', kinds: ['vessel'] },
  judge: ({ status, worstVictim }) => ({
    verdicts:
      status?.ready === 'false'
        ? [
            {
              item: '',
              severity: WORSE.find(each => each === worstVictim) ?? 'medium',
              evidence: {},
            },
          ]
        : [],
  }),
};

const vessel = (ready: 'true' | 'false'): ResourceObservation => ({
  type: 'resource',
  kind: 'vessel',
  ref: STORE,
  system: 'kubernetes',
  location: [],
  name: 'Vessel/aws',
  status: { ready },
});

/** What a module observes of an object that delivers a Secret. */
const observed = (
  name: string,
  status: ObjectStatusObservation,
  namespace = 'shop',
): ResourceObservation => ({
  type: 'resource',
  kind: 'errand',
  ref: `errand:${SOURCE}/${namespace}/ExternalSecret%2F${name}`,
  system: 'kubernetes',
  location: [namespace],
  name: `ExternalSecret/${name}`,
  status,
});

const failing = { ready: 'false', reason: 'SecretSyncedError' } as const;
const delivering = (
  name: string,
  status: ObjectStatusObservation,
  namespace = 'shop',
  version = '1',
) =>
  object('ExternalSecret', namespace, name, {
    version,
    deliveries: [{ namespace, name }],
    status,
  });
const delivered = (name: string, namespace = 'shop') =>
  secret(namespace, name, {
    deliverer: {
      kind: 'ExternalSecret',
      apiGroup: 'external-secrets.io',
      namespace,
      name,
      basis: 'owner',
    },
  });

async function createWorld(
  databaseId: Parameters<typeof createTestInventory>[0],
  names: { name: string; namespace?: string; status?: typeof failing }[],
) {
  const test = await createTestInventory(databaseId);
  const now = () => START + test.clock.minutes * 60_000;
  const engine = createTestEngine(test, { resourceRules: [vesselFailing] });
  const store = new DatabaseFindingsStore({
    knex: test.knex,
    now,
    rules: [vesselFailing],
  });
  let resources = 0;
  const analyse = () => analyseAll(engine, test.fence);
  await test.sync(
    'v1/secrets',
    names.map(({ name, namespace }) => delivered(name, namespace)),
  );
  await test.sync(
    'external-secrets.io/v1/externalsecrets',
    names.map(({ name, namespace, status = failing }) =>
      delivering(name, status, namespace),
    ),
  );
  await analyse();
  return {
    test,
    store,
    analyse,
    /** A look of the module that observes the resources. */
    async look(upserts: ResourceObservation[]) {
      resources += 1;
      await test.apply(
        batch('errands', upserts, {
          generation: `r${resources}`,
          complete: true,
          observedAt: at(10),
        }),
      );
      await analyse();
    },
    async list(
      visibility: VisibilityFilter = ALL,
      filters: Parameters<typeof store.listFindings>[0]['filters'] = {},
    ) {
      const query = { visibility, filters, limit: 50 };
      const { items } = await store.listFindings({ ...query, withTotal: true });
      const { total } = await store.summarizeFindings(query);
      expect(total).toBe(items.length);
      return items
        .filter(({ rule }) =>
          ['vessel-failing', 'delivery-failed'].includes(rule),
        )
        .map(({ rule, secret: about, evidence, severity }) => ({
          rule,
          name: about.name,
          severity,
          evidence,
        }));
    },
    async states() {
      const { items } = await test.store.listSecrets({
        visibility: ALL,
        limit: 50,
        filters: { states: ['deliveryFailed'] },
      });
      const worst = await store.findWorst(
        items.map(({ id }) => id),
        ALL,
      );
      return Object.fromEntries(
        items.map(({ id, name, deliverer }) => [
          name,
          [worst.get(id)?.finding.rule, deliverer.cause],
        ]),
      );
    },
  };
}

describe.each(databases.eachSupportedId())(
  'failing deliverers on %s',
  databaseId => {
    it('says why a delivery failed, once a module knows, and no longer than it fails', async () => {
      const { test, look, list, analyse } = await createWorld(databaseId, [
        { name: 'db' },
      ]);
      expect(await list()).toMatchObject([
        { evidence: { reason: 'SecretSyncedError' } },
      ]);
      const [first] = await list();
      expect(first.evidence).not.toHaveProperty('cause');

      await look([observed('db', { ...failing, cause: 'denied' })]);
      expect(await list()).toMatchObject([
        {
          rule: 'delivery-failed',
          evidence: { cause: 'denied', deliverer: 'ExternalSecret/db' },
        },
      ]);
      // What a module knows of a resource that is well again is no reason.
      await look([observed('db', { ready: 'true', cause: 'denied' })]);
      const [old] = await list();
      expect(old.evidence).not.toHaveProperty('cause');

      await test.sync('external-secrets.io/v1/externalsecrets', [
        delivering('db', { ready: 'true' }, 'shop', '2'),
      ]);
      await analyse();
      expect(await list()).toEqual([]);
    });

    it('has one finding of a store that fails, and each Secret keeps its state', async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const { look, list, states, store } = await createWorld(databaseId, [
        ...names.map(name => ({ name })),
        { name: 'own' },
      ]);
      const because = { ...failing, cause: 'denied', becauseOf: STORE };
      await look([
        vessel('false'),
        ...names.map(name => observed(name, because)),
        observed('own', { ...failing, cause: 'missing' }),
      ]);
      const found = await list();
      expect(found.map(({ rule, name }) => `${rule} ${name}`).sort()).toEqual([
        'delivery-failed own',
        'vessel-failing Vessel/aws',
      ]);
      const whole = found.find(({ rule }) => rule === 'vessel-failing');
      expect(whole?.evidence).toEqual({
        secrets: ['shop/a', 'shop/b', 'shop/c', 'shop/d', 'shop/e'],
        secretCount: 6,
      });
      expect(await states()).toEqual({
        ...Object.fromEntries(
          names.map(name => [name, ['delivery-failed', 'denied']]),
        ),
        own: ['delivery-failed', 'missing'],
      });
      // Its own page says it, and a list that asks for it.
      const asked = await list(ALL, { rules: ['delivery-failed'] });
      expect(asked).toHaveLength(7);
      const { items } = await store.listFindings({
        visibility: ALL,
        filters: { rules: ['delivery-failed'] },
        limit: 50,
      });
      const one = items.find(({ secret: about }) => about.name === 'a');
      const ofOne = await list(ALL, { secretId: one!.secret.id });
      expect(ofOne).toMatchObject([
        { evidence: { cause: 'denied', becauseOf: 'Vessel/aws' } },
      ]);
    });

    it('leaves no fault out of a list that does not have the finding of the store', async () => {
      const { look, list, store } = await createWorld(databaseId, [
        { name: 'a' },
        { name: 'b', namespace: 'pay' },
      ]);
      const because = { ...failing, cause: 'denied', becauseOf: STORE };
      await look([
        vessel('false'),
        observed('a', because),
        observed('b', because, 'pay'),
      ]);
      // Who does not see the store sees what fails of their own, and no other name.
      expect(await list(SHOP)).toMatchObject([
        { rule: 'delivery-failed', name: 'a' },
      ]);
      expect(await list(ALL, { namespaces: ['pay'] })).toMatchObject([
        { rule: 'delivery-failed', name: 'b' },
      ]);
      const [{ evidence }] = await list({ not: { namespaces: ['pay'] } });
      expect(evidence).toEqual({ secrets: ['shop/a'], secretCount: 1 });

      // What was decided about the store holds for what fails for it.
      const { items } = await store.listFindings({
        visibility: ALL,
        limit: 5,
        filters: { rules: ['vessel-failing'] },
      });
      await store.setFindingStates([items[0].id], ALL, {
        state: 'acknowledged',
        by: 'user:default/ada',
      });
      expect(await list(ALL, { states: ['open'] })).toEqual([]);

      // A store that is well again stands for nothing.
      await look([
        vessel('true'),
        observed('a', because),
        observed('b', because, 'pay'),
      ]);
      expect((await list()).map(({ name }) => name).sort()).toEqual(['a', 'b']);
    });

    it('is as bad as the worst that fails for it, in whatever order that is analysed', async () => {
      const { look, list } = await createWorld(databaseId, [
        { name: 'a', namespace: 'shop-prod' },
        { name: 'b', namespace: 'shop-dev' },
      ]);
      const because = { ...failing, becauseOf: STORE };
      const mild = observed('b', because, 'shop-dev');
      await look([vessel('false'), mild]);
      expect(await list(ALL, { rules: ['vessel-failing'] })).toMatchObject([
        { severity: 'medium' },
      ]);
      await look([vessel('false'), mild, observed('a', because, 'shop-prod')]);
      expect(await list(ALL, { rules: ['vessel-failing'] })).toMatchObject([
        { severity: 'high', evidence: { secretCount: 2 } },
      ]);
    });

    it('is counted once in what is said of whole clusters, as the list has it', async () => {
      const { test, look, list, store } = await createWorld(databaseId, [
        { name: 'a', namespace: 'shop-prod' },
        { name: 'b', namespace: 'shop-prod' },
        { name: 'own', namespace: 'shop-prod' },
      ]);
      const because = { ...failing, becauseOf: STORE };
      await look([
        vessel('false'),
        observed('a', because, 'shop-prod'),
        observed('b', because, 'shop-prod'),
      ]);
      const countHigh = async (filters?: {
        places: { sourceId: string; namespace: string }[];
      }) => {
        const cells = await countCells(
          test.knex,
          await loadSourceStates(
            test.knex,
            START + test.clock.minutes * 60_000,
          ),
          { visibility: ALL, filters },
          {
            byEntities: false,
            covering: ['vessel-failing'],
            environments: new Environments(new ConfigReader({})),
            now: at(20),
          },
        );
        const counts = {};
        cells.forEach(cell => addCounts(counts, cell.counts));
        return worstOf(counts, isOfWholeSources(filters ?? {})).high;
      };
      const high = { severities: ['high'] };
      const places = [{ sourceId: SOURCE, namespace: 'shop-prod' }];
      expect(await list(ALL, high)).toHaveLength(2);
      expect(await countHigh()).toBe(2);
      expect(await list(ALL, { ...high, places })).toHaveLength(3);
      expect(await countHigh({ places })).toBe(3);

      const { items } = await store.listFindings({
        visibility: ALL,
        limit: 5,
        filters: { rules: ['vessel-failing'] },
      });
      await store.setFindingStates([items[0].id], ALL, {
        state: 'suppressed',
        by: 'user:default/ada',
        reason: 'It is known',
        expiresAt: at(100),
      });
      expect(await list(ALL, high)).toHaveLength(1);
      expect(await countHigh()).toBe(1);
    });
  },
);
