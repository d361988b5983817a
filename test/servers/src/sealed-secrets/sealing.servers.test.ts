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

// What our engine seals, opened by real controllers of both versions through a
// real API server, and what kubeseal says of it.
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSealedSecret,
  formatSealedSecret,
  mergeIntoSealedSecret,
  readManifests,
  readSealingCertificate,
  type SealedSecretManifest,
  type SealingCertificate,
  sealingScopes,
  validateSealedSecret,
} from '@keyward/sealing';
import { type SealedSecretsVersion } from '../build/serverBinaries';
import { runKeyward } from '../process/runKeyward';
import { useLivingCluster } from '../useLivingCluster';
import { until } from '../portal/until';
import {
  runKubeseal,
  SealedSecretsController,
  startSealedSecrets,
} from './startSealedSecrets';

const START_MS = 15 * 60_000;
const MIB = 1024 * 1024;
const SECRETS = '/api/v1/namespaces/shop/secrets';
const SEALED = '/apis/bitnami.com/v1alpha1/namespaces/shop/sealedsecrets';

interface Suite {
  version: SealedSecretsVersion;
  args: string[];
  values: number;
  large: number;
  patienceMs: number;
}

const SUITES: Suite[] = [
  {
    version: '0.40.0',
    args: ['--kubeclient-qps=-1'],
    values: 1000,
    large: 20,
    patienceMs: 240_000,
  },
  // It takes 1.25 a second, and no argument changes that.
  { version: '0.27.3', args: [], values: 50, large: 1, patienceMs: 240_000 },
];

describe.each(SUITES)('sealed-secrets $version', suite => {
  const { version, args, patienceMs } = suite;
  const cluster = useLivingCluster({
    clusterName: 'living',
    controllerManager: false,
    scheduler: false,
    kwok: false,
  });
  let controller: SealedSecretsController;
  let certificate: SealingCertificate;
  let folder: string;
  let certificateFile: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-sealing-'));
    controller = await startSealedSecrets(cluster(), { version, args });
    const pem = await controller.certificate();
    certificateFile = join(folder, 'cert.pem');
    await writeFile(certificateFile, pem);
    certificate = await readSealingCertificate(pem, { now: new Date() });
    await cluster().kubectl(['create', 'namespace', 'shop']);
  }, START_MS);

  afterAll(async () => {
    await controller?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** As GitOps does it; too large for an annotation with a copy of itself. */
  const apply = async (manifest: object) => {
    const { metadata } = manifest as SealedSecretManifest;
    await cluster().api.call(
      'PATCH',
      `${SEALED}/${metadata.name}?fieldManager=gitops&force=true`,
      { contentType: 'application/apply-patch+yaml', body: manifest },
    );
  };

  /** The rate limit is two requests a second. */
  const verify = async (manifest: object) =>
    await until(async () => {
      const status = await controller.verify(manifest);
      expect(status).not.toBe(429);
      return status;
    });

  const create = (
    more: Partial<Parameters<typeof createSealedSecret>[0]> & { name: string },
  ) =>
    createSealedSecret({
      certificate,
      namespace: 'shop',
      values: new Map([['password', Buffer.from(`of ${more.name}`)]]),
      ...more,
    });

  it('serves a certificate that begins when its key was made', async () => {
    const { items } = await cluster().api.call(
      'GET',
      '/api/v1/namespaces/kube-system/secrets?labelSelector=sealedsecrets.bitnami.com%2Fsealed-secrets-key%3Dactive',
    );
    expect(items).toHaveLength(1);
    expect(certificate.notBefore).toEqual(
      new Date(items[0].metadata.creationTimestamp),
    );
    expect(certificate.keyBits).toBe(4096);
  });

  it(
    'opens random values of three scopes byte by byte',
    async () => {
      const wanted = new Map<string, Uint8Array>();
      for (let at = 0; at < suite.values; at += 1) {
        wanted.set(`value-${at}`, randomValue(at, suite.large));
      }
      const arrived = collect(wanted, patienceMs);
      const queue = [...wanted].entries();
      const work = async () => {
        for (const [at, [name, value]] of queue) {
          const scope = sealingScopes[at % 3];
          // Wider scopes open under names that they were not sealed for.
          const manifest = await create({
            name: scope === 'strict' ? name : 'other',
            namespace: scope === 'cluster-wide' ? 'elsewhere' : 'shop',
            scope,
            values: new Map([['value', value]]),
            labels: { suite: 'random' },
          });
          manifest.metadata = { ...manifest.metadata, name, namespace: 'shop' };
          await apply(manifest);
        }
      };
      await Promise.all(Array.from({ length: 8 }, work));
      expect(await arrived).toEqual({ exact: suite.values, wrong: [] });
    },
    patienceMs + 60_000,
  );

  /** Compares each Secret with what was sealed, as it appears. */
  async function collect(wanted: Map<string, Uint8Array>, timeoutMs: number) {
    const seen = new Set<string>();
    const wrong: string[] = [];
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const path = `${SECRETS}?labelSelector=suite%3Drandom&resourceVersion=0`;
      for await (const { type, object } of cluster().api.watch(path, {
        signal,
      })) {
        if (type !== 'ADDED' && type !== 'MODIFIED') {
          continue;
        }
        const { name } = object.metadata;
        const value = Buffer.from(object.data?.value ?? '', 'base64');
        seen.add(name);
        if (!value.equals(wanted.get(name)!)) {
          wrong.push(name);
        }
        if (seen.size === wanted.size) {
          break;
        }
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    }
    return { exact: seen.size - wrong.length, wrong };
  }

  it('opens nothing under another scope, name or namespace, or that was changed', async () => {
    const good = await create({ name: 'verified' });
    expect(await verify(good)).toBe(200);
    const renamed = structuredClone(good);
    renamed.metadata.name = 'other';
    const moved = structuredClone(good);
    moved.metadata.namespace = 'other';
    const widened = structuredClone(good);
    widened.metadata.annotations = {
      'sealedsecrets.bitnami.com/cluster-wide': 'true',
    };
    const tampered = structuredClone(good);
    const bytes = Buffer.from(good.spec.encryptedData.password, 'base64');
    // eslint-disable-next-line no-bitwise
    bytes[bytes.length - 1] ^= 1;
    tampered.spec.encryptedData.password = bytes.toString('base64');
    for (const manifest of [renamed, moved, widened, tampered]) {
      expect(await verify(manifest)).toBe(409);
    }
    // Of the template the controller takes no scope: what differs is broken, but opens.
    const differing = structuredClone(good);
    differing.spec.template.metadata.annotations = {
      'sealedsecrets.bitnami.com/cluster-wide': 'true',
    };
    expect(await verify(differing)).toBe(200);
    expect(validateSealedSecret(differing)).toMatchObject({
      verdict: 'broken',
      problems: [{ code: 'scope', neverOpens: false }],
    });
  });

  it('opens none that is told to be broken for ever', async () => {
    const changes: ((data: Record<string, any>) => void)[] = [
      data => (data.password = 'no base64!'),
      data => (data.password = data.password.replace(/=*$/, '').slice(1)),
      data => (data.password = data.password.slice(0, 400)),
      data => (data.password = ''),
      data => (data.password = Buffer.from('plain text').toString('base64')),
      data => (data.other = 'QUJD'),
    ];
    for (const change of changes) {
      const manifest = await create({ name: 'broken' });
      change(manifest.spec.encryptedData);
      const { verdict, problems } = validateSealedSecret(manifest);
      expect(verdict).toBe('broken');
      expect(problems.some(({ neverOpens }) => neverOpens)).toBe(true);
      expect([409, 500]).toContain(await verify(manifest));
    }
  });

  it.each(sealingScopes)(
    'agrees with kubeseal about the scope %s',
    async scope => {
      const name = `kubeseal-${scope}`;
      const { stdout } = await runKubeseal(
        version,
        ['--cert', certificateFile, '--scope', scope, '--format', 'yaml'],
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name, namespace: 'shop' },
          data: { password: Buffer.from('of kubeseal').toString('base64') },
        }),
      );
      // Theirs is fine for us, and we merge into it.
      const [{ object }] = readManifests(stdout);
      expect(validateSealedSecret(object, { keyBits: [4096] })).toEqual({
        verdict: 'cannot-tell',
        problems: [],
      });
      const merged = await mergeIntoSealedSecret(stdout, {
        certificate,
        values: new Map([['token', Buffer.from('of keyward')]]),
        scope,
      });
      const [{ object: both }] = readManifests(merged.text);
      await apply(both as object);
      await until(async () => {
        const { data } = await cluster().api.call('GET', `${SECRETS}/${name}`);
        expect(data).toEqual({
          password: Buffer.from('of kubeseal').toString('base64'),
          token: Buffer.from('of keyward').toString('base64'),
        });
      });
      // Ours is fine for them, by way of the controller.
      const ours = formatSealedSecret(
        await create({ name: `ours-${scope}`, scope }),
      );
      const validate = async (text: string) =>
        await until(async () => {
          const result = await runKubeseal(
            version,
            ['--kubeconfig', cluster().kubeconfigPath, '--validate'],
            text,
          );
          expect(result.stderr).not.toMatch(/too many|limit/i);
          return result;
        });
      expect(await validate(ours)).toMatchObject({ code: 0 });
      const broken = ours.replace(/password: (.{600})./, 'password: $1A');
      const refused = await validate(
        broken === ours
          ? ours.replace(/password: (.{600})./, 'password: $1B')
          : broken,
      );
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('unable to decrypt');
    },
  );

  it('is asked by keyward seal for its certificate and its verdict', async () => {
    const cli = [
      'seal',
      '--kubeconfig',
      cluster().kubeconfigPath,
      '--context',
      'living',
    ];
    const value = join(folder, 'value');
    await writeFile(value, 'of the command');
    const sealed = await runKeyward(
      ...cli,
      ...['--namespace', 'shop', '--name', 'by-hand'],
      ...['--from-file', `a=${value}`],
    );
    expect(sealed).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(certificate.fingerprint),
    });
    const file = join(folder, 'by-hand.yaml');
    await writeFile(file, sealed.stdout);
    const verified = await runKeyward(
      ...cli,
      ...['--validate', file, '--verify', '--format', 'json'],
    );
    expect(JSON.parse(verified.stdout)).toMatchObject([
      { name: 'by-hand', verdict: 'cannot-tell', opens: true },
    ]);
    await apply(readManifests(sealed.stdout)[0].object as object);
    await until(async () => {
      const { data } = await cluster().api.call('GET', `${SECRETS}/by-hand`);
      expect(Buffer.from(data.a, 'base64').toString()).toBe('of the command');
    });
  });
});

/** Empty, binary, unicode or as large as a Secret may be. */
function randomValue(at: number, large: number): Uint8Array {
  if (at < large) {
    return randomBytes(MIB);
  }
  switch (at % 4) {
    case 0:
      return at % 8 === 0 ? new Uint8Array(0) : randomBytes(randomInt(1, 64));
    case 1:
      return randomBytes(randomInt(1, 20_000));
    case 2:
      return Buffer.from(
        Array.from({ length: randomInt(1, 500) }, () =>
          String.fromCodePoint(randomInt(0x20, 0xd800)),
        ).join(''),
      );
    default:
      return Buffer.from(randomBytes(randomInt(1, 60)).toString('base64'));
  }
}
