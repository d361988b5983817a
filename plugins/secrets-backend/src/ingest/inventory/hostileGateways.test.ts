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

import { observeObject } from '@keyward/kube-model';
import type { ObjectObservation } from '@keyward/observation';
import { batch, SOURCE } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';

jest.setTimeout(120_000);

const GATEWAYS = 'networking.istio.io/v1/gateways';

const count = (size: number) => Array.from({ length: size }, (_, i) => i);

function gateway(
  name: string,
  selector: Record<string, string>,
  names: string[],
): ObjectObservation {
  return observe({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: 'eve', uid: name },
    spec: {
      selector,
      servers: names.map(credentialName => ({ tls: { credentialName } })),
    },
  });
}

function pod(
  namespace: string,
  name: string,
  labels: Record<string, string>,
): ObjectObservation {
  return observe({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, uid: `${namespace}-${name}`, labels },
    spec: { containers: [] },
  });
}

function observe(object: object): ObjectObservation {
  return observeObject(object, { sourceId: SOURCE }) as ObjectObservation;
}

describe.each(databases.eachSupportedId())('gateways on %s', databaseId => {
  it('may name more secrets that could be anywhere than a statement has parameters', async () => {
    const { knex, apply } = await createTestInventory(databaseId);
    const gateways = count(8).map(index =>
      gateway(
        `g${index}`,
        { app: 'none' },
        count(10_000).map(each => `c${index}-${each}`),
      ),
    );
    await apply(batch(GATEWAYS, gateways));
    expect(
      await knex('object_references').where({ namespace: '*' }).first('name'),
    ).toBeDefined();
  });

  it('have no references to each of the namespaces that a common label is in', async () => {
    const { knex, apply } = await createTestInventory(databaseId);
    await apply(
      batch(
        'v1/pods',
        count(100).map(index => pod(`ns-${index}`, 'p', { managed: 'helm' })),
      ),
    );
    await apply(
      batch(
        GATEWAYS,
        count(20).map(index =>
          gateway(
            `g${index}`,
            { managed: 'helm' },
            count(20).map(each => `c${each}`),
          ),
        ),
      ),
    );
    const rows = await knex('object_references')
      .whereNot({ how: 'asks' })
      .select('namespace');
    expect(rows).toHaveLength(20 * 20 * 2);
    expect(new Set(rows.map(row => row.namespace))).toEqual(new Set(['*']));
  });

  it('read the labels of a pod once, however many of them are asked for', async () => {
    const { knex, apply } = await createTestInventory(databaseId);
    const labels = Object.fromEntries(
      count(100).map(index => [`l${index}`, 'v']),
    );
    await apply(batch('v1/pods', [pod('istio', 'p', labels)]));
    const read: unknown[] = [];
    knex.on('query-response', (response, { sql }) => {
      if (sql.includes('pod_labels from')) {
        read.push(...(response.rows ?? response));
      }
    });
    await apply(
      batch(
        GATEWAYS,
        count(100).map(index =>
          gateway(`g${index}`, { [`l${index}`]: 'v' }, ['c']),
        ),
      ),
    );
    expect(read).toHaveLength(1);
    expect(
      await knex('object_references')
        .where({ namespace: 'istio', name: 'c' })
        .select('object_ref'),
    ).toHaveLength(100);
  });
});
