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

import { PassThrough } from 'stream';
import { type RunningEstate, loadEstate, startEstate } from '@internal/estate';
import { createFingerprinter } from '@keyward/values';
import { type Observation, readDump } from '@keyward/observation';
import { observeObject, observeSecret } from '@keyward/kube-model';
import { KubeConfig } from '@kubernetes/client-node';
import { RecordingSink } from '../__testUtils__/RecordingSink';
import { until } from '../__testUtils__/until';
import { dumpCluster } from '../dump';
import { knownCustomKinds, type SecretsMode } from '../streams';
import { KubernetesCollector } from './KubernetesCollector';

const fingerprinter = createFingerprinter({
  key: Buffer.alloc(32, 7),
  keyId: 'one',
});
const now = new Date('2026-11-01T12:00:00Z');
const HELM = 'helm.sh/release.v1';
const TOKEN = 'kubernetes.io/service-account-token';
const SEALING_KEY = 'sealedsecrets.bitnami.com/sealed-secrets-key';
/** What is served and tells nothing of secrets. */
const NOT_FOLLOWED = ['Event', 'Service', 'Node', 'LimitRange'];

/** What differs by the way in which an object was read. */
function comparable(observations: Iterable<Observation>) {
  return [...observations]
    .map(observation => ({ ...observation, resourceVersion: undefined }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

describe('KubernetesCollector on the estate', () => {
  const { clusters } = loadEstate({ now });
  let estate: RunningEstate;
  let sink: RecordingSink;
  let running: Promise<void>;

  beforeAll(async () => {
    estate = await startEstate({ now, watchFiles: false });
  });
  afterAll(async () => {
    await estate.stop();
  });
  beforeEach(() => {
    sink = new RecordingSink();
    running = Promise.resolve();
  });
  afterEach(async () => {
    sink.stop();
    await running;
  });

  const kubeConfigOf = (cluster: string) => {
    const { url, token } = estate.clusters.find(
      ({ name }) => name === cluster,
    )!;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: cluster, server: url, skipTLSVerify: true },
      { name: 'reader', token },
    );
    return config;
  };
  const collect = async (cluster: string, mode: SecretsMode) => {
    running = new KubernetesCollector({
      sourceId: cluster,
      kubeConfig: kubeConfigOf(cluster),
      mode,
      fingerprinter,
      kinds: knownCustomKinds,
    }).run(sink);
    await until(() => {
      expect(sink.lastReport).toMatchObject({
        state: 'live',
        problems: [],
        warnings: [],
      });
      expect([...sink.streams.keys()].join()).toContain('external-secrets.io');
    }, 20_000);
  };
  const collected = () =>
    comparable(
      [...sink.streams.values()].flatMap(items => [...items.values()]),
    );

  /** What reading each object by itself tells. */
  const expected = (cluster: string) =>
    comparable(
      clusters
        .find(({ name }) => name === cluster)!
        .objects.filter(({ kind }) => !NOT_FOLLOWED.includes(kind))
        .map(object => {
          if (object.kind !== 'Secret') {
            return observeObject(object, { sourceId: cluster });
          }
          const jewel =
            [HELM, TOKEN].includes(object.type) ||
            SEALING_KEY in (object.metadata.labels ?? {});
          return observeSecret(object, {
            sourceId: cluster,
            taken: jewel ? 'metadata' : 'fingerprint',
            fingerprinter,
          });
        }),
    );

  it.each(clusters.map(({ name }) => name))(
    'sees what was put into %s, object by object',
    async cluster => {
      await collect(cluster, 'fingerprint');
      const seen = collected();
      const wanted = expected(cluster);
      expect(seen.map(({ ref }) => ref)).toEqual(wanted.map(({ ref }) => ref));
      expect(seen).toEqual(wanted);
      expect(seen.length).toBeGreaterThan(100);
    },
    40_000,
  );

  it('takes neither sizes nor fingerprints with metadata', async () => {
    await collect('production', 'metadata');
    const secrets = collected().filter(({ type }) => type === 'secret');
    const wanted = expected('production').filter(
      ({ type }) => type === 'secret',
    );
    expect(secrets.map(({ ref }) => ref)).toEqual(wanted.map(({ ref }) => ref));
    expect(secrets.length).toBeGreaterThan(20);
    const text = JSON.stringify(secrets);
    expect(text).not.toContain('"fingerprint":');
    expect(text).not.toContain('"size":');
    expect(
      secrets.map(secret => secret.type === 'secret' && secret.keyCount),
    ).toEqual(
      wanted.map(secret => secret.type === 'secret' && secret.keyCount),
    );
  }, 40_000);

  it('sees what is put, changed and deleted later', async () => {
    await collect('staging', 'fingerprint');
    const store = estate.cluster('staging');
    const added = (value: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'payments', name: 'added' },
      type: 'Opaque',
      data: { key: Buffer.from(value).toString('base64') },
    });
    const ref = 'kubernetes:staging/payments/added';
    const print = () => {
      const found = sink.streams.get('v1/secrets')?.get(ref);
      return found?.type === 'secret' ? found.keys[0].fingerprint : undefined;
    };
    store.put(added('mJ5!vTq0zKx8@bNw3rLp') as any);
    await until(() => expect(print()).toBeDefined());
    const first = print();
    store.put(added('Xw7#pRs2yHc9&dGf4tVk') as any);
    await until(() => expect(print()).not.toBe(first));
    store.delete(added('') as any);
    await until(() => expect(sink.refs).not.toContain(ref));
  }, 40_000);

  it('dumps what it collects', async () => {
    const output = new PassThrough();
    const dumping = dumpCluster({
      kubeConfig: kubeConfigOf('production'),
      sourceId: 'production',
      title: 'production',
      mode: 'fingerprint',
      output,
      now: () => now,
    }).finally(() => output.end());
    const dump = await readDump(output);
    const observations: Observation[] = [];
    for await (const observation of dump.observations) {
      observations.push(observation);
    }
    await dumping;
    const withoutPrints = (all: object[]) =>
      JSON.parse(
        JSON.stringify(all, (name, value) =>
          ['fingerprint', 'fingerprintKeyId'].includes(name)
            ? undefined
            : value,
        ),
      );
    expect(withoutPrints(comparable(observations))).toEqual(
      withoutPrints(expected('production')),
    );
    expect(dump.end).toMatchObject({ listed: 'all', warnings: [] });
  }, 40_000);
});
