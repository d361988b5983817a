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

import { judgeResource, type ResourceFacts } from '@keyward/findings';
import type { ResourceObservation } from '@keyward/observation';
import { FakeCluster } from '../__testUtils__/FakeCluster';
import {
  externalSecret,
  FAILED,
  failure,
  store,
} from '../__testUtils__/objects';
import { externalSecretsRules } from '../rules';
import { ExternalSecretsObserver } from './ExternalSecretsObserver';

const V1 = '/apis/external-secrets.io/v1';
const STORES = `${V1}/secretstores`;
const CLUSTER_STORES = `${V1}/clustersecretstores`;
const EXTERNAL_SECRETS = `${V1}/externalsecrets`;
const CLUSTER_EXTERNAL_SECRETS = `${V1}/clusterexternalsecrets`;
const PUSH_SECRETS = '/apis/external-secrets.io/v1alpha1/pushsecrets';
const EVENTS = '/api/v1/events';
const NOW = '2026-12-01T12:00:00.000Z';
const RECENT = '2026-12-01T11:50:00Z';
const BEFORE = '2026-12-01T10:50:00Z';

const refOf = (name: string) =>
  `external-secret:prod/shop/ExternalSecret%2F${name}`;
const AWS = 'secret-store:prod/ClusterSecretStore%2Faws';

/** What the rules find in a resource, in words. */
function findings(resource: ResourceObservation): string[] {
  const { attributes = {}, labels = {}, ...rest } = resource;
  const facts = { id: 'id', sourceId: 'prod', ...rest, attributes, labels };
  const { verdicts } = judgeResource(
    externalSecretsRules,
    facts as ResourceFacts,
    { now: NOW, productionEnvironments: [] } as any,
    (_, error) => {
      throw error;
    },
  );
  return verdicts.map(verdict => {
    const rule = externalSecretsRules.find(({ id }) => id === verdict.rule)!;
    const said = rule.sentence({ ...verdict, name: resource.name });
    expect(said).not.toMatch(/undefined|NaN|null/);
    return `${verdict.rule}: ${said}`;
  });
}

describe('ExternalSecretsObserver', () => {
  it('knows what cannot be known of an operator, and everything else nevertheless', async () => {
    const unmeasured = new FakeCluster();
    unmeasured.lists[CLUSTER_STORES] = [store('aws')];
    const observer = new ExternalSecretsObserver({
      everyMs: 60_000,
      // Nothing listens there.
      metricsUrls: new Map([['prod-eu', 'http://127.0.0.1:1/metrics']]),
    });
    await unmeasured.look(each => observer.observe(each));
    const OPERATOR = 'external-secrets-operator:prod/Operator';
    expect(unmeasured.resources[OPERATOR].attributes).toEqual({
      metrics: 'not-known',
      problem: 'unreachable',
    });
    expect(unmeasured.resources).toHaveProperty([AWS]);
    expect(unmeasured.problems).toEqual([]);
  });

  let cluster: FakeCluster;
  beforeEach(() => {
    cluster = new FakeCluster();
    cluster.lists[STORES] = [];
    cluster.lists[CLUSTER_STORES] = [store('aws')];
    cluster.lists[EXTERNAL_SECRETS] = [];
    cluster.lists[CLUSTER_EXTERNAL_SECRETS] = [];
    cluster.lists[PUSH_SECRETS] = [];
    cluster.lists[EVENTS] = [];
  });

  const look = async () => {
    const observer = new ExternalSecretsObserver(
      { everyMs: 60_000 },
      { now: () => new Date(NOW) },
    );
    await cluster.look(each => observer.observe(each));
    for (const { kind, attributes } of Object.values(cluster.resources)) {
      expect(observer.attributes[kind].safeParse(attributes)).toEqual({
        success: true,
        data: attributes,
      });
    }
    return cluster.resources;
  };

  it('takes no name that is longer than a name can be', async () => {
    // Whoever creates an ExternalSecret writes these, and the API server takes any length.
    const long = 'x'.repeat(2000);
    const owner = { apiVersion: 'x/v1', kind: 'ClusterExternalSecret' };
    cluster.lists[EXTERNAL_SECRETS] = [
      externalSecret('owned', {
        metadata: { ownerReferences: [{ ...owner, name: long, uid: 'u' }] },
      }),
      externalSecret('stored', { store: long }),
    ];
    cluster.lists[PUSH_SECRETS] = [
      {
        metadata: { name: 'pushed', namespace: 'shop' },
        spec: { secretStoreRefs: [{ name: long }] },
      },
    ];
    const resources = await look();
    expect(resources).toHaveProperty([
      'push-secret:prod/shop/PushSecret%2Fpushed',
    ]);
    expect(resources[refOf('owned')].attributes).not.toHaveProperty('madeBy');
    expect(resources).toHaveProperty([refOf('stored')]);
  });

  it('takes the word of no Event in another namespace', async () => {
    cluster.lists[EXTERNAL_SECRETS] = [externalSecret('a', { ready: FAILED })];
    const forged = failure('a', 'AccessDenied', RECENT);
    cluster.lists[EVENTS] = [
      failure('a', 'Secret does not exist'),
      { ...forged, metadata: { name: 'a.2', namespace: 'eve' } },
      {
        ...forged,
        metadata: { name: 'a.3', namespace: 'eve' },
        involvedObject: { ...forged.involvedObject, namespace: 'eve' },
      },
    ];
    const resources = await look();
    expect(resources[refOf('a')].attributes?.cause).toBe('missing');
  });

  it('says of each ExternalSecret how it does, and finds nothing in one that does well', async () => {
    const retained = {
      message: 'secret retained due to DeletionPolicy=Retain',
    };
    cluster.lists[EXTERNAL_SECRETS] = [
      externalSecret('good', { refreshTime: RECENT }),
      externalSecret('stale', { refreshTime: '2026-12-01T09:00:00Z' }),
      externalSecret('once', {
        refreshTime: '2025-12-01T09:00:00Z',
        spec: { refreshPolicy: 'CreatedOnce' },
      }),
      externalSecret('retained', { refreshTime: RECENT, ready: retained }),
      externalSecret('deleted', {
        refreshTime: RECENT,
        ready: { reason: 'SecretDeleted' },
      }),
      externalSecret('new', { ready: { type: 'Other' } }),
    ];
    const resources = await look();
    const found = (name: string) => findings(resources[refOf(name)]);
    expect(found('good')).toEqual([]);
    expect(found('once')).toEqual([]);
    expect(found('new')).toEqual([]);
    expect(found('stale')).toEqual([
      'external-secret-stale: stale reports that it is ready, but was last refreshed at 2026-12-01T09:00:00.000Z, more than two intervals of 3600 seconds ago',
    ]);
    expect(found('retained')).toEqual([
      'external-secret-source-gone: retained reports that it is ready, but has nothing at the provider any longer; the Secret keeps its last value',
    ]);
    expect(found('deleted')[0]).toContain('and its Secret was deleted');
    expect(resources[refOf('good')].attributes).toEqual({
      state: 'synced',
      stores: ['ClusterSecretStore/aws'],
      storeCount: 1,
      uid: 'uid-good',
      isStoreFailing: false,
      isStale: false,
      makesSecret: true,
      neverSynced: false,
      refreshes: 'periodic',
      refreshTime: '2026-12-01T11:50:00.000Z',
      intervalSeconds: 3600,
      callsPerDay: 24,
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
    });
    expect(findings(resources[AWS])).toEqual([]);
    expect(resources[AWS].attributes).toMatchObject({
      provider: 'aws',
      login: 'controller',
      health: 'reading',
      users: 6,
      // Five are refreshed each hour, and one never again.
      callsPerDay: 120,
    });
    // Where nothing fails, no Event is read.
    expect(cluster.asked.some(path => path.startsWith(EVENTS))).toBe(false);
    expect(cluster.problems).toEqual([]);
    expect(cluster.completed).toHaveLength(6);
  });

  it('finds a store that fails once, with its victims, and no finding for each of them', async () => {
    const none = { target: { creationPolicy: 'None' } };
    cluster.lists[EXTERNAL_SECRETS] = [
      ...['a', 'b', 'c', 'd'].map(name =>
        externalSecret(name, { ready: FAILED }),
      ),
      externalSecret('lost', { ready: FAILED, spec: none }),
    ];
    cluster.lists[EVENTS] = [
      ...['a', 'b', 'c'].map(name =>
        failure(
          name,
          'AccessDeniedException: User is not authorized to perform',
        ),
      ),
      failure('lost', 'Secret does not exist'),
    ];
    const resources = await look();
    // What fails for a cause of its own is no victim, and keeps its finding.
    expect(findings(resources[refOf('lost')])).toEqual([
      'external-secret-not-delivered: lost fails: the provider has no such key',
    ]);
    expect(findings(resources[AWS])).toEqual([
      'secret-store-failing: ClusterSecretStore/aws reports that it is ready, but the provider denies access: 4 of 5 ExternalSecrets that read from it fail',
    ]);
    expect(findings(resources[refOf('a')])).toEqual([]);
    expect(resources[refOf('a')].attributes).toMatchObject({
      state: 'failing',
      cause: 'denied',
      isStoreFailing: true,
      neverSynced: true,
    });
    expect(resources[refOf('a')].status).toMatchObject({
      ready: 'false',
      cause: 'denied',
      becauseOf: AWS,
    });
    expect(resources[refOf('d')].attributes).toMatchObject({
      cause: 'not-known',
      isStoreFailing: true,
    });
    expect(resources[refOf('d')].status).toMatchObject({ becauseOf: AWS });
    expect(resources[refOf('d')].status).not.toHaveProperty('cause');
  });

  it('blames a key that is missing on the ExternalSecret, and leaves what has a Secret to that', async () => {
    const none = { target: { creationPolicy: 'None' } };
    cluster.lists[EXTERNAL_SECRETS] = [
      externalSecret('none', { ready: FAILED, spec: none }),
      externalSecret('never', { ready: FAILED }),
      externalSecret('before', { ready: FAILED, refreshTime: BEFORE }),
      externalSecret('owned', {
        ready: {
          ...FAILED,
          message: 'target is owned by another ExternalSecret',
        },
      }),
      externalSecret('lost', { ready: FAILED, store: 'gone' }),
      externalSecret('expired', { ready: FAILED }),
    ];
    cluster.lists[EVENTS] = [
      failure('none', 'Secret does not exist'),
      failure('never', 'AccessDenied', '2026-12-01T10:59:58Z'),
      failure('never', 'Secret does not exist'),
      failure('before', 'Secret does not exist'),
      // Before it began to fail this time.
      failure('expired', 'Secret does not exist', '2026-12-01T09:00:00Z'),
    ];
    const resources = await look();
    expect(findings(resources[refOf('none')])).toEqual([
      'external-secret-not-delivered: none fails: the provider has no such key',
    ]);
    const causes = {
      never: 'missing',
      before: 'missing',
      owned: 'target-owned',
    };
    const others = { lost: 'store-not-found', expired: 'not-known' };
    for (const [name, cause] of Object.entries({ ...causes, ...others })) {
      const resource = resources[refOf(name)];
      expect([name, resource.attributes?.cause]).toEqual([name, cause]);
      expect([name, findings(resource)]).toEqual([name, []]);
      expect(resource.status).not.toHaveProperty('becauseOf');
    }
    expect(findings(resources[AWS])).toEqual([]);
  });

  it('keeps nothing of what the operator says in texts', async () => {
    const CANARY = 'canary-7f3a91c2d8';
    const text = `${CANARY} AccessDenied ${CANARY}`;
    cluster.lists[CLUSTER_STORES] = [
      {
        ...store('aws', { ready: 'False' }),
        status: {
          conditions: [
            { type: 'Ready', status: 'False', reason: text, message: text },
          ],
        },
      },
    ];
    cluster.lists[EXTERNAL_SECRETS] = [
      externalSecret('a', {
        ready: { ...FAILED, message: text },
        spec: {
          target: {
            name: 'a',
            template: { data: { password: CANARY } },
          },
        },
        metadata: {
          annotations: {
            'reconcile.external-secrets.io/data-hash': CANARY,
            'kubectl.kubernetes.io/last-applied-configuration': text,
          },
          labels: { 'reconcile.external-secrets.io/data-hash': CANARY },
        },
      }),
    ];
    cluster.lists[CLUSTER_EXTERNAL_SECRETS] = [
      {
        metadata: { name: 'many' },
        status: { failedNamespaces: [{ namespace: 'shop', reason: text }] },
      },
    ];
    cluster.lists[PUSH_SECRETS] = [
      {
        metadata: { name: 'push', namespace: 'shop' },
        status: {
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'Errored',
              message: text,
            },
          ],
        },
      },
    ];
    cluster.lists[EVENTS] = [failure('a', text)];
    const logged = jest.spyOn(console, 'log');
    const resources = await look();
    const told = Object.values(resources).flatMap(findings);
    expect(told).toHaveLength(3);
    expect(told.join('\n')).toContain(
      'push-secret-failing: push could not push its Secret to the provider',
    );
    expect(told.join('\n')).toContain(
      'many could not create its ExternalSecret in 1 of the namespaces',
    );
    expect(
      JSON.stringify([cluster.batches, cluster.problems, told]),
    ).not.toContain(CANARY);
    expect(logged).not.toHaveBeenCalled();
  });

  it('reads v1beta1 where that is served, and nothing where the kinds are not', async () => {
    for (const path of Object.keys(cluster.lists)) {
      delete cluster.lists[path];
    }
    const BETA = '/apis/external-secrets.io/v1beta1';
    cluster.lists[`${BETA}/secretstores`] = [
      store('local', {
        namespace: 'shop',
        provider: { auth: { secretRef: { accessKeyIDSecretRef: {} } } },
      }),
    ];
    cluster.lists[`${BETA}/externalsecrets`] = [
      externalSecret('good', {
        kind: 'SecretStore',
        store: 'local',
        refreshTime: RECENT,
      }),
    ];
    const resources = await look();
    const ref = 'secret-store:prod/shop/SecretStore%2Flocal';
    expect(resources[ref].attributes).toMatchObject({
      health: 'reading',
      users: 1,
    });
    expect(findings(resources[ref])).toEqual([
      'secret-store-static-credentials: SecretStore/local logs in at aws with credentials from a Secret. Whoever reads this Secret can read what the store can',
    ]);
    expect(cluster.problems).toEqual([]);
    expect(cluster.completed).toHaveLength(6);
  });

  it('leaves what it may not list as it was known, and says so', async () => {
    cluster.forbidden.add(CLUSTER_STORES).add(EVENTS).add(PUSH_SECRETS);
    cluster.lists[`${V1}/pushsecrets`] = [];
    cluster.forbidden.add(`${V1}/pushsecrets`);
    cluster.lists[EXTERNAL_SECRETS] = [
      externalSecret('a', { ready: FAILED, refreshTime: BEFORE }),
    ];
    const resources = await look();
    // That a store is not there is not known where stores may not be listed.
    expect(resources[refOf('a')].attributes).toMatchObject({
      cause: 'not-known',
    });
    expect(cluster.completed).toEqual([
      'external-secrets/cluster-external-secrets',
      'external-secrets/external-secrets',
      'external-secrets/operators',
      'external-secrets/stores',
    ]);
    expect(cluster.problems.map(({ message }) => message)).toEqual([
      'The credential for prod-eu may not list clustersecretstores, so that less is known of External Secrets',
      'The credential for prod-eu may not list events, so that less is known of External Secrets',
      'The credential for prod-eu may not list pushsecrets, so that less is known of External Secrets',
    ]);
  });

  it('lists namespaces one by one where the credential is bound to them', async () => {
    cluster.namespaces = ['shop', 'pay'];
    for (const namespace of cluster.namespaces) {
      for (const resource of ['secretstores', 'externalsecrets']) {
        cluster.lists[`${V1}/namespaces/${namespace}/${resource}`] = [];
      }
    }
    await look();
    expect(cluster.asked).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`${V1}/namespaces/pay/externalsecrets`),
        expect.stringContaining(`${CLUSTER_STORES}?`),
      ]),
    );
    expect(cluster.asked.join()).not.toContain(`${EXTERNAL_SECRETS}?`);
  });

  it('goes on past what has no shape', async () => {
    cluster.lists[CLUSTER_STORES] = [
      {},
      { metadata: { name: 7 } },
      store('aws'),
    ];
    cluster.lists[EXTERNAL_SECRETS] = [
      {},
      { metadata: null, spec: 'x', status: [] },
      externalSecret('good', { refreshTime: RECENT }),
    ];
    cluster.lists[PUSH_SECRETS] = [{ metadata: {} }];
    const resources = await look();
    expect(Object.keys(resources).sort()).toEqual([refOf('good'), AWS].sort());
  });
});
