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

import { readFile } from 'fs/promises';
import { join } from 'path';
import { loadEstate } from '@internal/estate';
import {
  applyManifests,
  loadCustomResourceDefinitions,
  useLivingCluster,
} from '@internal/servers';
import { createFingerprinter } from '@keyward/values';
import { type Observation } from '@keyward/observation';
import { observeObject, observeSecret } from '@keyward/kube-model';
import { KubeConfig } from '@kubernetes/client-node';
import { RecordingSink } from '../__testUtils__/RecordingSink';
import { until } from '../__testUtils__/until';
import { knownCustomKinds } from '../streams';
import { KubernetesCollector } from './KubernetesCollector';

const ROLE = join(__dirname, '../../../../deploy/kubernetes/reader.yaml');
const SOURCE = 'real';
const SECRETS = 'v1/secrets';
const PATIENCE_MS = 60_000;
/** What tells nothing of secrets, what a cluster fills in by itself, and what modules read. */
const NOT_COMPARED = ['Service', 'Node', 'LimitRange', 'Event'];
const JEWELS = ['helm.sh/release.v1', 'kubernetes.io/service-account-token'];
const SEALING_KEY = 'sealedsecrets.bitnami.com/sealed-secrets-key';

const cluster = useLivingCluster({ clusterName: 'collected' });
const fingerprinter = createFingerprinter({
  key: Buffer.alloc(32, 7),
  keyId: 'one',
});

describe('KubernetesCollector on a real API server', () => {
  const { objects } = loadEstate().clusters.find(
    ({ name }) => name === 'production',
  )!;
  /** What the cluster makes itself, under other names. */
  const skipped = new Set<string>();
  let sink: RecordingSink;
  let running: Promise<void>;

  const applyRole = async () =>
    await cluster().kubectl(['apply', '-f', '-'], await readFile(ROLE, 'utf8'));
  /** The collector gets the ServiceAccount of the role and nothing more. */
  const start = async (cursors: Record<string, string> = {}) => {
    const token = await cluster().createServiceAccountToken(
      'keyward',
      'keyward-reader',
    );
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      {
        name: SOURCE,
        server: cluster().url,
        caData: Buffer.from(cluster().caData).toString('base64'),
        skipTLSVerify: false,
      },
      { name: 'reader', token },
    );
    sink = new RecordingSink();
    Object.assign(sink.cursors, cursors);
    running = new KubernetesCollector({
      sourceId: SOURCE,
      kubeConfig,
      mode: 'fingerprint',
      fingerprinter,
      kinds: knownCustomKinds,
    }).run(sink);
  };
  const stop = async () => {
    sink.stop();
    await running;
  };
  const stateIs = (state: string) =>
    until(() => expect(sink.lastReport.state).toBe(state), PATIENCE_MS);
  const live = async () => {
    await stateIs('live');
    expect(sink.lastReport).toMatchObject({ problems: [], warnings: [] });
  };
  const create = async (name: string, value: string, namespace = 'default') =>
    await cluster().kubectl([
      'create',
      'secret',
      'generic',
      name,
      `--namespace=${namespace}`,
      `--from-literal=token=${value}`,
    ]);
  const found = (name: string) => {
    const secret = sink.streams
      .get(SECRETS)
      ?.get(`kubernetes:${SOURCE}/default/${name}`);
    return secret?.type === 'secret' ? secret : undefined;
  };
  const seen = (name: string) =>
    until(() => expect(found(name)).toBeDefined(), PATIENCE_MS);

  beforeAll(async () => {
    await applyManifests(cluster(), await loadCustomResourceDefinitions());
    const applied = await applyManifests(cluster(), objects as any);
    for (const { kind, namespace, name } of applied.skipped) {
      skipped.add(`${kind} ${namespace}/${name}`);
    }
    await applyRole();
  }, 300_000);
  beforeEach(() => {
    sink = new RecordingSink();
    running = Promise.resolve();
  });
  afterEach(stop);

  it('sees what was applied, object by object, with deploy/kubernetes/reader.yaml alone', async () => {
    await start();
    await live();
    const compared = objects.filter(
      ({ kind, metadata }) =>
        !NOT_COMPARED.includes(kind) &&
        !skipped.has(`${kind} ${metadata.namespace}/${metadata.name}`),
    );
    const wanted = compared.map(object => {
      if (object.kind !== 'Secret') {
        return observeObject(object, { sourceId: SOURCE });
      }
      const jewel =
        JEWELS.includes(object.type) ||
        SEALING_KEY in (object.metadata.labels ?? {});
      return observeSecret(object, {
        sourceId: SOURCE,
        taken: jewel ? 'metadata' : 'fingerprint',
        fingerprinter,
      });
    });
    const applied = wanted.map(essential);
    expect(applied.length).toBeGreaterThan(150);
    // Custom kinds are found a moment later.
    const refs = wanted.map(({ ref }) => ref);
    await until(
      () => expect(sink.refs).toEqual(expect.arrayContaining(refs)),
      PATIENCE_MS,
    );
    const collected = new Map(
      [...sink.streams.values()].flatMap(items => [...items]),
    );
    expect(refs.map(ref => essential(collected.get(ref)!))).toEqual(applied);
    // And the cluster made the pods of the workloads.
    const pods = sink.streams.get('v1/pods')!;
    expect(
      [...pods.values()].some(
        pod => pod.type === 'object' && pod.references.length > 0,
      ),
    ).toBe(true);
  }, 120_000);

  it('sees what kubectl creates, changes and deletes', async () => {
    await start();
    await live();
    await create('fresh', 'mJ5vTq0zKx8bNw3rLp');
    await seen('fresh');
    const { keys } = found('fresh')!;
    expect(keys).toMatchObject([{ name: 'token', class: expect.any(String) }]);
    await cluster().kubectl([
      'patch',
      'secret',
      'fresh',
      '-p',
      '{"stringData":{"token":"Xw7pRs2yHc9dGf4tVk"}}',
    ]);
    await until(() =>
      expect(found('fresh')?.keys[0].fingerprint).not.toBe(keys[0].fingerprint),
    );
    await cluster().kubectl(['delete', 'secret', 'fresh']);
    await until(() => expect(found('fresh')).toBeUndefined());
  }, 120_000);

  it('sees how many Secrets a quota allows, and counts', async () => {
    const namespace = 'limited';
    await cluster().kubectl(['create', 'namespace', namespace]);
    for (const hard of ['secrets=2', 'pods=4']) {
      await cluster().kubectl([
        'create',
        'quota',
        hard.split('=')[0],
        `--namespace=${namespace}`,
        `--hard=${hard}`,
      ]);
    }
    await start();
    await live();
    const limits = () =>
      [...(sink.streams.get('v1/resourcequotas')?.values() ?? [])].map(
        quota => quota.type === 'object' && [quota.name, quota.detail],
      );
    await until(
      () =>
        expect(limits()).toEqual([
          ['pods', undefined],
          ['secrets', { secretLimits: [{ hard: 2, used: 0 }] }],
        ]),
      PATIENCE_MS,
    );
    await create('one', 'mJ5vTq0zKx8bNw3rLp', namespace);
    await until(
      () =>
        expect(limits()).toContainEqual([
          'secrets',
          { secretLimits: [{ hard: 2, used: 1 }] },
        ]),
      PATIENCE_MS,
    );
  }, 180_000);

  it('goes on from its cursors in another run', async () => {
    await start();
    await live();
    await stop();
    const { cursors } = sink;
    await create('meanwhile', 'mJ5vTq0zKx8bNw3rLp');
    await start(cursors);
    await seen('meanwhile');
    await live();
    expect(sink.batches.filter(({ generation }) => generation)).toEqual([]);
  }, 120_000);

  it('comes back when the API server is killed and started again', async () => {
    await start();
    await live();
    await cluster().stopApiServer();
    await stateIs('down');
    expect(sink.lastReport.problems).toContainEqual(
      expect.objectContaining({ code: 'unreachable' }),
    );
    await cluster().startApiServer();
    await create('after-kill', 'mJ5vTq0zKx8bNw3rLp');
    await seen('after-kill');
    await live();
  }, 180_000);

  it('says that it is down while the API server hangs', async () => {
    await start();
    await live();
    cluster().pauseApiServer();
    try {
      await stateIs('down');
    } finally {
      cluster().resumeApiServer();
    }
    await live();
    await create('after-pause', 'mJ5vTq0zKx8bNw3rLp');
    await seen('after-pause');
    expect(sink.lastReport.followedTo).toBeDefined();
  }, 180_000);

  it('lists again after a compaction, and finds what is gone by then', async () => {
    await create('doomed', 'mJ5vTq0zKx8bNw3rLp');
    await start();
    await live();
    expect(found('doomed')).toBeDefined();
    await stop();
    const { cursors, streams } = sink;
    await cluster().kubectl(['delete', 'secret', 'doomed']);
    await create('after-compaction', 'Xw7pRs2yHc9dGf4tVk');
    await cluster().compactEtcd();
    // Else it answers from its own memory of the events.
    await cluster().restartApiServer();
    await start(cursors);
    for (const [stream, items] of streams) {
      sink.streams.set(stream, items);
    }
    await seen('after-compaction');
    await live();
    // What is gone is known once the last page of the list is there.
    await until(() => expect(found('doomed')).toBeUndefined(), PATIENCE_MS);
    expect(
      sink.batches.some(
        ({ stream, generation }) => stream === SECRETS && generation,
      ),
    ).toBe(true);
  }, 180_000);

  it('tells a right that is missing, and goes on once it is given', async () => {
    await cluster().kubectl(['delete', 'clusterrolebinding', 'keyward-reader']);
    await start();
    await until(
      () =>
        expect(sink.lastReport.problems).toContainEqual(
          expect.objectContaining({
            code: 'forbidden',
            message: expect.stringContaining('secrets'),
            remedy: expect.stringContaining('deploy/kubernetes/reader.yaml'),
          }),
        ),
      PATIENCE_MS,
    );
    await stateIs('down');
    expect(sink.lastReport.followedTo).toBeUndefined();
    await applyRole();
    await live();
  }, 180_000);

  it('says that a revoked token is not accepted any more', async () => {
    await start();
    await live();
    await cluster().kubectl([
      '-n',
      'keyward',
      'delete',
      'serviceaccount',
      'keyward-reader',
    ]);
    await stateIs('down');
    expect(sink.lastReport.problems).toContainEqual(
      expect.objectContaining({ code: 'unauthorized' }),
    );
    const { followedTo } = sink.lastReport;
    await new Promise(resolve => setTimeout(resolve, 6000));
    expect(sink.lastReport.followedTo).toBe(followedTo);
    await applyRole();
  }, 180_000);
});

/** What does not depend on who wrote the object, and when. */
function essential(observation: Observation) {
  if (observation.type === 'secret') {
    const { ref, secretType, taken, labels, deliverer, keyCount } = observation;
    return {
      ref,
      secretType,
      class: observation.class,
      taken,
      labels,
      deliverer,
      keyCount,
      createdAt: observation.createdAt,
      // The API server sorts them.
      keys: observation.keys
        .map(key => ({ ...key, age: undefined }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  }
  const { ref, references, deliveries } = observation;
  // The API server gives this one to each namespace.
  const { 'kubernetes.io/metadata.name': _, ...labels } = observation.labels;
  return { ref, references, deliveries, labels };
}
