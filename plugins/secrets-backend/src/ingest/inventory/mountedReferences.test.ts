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

import { batch, object, secret } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

const STREAM = 'objects';
const group = { apiGroup: 'secrets-store.csi.x-k8s.io' };
let versions = 0;

function workload(name: string, secretProviderClasses: string[]) {
  return object('Deployment', 'shop', name, {
    version: String((versions += 1)),
    detail: { secretProviderClasses },
  });
}

function providerClass(name: string, made: string[]) {
  return object('SecretProviderClass', 'shop', name, {
    ...group,
    version: String((versions += 1)),
    deliveries: made.map(each => ({ namespace: 'shop', name: each })),
  });
}

/** Who consumes what, by the list and by each secret's own page. */
async function consumers({ store }: TestInventory) {
  const { items } = await store.listSecrets({ visibility: { all: true } });
  const found: Record<string, string[]> = {};
  for (const { id, name, consumers: listed } of items) {
    const detail = await store.getSecret(id, { all: true });
    expect(
      detail!.consumerList.map(each => `${each.kind}/${each.name}`),
    ).toEqual(listed);
    found[name] = detail!.consumerList.map(
      each => `${each.name} by ${each.how} of ${each.path}`,
    );
  }
  return found;
}

describe.each(databases.eachSupportedId())(
  'what mounting a SecretProviderClass refers to on %s',
  databaseId => {
    const web = 'web by secretProviderClass of SecretProviderClass/vault';
    const create = async () => {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        secret('shop', 'made'),
        secret('shop', 'other'),
      ]);
      return test;
    };

    it.each(['the workload', 'the class', 'both'])(
      'is seen when %s comes first',
      async first => {
        const test = await create();
        const mounting = workload('web', ['vault', 'unknown']);
        const making = providerClass('vault', ['made']);
        if (first === 'both') {
          await test.apply(batch(STREAM, [mounting, making]));
        } else {
          const isWorkload = first === 'the workload';
          await test.apply(batch(STREAM, [isWorkload ? mounting : making]));
          await test.apply(batch(STREAM, [isWorkload ? making : mounting]));
        }
        expect(await consumers(test)).toEqual({ made: [web], other: [] });
      },
    );

    it('follows the class, and the workload', async () => {
      const test = await create();
      await test.apply(
        batch(STREAM, [
          workload('web', ['vault']),
          workload('job', ['vault', 'aws']),
          providerClass('vault', ['made']),
          providerClass('aws', ['other']),
        ]),
      );
      const jobBy = (name: string) =>
        `job by secretProviderClass of SecretProviderClass/${name}`;
      expect(await consumers(test)).toEqual({
        made: [jobBy('vault'), web],
        other: [jobBy('aws')],
      });

      await test.apply(batch(STREAM, [providerClass('vault', ['other'])]));
      expect(await consumers(test)).toEqual({
        made: [],
        // One row for each way of each workload.
        other: [jobBy('aws'), web],
      });

      await test.apply(batch(STREAM, [workload('web', [])]));
      const { ref } = providerClass('vault', []);
      await test.apply(batch(STREAM, [], { gone: [ref] }));
      expect(await consumers(test)).toEqual({
        made: [],
        other: [jobBy('aws')],
      });

      await test.apply(batch(STREAM, [], { gone: [workload('job', []).ref] }));
      expect(await consumers(test)).toEqual({ made: [], other: [] });
    });

    it('does not make a secret missing that the driver has not made yet', async () => {
      const test = await create();
      await test.apply(
        batch(STREAM, [
          workload('web', ['vault']),
          providerClass('vault', ['later']),
        ]),
      );
      const { items } = await test.store.listSecrets({
        visibility: { all: true },
      });
      expect(items.filter(({ states }) => states.includes('missing'))).toEqual(
        [],
      );
    });
  },
);
