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

import { type ExposureObservation } from '@keyward/observation';
import {
  batch,
  key,
  object,
  secret,
  START,
} from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';
const CONFIG = 'v1/configmaps';

const exposure = (name: string): ExposureObservation => ({
  place: 'data',
  name,
  path: `data[${name}]`,
  class: 'password',
  detector: 'assigned-password',
  count: 1,
});

const configMap = (version: string, names: string[], labels = {}) =>
  object('ConfigMap', 'a', 'app', {
    version,
    labels,
    ...(names.length > 0 ? { exposures: names.map(exposure) } : {}),
  });

describe.each(databases.eachSupportedId())('exposures on %s', databaseId => {
  async function setUp(mode?: string) {
    const test = await createTestInventory(databaseId, { mode });
    const now = () => START + test.clock.minutes * 60_000;
    const engine = createTestEngine(test);
    const store = new DatabaseFindingsStore({ knex: test.knex, now });
    const findings = async (visibility: object = { all: true }) => {
      await analyseAll(engine, test.fence);
      const { items, totalItems } = await store.listFindings({
        visibility: visibility as { all: true },
        filters: { rules: ['exposed-value'] },
        withTotal: true,
      });
      expect(totalItems).toBe(items.length);
      return items.map(
        ({ secret: of, item, severity }) =>
          `${of.kind ?? 'Secret'} ${of.name} ${item} ${severity}`,
      );
    };
    return { test, store, inventory: test.store, findings };
  }

  it('are findings about an object, that end with it', async () => {
    const { test, findings } = await setUp();
    await test.sync(SECRETS, [secret('a', 'app')]);
    await test.sync(CONFIG, [configMap('1', ['PASSWORD', 'TOKEN'])]);
    const both = [
      'ConfigMap ConfigMap/app data/PASSWORD high',
      'ConfigMap ConfigMap/app data/TOKEN high',
    ];
    expect((await findings()).sort()).toEqual(both);

    await test.apply(batch(CONFIG, [configMap('2', ['PASSWORD'])]));
    expect(await findings()).toEqual([both[0]]);
    await test.apply(batch(CONFIG, [configMap('3', [])]));
    expect(await findings()).toEqual([]);
    await test.apply(batch(CONFIG, [configMap('4', ['TOKEN'])]));
    expect(await findings()).toEqual([both[1]]);
    await test.apply(batch(CONFIG, [], { gone: [configMap('4', []).ref] }));
    expect(await findings()).toEqual([]);
    await test.sync(CONFIG, [configMap('5', ['TOKEN'])]);
    expect(await findings()).toEqual([both[1]]);
    await test.sync(CONFIG, []);
    expect(await findings()).toEqual([]);
  });

  it('are no secrets', async () => {
    const { test, store, findings, inventory } = await setUp();
    await test.sync(SECRETS, [secret('a', 'app')]);
    await test.sync(CONFIG, [configMap('1', ['PASSWORD'])]);
    await findings();
    const all = { visibility: { all: true as const } };
    const { items } = await inventory.listSecrets(all);
    expect(items.map(({ name }) => name)).toEqual(['app']);
    expect((await inventory.summarizeSecrets(all)).total).toBe(1);
    const { items: found } = await store.listFindings(all);
    const place = found.find(each => each.rule === 'exposed-value')!;
    expect(
      await inventory.getSecret(place.secret.id, all.visibility),
    ).toBeUndefined();
    expect(await store.getFinding(place.id, all.visibility)).toMatchObject({
      secret: { kind: 'ConfigMap', namespace: 'a' },
      evidence: { class: 'password', path: 'data[PASSWORD]' },
    });
  });

  it('are seen by whom the object belongs to', async () => {
    const { test, findings, inventory } = await setUp();
    await test.sync(CONFIG, [
      configMap('1', ['PASSWORD'], { 'backstage.io/kubernetes-id': 'app' }),
    ]);
    const [place, ...others] = await inventory.findSecrets({
      labels: [
        { key: 'backstage.io/kubernetes-id', operator: 'in', values: ['app'] },
      ],
    });
    expect(others).toEqual([]);
    await inventory.replaceEntityLinks([
      {
        entityRef: 'component:default/app',
        ownerRefs: ['group:default/a'],
        claims: [],
        links: [{ sourceId: place.sourceId, secretId: place.id, via: 'label' }],
      },
    ]);
    expect(await findings({ ownerRefs: ['group:default/a'] })).toHaveLength(1);
    expect(await findings({ ownerRefs: ['group:default/b'] })).toEqual([]);
    expect(await findings({ namespaces: ['b'] })).toEqual([]);
  });

  it.each([undefined, 'references'])(
    'belong to who takes the ConfigMap, which is no secret in mode %s',
    async mode => {
      const { test, inventory } = await setUp(mode);
      await test.sync('apps/v1/deployments', [
        object('Deployment', 'a', 'web', {
          configMaps: ['app', 'clean'],
          labels: { 'backstage.io/kubernetes-id': 'web' },
        }),
      ]);
      await test.sync(CONFIG, [configMap('1', ['PASSWORD'])]);
      await test.sync(SECRETS, []);
      const [{ ref }] = await inventory.findObjects({ kinds: ['Deployment'] });
      const found = await inventory.findSecrets({ consumedBy: [ref] });
      expect(found).toMatchObject([
        { name: 'ConfigMap/app', consumers: [ref] },
      ]);
      const { items } = await inventory.listSecrets({
        visibility: { all: true },
      });
      expect(items).toEqual([]);
      await test.apply(
        batch('apps/v1/deployments', [
          object('Deployment', 'a', 'web', { version: '2' }),
        ]),
      );
      expect(await inventory.findSecrets({ consumedBy: [ref] })).toEqual([]);
    },
  );

  it('of a Secret are told of the Secret', async () => {
    const { test, findings } = await setUp();
    const noted = {
      keys: [key('password', 'f'.repeat(32))],
      exposures: [{ ...exposure('note'), place: 'annotation' as const }],
    };
    await test.sync(SECRETS, [secret('a', 'app', noted), secret('a', 'clean')]);
    expect(await findings()).toEqual(['Secret app annotation/note low']);
  });

  it('cannot be taken for a Secret by a reference', async () => {
    const { test, findings, inventory } = await setUp();
    await test.sync(SECRETS, []);
    await test.sync(CONFIG, [configMap('1', ['PASSWORD'])]);
    await test.sync('apps/v1/deployments', [
      object('Deployment', 'a', 'web', {
        references: [
          { namespace: 'a', name: 'ConfigMap/app', how: 'customResource' },
        ],
      }),
    ]);
    expect(await findings()).toHaveLength(1);
    const { items } = await inventory.listSecrets({
      visibility: { all: true },
    });
    expect(items.map(({ name, exists }) => [name, exists])).toEqual([
      ['ConfigMap/app', false],
    ]);
  });
});
