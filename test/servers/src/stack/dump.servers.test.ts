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

// An auditor without access: a dump of a real API server by the command line,
// read again by the command line and by a portal that knows no cluster.
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEstate } from '@internal/estate';
import { applyManifests } from '../manifests/applyManifests';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
import { clusterConfig } from '../portal/clusterConfig';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import {
  type Printed,
  runKeyward,
  writeKubeconfig,
} from '../process/runKeyward';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'production';
const PATIENCE_MS = 60_000;
/** Shorter ones are found in any text. */
const SHORTEST_VALUE = 8;

const cluster = useLivingCluster({ clusterName: NAME, kwok: false });

describe('a dump of a real API server', () => {
  const { objects } = loadEstate().clusters.find(({ name }) => name === NAME)!;
  const names = new Set(objects.map(({ metadata }) => metadata.name));
  let folder: string;
  let dump: string;
  let taken: Printed;

  const kubeconfigFor = (name: string, token: string) =>
    writeKubeconfig(join(folder, name), cluster(), token);
  const realSecrets = async (): Promise<any[]> =>
    (await cluster().api.call('GET', '/api/v1/secrets')).items;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-dump-'));
    await applyManifests(cluster(), await loadCustomResourceDefinitions());
    await applyManifests(cluster(), objects as any);
    dump = join(folder, 'prod.dump');
    taken = await runKeyward(
      ...['dump', '--context', NAME, '--output', dump, '--kubeconfig'],
      await kubeconfigFor('reader', await readerToken(cluster())),
    );
  }, 400_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is taken with the rights of the reader', () => {
    expect([taken.exitCode, taken.stdout, taken.stderr]).toEqual([
      0,
      '',
      expect.stringMatching(/^\d+ observations in /),
    ]);
  });

  it('holds no value of the cluster', async () => {
    const text = await readFile(dump, 'utf8');
    const values = (await realSecrets())
      .flatMap(({ data = {} }) => Object.values<string>(data))
      .map(value => Buffer.from(value, 'base64'))
      // Users of databases are named as their workloads are.
      .filter(
        value => value.length >= SHORTEST_VALUE && !names.has(`${value}`),
      );
    expect(values.length).toBeGreaterThan(100);
    const forms = values.flatMap(value => [
      value.toString('base64'),
      value.toString('hex'),
      // As it would stand in JSON.
      JSON.stringify(value.toString()).slice(1, -1),
    ]);
    expect(forms.filter(form => text.includes(form))).toEqual([]);
  });

  it('is printed with every Secret that there is, and its keys', async () => {
    const { exitCode, stdout, stderr } = await runKeyward(
      ...['inventory', dump, '--format', 'json'],
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    const printed = JSON.parse(stdout)
      .secrets.filter(({ class: is }: any) => is !== undefined)
      .map(({ namespace, name, type, keys }: any) => [
        `${namespace}/${name}`,
        type,
        keys.map((key: any) => key.name).sort(),
      ]);
    const real = (await realSecrets()).map(({ metadata, type, data = {} }) => [
      `${metadata.namespace}/${metadata.name}`,
      type,
      Object.keys(data).sort(),
    ]);
    expect(real.length).toBeGreaterThan(50);
    expect(printed.sort()).toEqual(real.sort());

    const table = await runKeyward('inventory', dump);
    expect(table.exitCode).toBe(0);
    expect(table.stdout.split('\n').length).toBeGreaterThan(real.length);
  }, 60_000);

  it('is to a portal what it is to the command line', async () => {
    const { stdout } = await runKeyward('inventory', dump, '--format', 'json');
    const config = clusterConfig(cluster(), { token: 'none' }) as any;
    const portal: PortalProcess = await startPortalProcess({
      config: {
        ...config,
        kubernetes: { clusterLocatorMethods: [] },
        secrets: { dumps: [{ id: 'archive', path: dump, title: 'Archive' }] },
      },
    });
    try {
      const pat = await until(
        () => portal.signIn('user:default/pat'),
        PATIENCE_MS,
      );
      await until(async () => {
        const { items } = await pat.get('/api/secrets/sources');
        expect(items).toMatchObject([{ id: 'archive', problems: [] }]);
        expect(items[0].lastFullSync).toBeTruthy();
      }, PATIENCE_MS);
      const listed = await pat.list('/api/secrets/secrets?orderBy=name%2Casc');
      const shown = listed.map(item => [
        `${item.namespace}/${item.name}`,
        item.class,
        item.keyCount,
        item.consumers.toSorted(),
        item.deliverer.kind,
      ]);
      const printed = JSON.parse(stdout).secrets.map((row: any) => [
        `${row.namespace}/${row.name}`,
        row.class ?? 'unknown',
        row.keyCount ?? 0,
        row.consumers.map(({ kind, name }: any) => `${kind}/${name}`).sort(),
        row.deliveredBy?.kind,
      ]);
      expect(shown.sort()).toEqual(printed.sort());
    } finally {
      await portal.stop();
    }
  }, 300_000);

  it('takes one namespace with rights in that namespace', async () => {
    const token = await cluster().createServiceAccountToken('payments', 'one');
    await cluster().kubectl([
      ...['create', 'rolebinding', 'one', '--namespace', 'payments'],
      ...['--clusterrole=admin', '--serviceaccount=payments:one'],
    ]);
    const file = join(folder, 'payments.dump');
    const { exitCode, stderr } = await runKeyward(
      ...['dump', '--context', NAME, '--output', file],
      ...['--kubeconfig', await kubeconfigFor('one', token)],
      ...['--namespace', 'payments'],
    );
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/warning: .*\n\d+ observations/s),
    ]);
    const { stdout } = await runKeyward('inventory', file, '--format', 'json');
    const printed = JSON.parse(stdout).secrets.flatMap((row: any) =>
      row.class ? [`${row.namespace}/${row.name}`] : [],
    );
    const real = (await realSecrets())
      .filter(({ metadata }) => metadata.namespace === 'payments')
      .map(({ metadata }) => `payments/${metadata.name}`);
    expect(real.length).toBeGreaterThan(5);
    expect(printed.sort()).toEqual(real.sort());
  }, 60_000);

  it('is not written without rights, and says which', async () => {
    const token = await cluster().createServiceAccountToken('default', 'none');
    const file = join(folder, 'none.dump');
    const { exitCode, stdout, stderr } = await runKeyward(
      ...['dump', '--context', NAME, '--output', file],
      ...['--kubeconfig', await kubeconfigFor('none', token)],
    );
    expect(exitCode).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('deploy/kubernetes/reader.yaml');
    expect(stderr).not.toContain(token);
    await expect(access(file)).rejects.toThrow('ENOENT');
  }, 60_000);
});
