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

import type { Entity } from '@backstage/catalog-model';
import { formatObjectRef } from '@keyward/observation';
import { at, key, object, reference, secret } from './observations';
import type { SourceFence } from '../ingest/inventory';
import { createTestApi } from './testApi';
import { createTestInventory, type TestInventory } from './testInventory';

export const ENTITY = 'component:default/shop';
export const DAY = 24 * 60;

export const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    annotations: { 'backstage.io/kubernetes-id': 'shop' },
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/payments' }],
};

/** What a control plane tells of a cluster that stores its Secrets as it should. */
export const stored = {
  apiServers: 1,
  secrets: 2,
  metrics: [
    {
      instance: 'one',
      configHash: 'h1',
      read: { secretbox: 2 },
      written: { secretbox: 1 },
      transformed: 3,
    },
  ],
  staticPods: [
    {
      hasEncryptionConfig: true,
      writesAuditLog: true,
      keepsAuditLog: false,
      looksTokensUp: true,
    },
  ],
};

/** Takes what sources tell of control planes as it is. */
export const controlPlaneAttributes: SourceFence['attributes'] = {
  cluster: { safeParse: value => ({ success: true, data: value as {} }) },
};

/** A portal with two secrets, of which compliance can say something. */
export async function createComplianceTest(
  databaseId: Parameters<typeof createTestInventory>[0],
) {
  const test: TestInventory = await createTestInventory(databaseId);
  test.clock.minutes = 200 * DAY;
  await test.sync('v1/secrets', [
    // Of the service, in production: set 200 days ago.
    secret('payments-prod', 'db'),
    // Of nobody, set 20 days ago, delivered, not looked at.
    secret('lists', 'remote', {
      taken: 'metadata',
      deliverer: { kind: 'ExternalSecret', name: 'remote', basis: 'owner' },
      keys: [
        key('token', '', {
          class: 'token',
          fingerprint: undefined,
          age: {
            earliest: at(180 * DAY),
            latest: at(180 * DAY),
            basis: 'observed',
          },
        }),
      ],
    }),
  ]);
  await test.sync('v1/namespaces', [
    {
      ...object('Namespace', '', 'payments-prod', {
        annotations: [
          {
            key: 'keyward.io/owner',
            length: 0,
            value: 'group:default/payments',
          },
        ],
      }),
      namespace: undefined,
    },
  ]);
  await test.sync('apps/v1/deployments', [
    object('Deployment', 'payments-prod', 'shop', {
      labels: { 'backstage.io/kubernetes-id': 'shop' },
      references: [reference('payments-prod', 'db')],
    }),
  ]);
  const api = await createTestApi({
    test,
    policy: undefined,
    entities: [entity],
  });
  await api.link();
  const secrets: { id: string; name: string }[] = await test
    .knex('secrets')
    .select('id', 'name');
  const idOf = (name: string) => secrets.find(row => row.name === name)!.id;
  await test
    .knex('rotation_keys')
    .insert([
      rotation(idOf('db'), 'password', 'overdue'),
      rotation(idOf('remote'), 'token', 'inPeriod'),
    ]);
  await test
    .knex('findings')
    .insert([
      finding(idOf('db'), 'weak-value', 'suppressed'),
      finding(idOf('db'), 'secret-in-env', 'open'),
      finding(idOf('db'), 'exposed-value', 'resolved'),
    ]);
  // As if all rules had been asked.
  await test.knex('analyses').delete();

  /** Says by its label of which environment a namespace is. */
  async function setEnvironment(namespace: string, environment: string) {
    await test.knex('labels').insert({
      source_id: 'prod',
      ref: formatObjectRef({
        sourceId: 'prod',
        apiGroup: '',
        kind: 'Namespace',
        name: namespace,
      }),
      key: 'env',
      value: environment,
    });
  }

  async function countsOf(path: string): Promise<Record<string, number[]>> {
    const { status, body } = await api.ask('platform', path);
    expect(status).toBe(200);
    const countOf = (evidence: any[], verdict: string) =>
      evidence.find(each => each.verdict === verdict)?.count ?? 0;
    return Object.fromEntries(
      body.checks
        .filter(({ evidence }: any) => evidence[0].total !== undefined)
        .map(({ id, evidence }: any) => [
          id,
          ['pass', 'fail', 'unknown'].map(verdict =>
            countOf(evidence, verdict),
          ),
        ]),
    );
  }

  async function rowsOf(
    caller: 'platform' | 'owner' | 'otherTeam',
    query: string,
  ): Promise<{ rows: any[]; total: number }> {
    const rows = [];
    let cursor = '';
    let total = 0;
    do {
      const { status, body } = await api.ask(
        caller,
        `/compliance/evidence?limit=1&${query}${
          cursor && `&cursor=${encodeURIComponent(cursor)}`
        }`,
      );
      expect(status).toBe(200);
      expect(body.items.length).toBeLessThanOrEqual(1);
      rows.push(...body.items);
      total = body.totalItems;
      cursor = body.nextCursor ?? '';
    } while (cursor);
    return { rows, total };
  }

  /** What a source says of the control plane of its cluster. */
  async function tellControlPlane(evidence: object, missing: string[] = []) {
    await test.knex('secrets').where({ ref: 'cluster:prod/prod' }).delete();
    await test.sync('control-plane', [
      {
        type: 'resource',
        kind: 'cluster',
        ref: 'cluster:prod/prod',
        system: 'kubernetes',
        location: [],
        name: 'prod',
      } as any,
    ]);
    await test
      .knex('secrets')
      .where({ ref: 'cluster:prod/prod' })
      .update({
        attributes: JSON.stringify({
          evidence: JSON.stringify(evidence),
          missing,
        }),
      });
  }

  return { test, api, setEnvironment, countsOf, rowsOf, tellControlPlane };
}

function rotation(secretId: string, name: string, state: string) {
  return {
    source_id: 'prod',
    secret_id: secretId,
    key: name,
    policy: 'p',
    policy_days: 90,
    state,
    due_sort: '~',
  };
}

function finding(secretId: string, rule: string, state: string) {
  return {
    id: `${rule}-${secretId}`,
    source_id: 'prod',
    secret_id: secretId,
    rule,
    item: '',
    severity: 'high',
    rank: 3,
    state,
    active: state === 'open',
    evidence: '{}',
    first_seen: at(0),
    last_seen: at(0),
  };
}
