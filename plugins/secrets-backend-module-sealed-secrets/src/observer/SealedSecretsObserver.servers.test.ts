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

// What the observer says of SealedSecrets, keys and certificates, beside what real
// controllers of both versions do with them.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  readerToken,
  type SealedSecretsController,
  type SealedSecretsVersion,
  startSealedSecrets,
  until,
  useLivingCluster,
} from '@internal/servers';
import { ClusterClient, loadKubernetesClient } from '@keyward/kube-collector';
import type { ResourceObservation } from '@keyward/observation';
import {
  createSealedSecret,
  readSealingCertificate,
  type SealingCertificate,
  sealValues,
} from '@keyward/sealing';
import { CERTIFICATE } from '../__testUtils__/certificate';
import { connectController } from '../api';
import type { ControllerSettings } from '../config';
import { controllerOutdated } from '../rules/controllerOutdated';
import { SealedSecretsObserver } from './SealedSecretsObserver';

const START_MS = 15 * 60_000;
const WIDE = { 'sealedsecrets.bitnami.com/cluster-wide': 'true' };
/** What the deprecated form seals as one. */
const WHOLE = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'deprecated', namespace: 'shop' },
  data: { password: 'b2Y=' },
};
const VERSIONS: SealedSecretsVersion[] = ['0.40.0', '0.27.3'];
const NAME = 'sealed-secrets-controller';

/** As the chart installs it; nothing runs it here, the controller is a process. */
const chartOf = (version: string) => ({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: NAME,
        namespace: 'kube-system',
        labels: { 'app.kubernetes.io/name': 'sealed-secrets' },
      },
      spec: {
        selector: { matchLabels: { app: NAME } },
        template: {
          metadata: { labels: { app: NAME } },
          spec: {
            containers: [
              {
                name: 'controller',
                image: `docker.io/bitnami/sealed-secrets-controller:${version}`,
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'proxier', namespace: 'kube-system' },
      rules: [
        {
          apiGroups: [''],
          resources: ['services/proxy'],
          resourceNames: [`http:${NAME}:`, `http:${NAME}:http`, NAME],
          verbs: ['create', 'get'],
        },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'proxier', namespace: 'kube-system' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        name: 'proxier',
      },
      subjects: [
        {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'Group',
          name: 'system:authenticated',
        },
      ],
    },
  ],
});

describe.each(VERSIONS)('Sealed Secrets %s as they are observed', version => {
  const cluster = useLivingCluster({
    clusterName: 'observed',
    controllerManager: false,
    scheduler: false,
    kwok: false,
  });
  let controller: SealedSecretsController;
  let certificate: SealingCertificate;
  let client: ClusterClient;

  beforeAll(async () => {
    controller = await startSealedSecrets(cluster(), { version });
    certificate = await readSealingCertificate(await controller.certificate(), {
      now: new Date(),
    });
    const { KubeConfig } = loadKubernetesClient();
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: 'observed',
        server: cluster().url,
        caData: Buffer.from(cluster().caData).toString('base64'),
        skipTLSVerify: false,
      },
      { name: 'reader', token: await readerToken(cluster()) },
    );
    client = new ClusterClient(config);
    for (const namespace of ['shop', 'other']) {
      await cluster().kubectl(['create', 'namespace', namespace]);
    }
    await cluster().kubectl(
      ['apply', '-f', '-'],
      JSON.stringify(chartOf(version)),
    );
  }, START_MS);

  afterAll(async () => {
    await controller?.stop();
  });

  const settings = (url?: string): ControllerSettings => ({
    cluster: 'observed',
    namespace: 'kube-system',
    name: NAME,
    port: 'http',
    verify: false,
    ...(url ? { url } : {}),
  });

  /** Looks once, as the reader of deploy/kubernetes, and with the right to ask the controller that everybody has. */
  async function look(url?: string) {
    const stop = new AbortController();
    const found = new Map<string, ResourceObservation>();
    const observer = new SealedSecretsObserver({
      everyMs: 600_000,
      controllers: [settings(url)],
    });
    await observer.observe({
      sourceId: 'observed',
      name: 'observed',
      readsSecrets: true,
      signal: stop.signal,
      client,
      apply: async ({ upserts, stream, complete }) => {
        for (const each of upserts as ResourceObservation[]) {
          found.set(`${each.kind} ${each.location[0]}/${each.name}`, each);
        }
        if (complete && stream.endsWith('sealed-secrets')) {
          stop.abort();
        }
      },
      warn: async problems => expect(problems).toEqual([]),
    });
    return found;
  }

  const controllerIn = (found: Map<string, ResourceObservation>) =>
    found.get(`sealing-controller kube-system/Deployment/${NAME}`)!;

  const create = (name: string, changes: object = {}) =>
    createSealedSecret({
      certificate,
      namespace: 'shop',
      name,
      values: new Map([['password', Buffer.from(`of ${name}`)]]),
      ...changes,
    }) as Promise<any>;

  async function apply(manifest: any) {
    const { namespace, name } = manifest.metadata;
    await cluster().api.call(
      'PATCH',
      `/apis/bitnami.com/v1alpha1/namespaces/${namespace}/sealedsecrets/${name}?fieldManager=gitops&force=true`,
      { contentType: 'application/apply-patch+yaml', body: manifest },
    );
  }

  /** SealedSecrets of each kind, and whether each opens. */
  async function createAll(): Promise<[any, boolean][]> {
    const good = await create('good');
    const wrongScope = await create('wrong-scope');
    wrongScope.metadata.annotations = WIDE;
    const renamed = await create('before');
    renamed.metadata.name = 'renamed';
    const moved = await create('moved');
    moved.metadata.namespace = 'other';
    const tampered = await create('tampered');
    const bytes = Buffer.from(tampered.spec.encryptedData.password, 'base64');
    // eslint-disable-next-line no-bitwise
    bytes[bytes.length - 1] ^= 1;
    tampered.spec.encryptedData.password = bytes.toString('base64');
    const { publicKey } = await crypto.subtle.generateKey(
      {
        name: 'RSA-OAEP',
        modulusLength: 4096,
        publicExponent: new Uint8Array([1, 0, 1]),
        hash: 'SHA-256',
      },
      true,
      ['encrypt', 'decrypt'],
    );
    const foreign = await create('foreign', {
      certificate: { ...certificate, publicKey },
    });
    const cutOff = await create('cut-off');
    cutOff.spec.encryptedData.password =
      cutOff.spec.encryptedData.password.slice(0, 400);
    const deprecated = await create('deprecated');
    deprecated.spec = {
      data: (
        await sealValues(
          new Map([['data', Buffer.from(JSON.stringify(WHOLE))]]),
          certificate,
          { scope: 'strict', namespace: 'shop', name: 'deprecated' },
        )
      ).data,
    };
    return [
      [good, true],
      [wrongScope, false],
      [renamed, false],
      [moved, false],
      [tampered, false],
      [foreign, false],
      [cutOff, false],
      [deprecated, true],
    ];
  }

  const exists = async ({ metadata: { namespace, name } }: any) => {
    const { status } = await cluster().api.request(
      'GET',
      `/api/v1/namespaces/${namespace}/secrets/${name}`,
    );
    return status === 200;
  };

  it('says of each SealedSecret whether it opened as the controller did, and never that one is good', async () => {
    const all = await createAll();
    for (const [manifest] of all) {
      await apply(manifest);
    }
    await until(async () => {
      const found = await look();
      for (const [manifest, opens] of all) {
        const { namespace, name } = manifest.metadata;
        const observed = found.get(
          `sealed-secret ${namespace}/SealedSecret/${name}`,
        );
        expect([name, observed?.attributes?.opened]).toEqual([
          name,
          String(opens),
        ]);
        expect([name, await exists(manifest)]).toEqual([name, opens]);
      }
    }, 120_000);
    const found = await look();
    const attributesOf = (name: string, namespace = 'shop') =>
      found.get(`sealed-secret ${namespace}/SealedSecret/${name}`)!.attributes!;
    for (const name of ['good', 'renamed', 'tampered', 'foreign']) {
      expect(attributesOf(name)).toMatchObject({
        verdict: 'cannot-tell',
        problems: [],
      });
    }
    expect(attributesOf('moved', 'other').verdict).toBe('cannot-tell');
    expect(attributesOf('wrong-scope')).toMatchObject({
      scope: 'cluster-wide',
      templateScope: 'strict',
      neverOpens: false,
    });
    expect(attributesOf('cut-off')).toMatchObject({
      verdict: 'broken',
      neverOpens: true,
    });
    expect(attributesOf('deprecated')).toMatchObject({
      verdict: 'broken',
      problems: ['deprecated spec.data'],
      neverOpens: false,
    });
  }, 300_000);

  it('is answered the same by /v1/verify, and waits when it is told to', async () => {
    const all = await createAll();
    const stop = new AbortController();
    const api = connectController(settings(controller.url), {
      client,
      signal: stop.signal,
    });
    const waits: number[] = [];
    const verify = async (body: unknown) => {
      for (;;) {
        const answer = await api.verify(body);
        if (answer.state !== 'throttled') {
          return answer.state;
        }
        waits.push(answer.waitMs);
        await sleep(answer.waitMs);
      }
    };
    for (const [manifest, opens] of all) {
      const { name } = manifest.metadata;
      expect([name, await verify(manifest)]).toEqual([
        name,
        opens ? 'opens' : 'does-not-open',
      ]);
    }
    const withoutValues = await create('without-values');
    delete withoutValues.spec.encryptedData;
    expect(await verify(withoutValues)).toBe('opens');
    expect(await verify('garbage')).toBe('no-answer');
    expect(waits.length).toBeGreaterThan(0);
    expect(Math.min(...waits)).toBeGreaterThan(0);
  }, 120_000);

  /** The API server dates the key's Secret itself, at times in a later second. */
  function expectCreatedWith(
    found: Awaited<ReturnType<typeof look>>,
    { notBefore }: { notBefore: Date },
  ) {
    const { newestKeyAt } = controllerIn(found).attributes!;
    const distance = Date.parse(String(newestKeyAt)) - notBefore.getTime();
    expect(Math.abs(distance)).toBeLessThanOrEqual(10_000);
  }

  it('knows the certificate, the keys, their ages and what is stale', async () => {
    // Through the API server, by the right that the chart gives to everybody.
    const before = await look();
    expect(controllerIn(before).attributes).toMatchObject({
      certificate: 'matches',
      certificateFingerprint: certificate.fingerprint,
      certificateBits: 4096,
      activeKeys: 1,
      version,
      renewal: 'on',
    });
    expectCreatedWith(before, certificate);
    await apply(await create('stale'));
    await sleep(2000);
    controller.renewKey();
    const renewed = await until(async () => {
      const pem = await controller.certificate();
      const read = await readSealingCertificate(pem, { now: new Date() });
      expect(read.fingerprint).not.toBe(certificate.fingerprint);
      return read;
    }, 60_000);
    await sleep(1500);
    await apply(await create('fresh', { certificate: renewed }));
    const after = await look();
    expect(controllerIn(after).attributes).toMatchObject({
      certificate: 'matches',
      activeKeys: 2,
    });
    expectCreatedWith(after, renewed);
    const staleOf = (name: string) =>
      after.get(`sealed-secret shop/SealedSecret/${name}`)!.attributes!.stale;
    expect([staleOf('stale'), staleOf('fresh')]).toEqual(['proven', 'unknown']);
  }, 180_000);

  it('keeps the certificate as the controller serves it, and knows of the backup what is noted', async () => {
    const served = (await controller.certificate()).trim();
    const { fingerprint } = await readSealingCertificate(served, {
      now: new Date(),
    });
    const found = await look(controller.url);
    const kept = `sealing-certificate kube-system/Certificate/${NAME}/${fingerprint}`;
    expect(found.get(kept)?.attributes?.pem).toBe(`${served}\n`);
    const { backup, newestKeyAt } = controllerIn(found).attributes!;
    expect(backup).toBe('unknown');

    const note = async (time: string) => {
      await cluster().kubectl([
        '-n',
        'kube-system',
        'annotate',
        'secret',
        '-l',
        'sealedsecrets.bitnami.com/sealed-secrets-key',
        '--overwrite',
        `keyward.io/backed-up-at=${time}`,
      ]);
      return controllerIn(await look(controller.url)).attributes;
    };
    expect(await note('2020-01-01T00:00:00Z')).toMatchObject({
      backup: 'incomplete',
      lastBackupAt: '2020-01-01T00:00:00.000Z',
    });
    // What is annotated by hand is still a key that the controller made here.
    expect(await note(String(newestKeyAt))).toMatchObject({
      backup: 'complete',
      certificate: 'matches',
    });
  });

  it('finds a certificate that is of no key, and a controller that gives values away', async () => {
    const fetched = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async () => new Response(CERTIFICATE));
    const lied = await look('http://liar.example').finally(() =>
      fetched.mockRestore(),
    );
    expect(controllerIn(lied).attributes).toMatchObject({
      certificate: 'matches-no-key',
    });
    const { attributes } = controllerIn(lied);
    const { verdicts } = controllerOutdated.judge(
      { attributes } as any,
      {} as any,
    );
    const expected = {
      item: 'rotate',
      severity: 'high',
      evidence: {
        version,
        flaw: 'rotate',
        openTo: ['system:authenticated'],
      },
    };
    expect(verdicts).toEqual(version === '0.40.0' ? [] : [expected]);
  }, 60_000);
});
