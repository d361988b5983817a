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
import { batch, key, secret, START } from '../__testUtils__/observations';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { DatabaseFindingsStore } from '../store/findings/DatabaseFindingsStore';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';
const DELIVERER = {
  kind: 'ExternalSecret',
  namespace: 'a',
  name: 'db',
  basis: 'owner' as const,
};

describe.each(databases.eachSupportedId())('drift on %s', databaseId => {
  it('is a finding until the values are those that were delivered', async () => {
    const test = await createTestInventory(databaseId, {});
    const now = () => START + test.clock.minutes * 60_000;
    const engine = createTestEngine(test);
    const store = new DatabaseFindingsStore({ knex: test.knex, now });
    const findings = async () => {
      await analyseAll(engine, test.fence);
      const { items } = await store.listFindings({
        visibility: { all: true },
        filters: { rules: ['external-secret-drifted'] },
      });
      return items.map(
        ({ secret: { name }, evidence }) => `${name} ${evidence.deliverer}`,
      );
    };
    const observed = (version: string, drifted?: boolean) =>
      secret('a', 'db', {
        version,
        deliverer: DELIVERER,
        keys: [key('password', version)],
        ...(drifted === undefined ? {} : { drifted }),
      });
    await test.sync(SECRETS, [observed('1', false)]);
    expect(await findings()).toEqual([]);
    test.clock.minutes = 10;
    await test.apply(batch(SECRETS, [observed('2', true)]));
    expect(await findings()).toEqual(['db ExternalSecret/db']);
    await test.apply(batch(SECRETS, [observed('3', false)]));
    expect(await findings()).toEqual([]);
    await test.apply(batch(SECRETS, [observed('4', true)]));
    expect(await findings()).toEqual(['db ExternalSecret/db']);
    // The operator is a version that hashes in an unknown way.
    await test.apply(batch(SECRETS, [observed('5')]));
    expect(await findings()).toEqual([]);
  });
});
