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

// What people reported that tools of this kind get wrong about a change of roles and
// bindings, on a real API server: what the portal and the command line foretell is
// what the API server answers once the change is made, and where the roles may not be
// read it is not known who gains, which is not the same as nobody.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AccessQuestion } from '@keyward/kube-access';
import { loadAll } from 'js-yaml';
import { reviewAll } from '../access/subjectAccessReview';
import { applyManifests } from '../manifests/applyManifests';
import { packageFolder } from '../packageFolder';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { runKeyward, writeKubeconfig } from '../process/runKeyward';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'access-cases';
/** The same cluster, read by an account that may list bindings and no roles. */
const WITHOUT_ROLES = 'without-roles';
const PATIENCE_MS = 60_000;
const repository = dirname(dirname(packageFolder));
const READER = join(repository, 'deploy/kubernetes/reader.yaml');

const cluster = useLivingCluster({
  clusterName: NAME,
  scheduler: false,
  kwok: false,
});

const fixture = (name: string) =>
  join(repository, 'packages/cli/src/__fixtures__', name);

async function manifestsOf(file: string) {
  const documents = loadAll(await readFile(fixture(file), 'utf8'));
  return documents.flatMap((document: any) => document.items);
}

/** A token of an account that has what the reader has, less the roles. */
async function tokenWithoutRoles(): Promise<string> {
  const lists = '[clusterrolebindings, clusterroles, rolebindings, roles]';
  const text = await readFile(READER, 'utf8');
  expect(text).toContain(lists);
  await cluster().kubectl(
    ['apply', '-f', '-'],
    text
      .replaceAll('keyward-reader', 'keyward-without-roles')
      .replace(lists, '[clusterrolebindings, rolebindings]'),
  );
  return await cluster().createServiceAccountToken(
    'keyward',
    'keyward-without-roles',
  );
}

describe('reported cases of access, on a real API server', () => {
  let folder: string;
  let portal: PortalProcess;
  let pat: PortalApi;
  const dumps: Record<string, string> = {};

  const sourceOf = async (id: string) => {
    const { items } = await pat.get('/api/secrets/sources');
    return items.find((each: any) => each.id === id);
  };
  const whatIf = async (sourceId: string, file: string) => {
    const { status, body } = await pat.request(
      'POST',
      '/api/secrets/access/what-if',
      JSON.stringify({
        sourceId,
        manifests: await readFile(fixture(file), 'utf8'),
      }),
    );
    expect(status).toBe(200);
    return body;
  };
  const gainOf = ({ subjects }: any, group: string) =>
    subjects.find(({ id }: any) => id === `g:${group}`)?.gained;
  /** The Secrets that somebody can get, list or watch, as the API server says it. */
  const readable = async (who: Pick<AccessQuestion, 'user' | 'groups'>) => {
    const { items } = await cluster().api.call('GET', '/api/v1/secrets');
    const places: { namespace: string; name: string }[] = items.map(
      ({ metadata }: any) => metadata,
    );
    const verbs = ['get', 'list', 'watch'];
    const answers = await reviewAll(
      cluster().api,
      places.flatMap(({ namespace, name }) =>
        verbs.map(verb => ({
          ...who,
          verb,
          resource: 'secrets',
          namespace,
          name,
        })),
      ),
    );
    return places
      .filter((_, index) =>
        verbs.some((__, verb) => answers[index * verbs.length + verb]),
      )
      .map(({ namespace, name }) => `${namespace}/${name}`);
  };
  const readableBy = (group: string) =>
    readable({ user: 'somebody', groups: [group, 'system:authenticated'] });
  const readersIn = async (sourceId: string) => {
    const items: any[] = await pat.list('/api/secrets/secrets');
    const { id } = items.find(
      each =>
        each.sourceId === sourceId &&
        each.namespace === 'store' &&
        each.name === 'orders',
    );
    const readers = await pat.get(`/api/secrets/secrets/by-id/${id}/readers`);
    return {
      unknown: readers.unknown,
      ids: readers.items.map((each: any) => each.id),
    };
  };
  const gate = (change: string, dump: string) =>
    runKeyward(
      ...['what-if', fixture(change), '--fail-on-gain', '--dump', dumps[dump]],
    );
  const isRead = () =>
    until(async () => {
      expect(await sourceOf(NAME)).toMatchObject({
        state: 'live',
        problems: [],
      });
      expect(await sourceOf(WITHOUT_ROLES)).toMatchObject({
        state: 'degraded',
        problems: [
          { code: 'forbidden', message: expect.stringContaining('roles') },
        ],
      });
    }, PATIENCE_MS);
  const takeDump = async (name: string, token: string, warning: string) => {
    dumps[name] = join(folder, `${name}.dump`);
    const kubeconfig = await writeKubeconfig(
      join(folder, name),
      cluster(),
      token,
    );
    const printed = await runKeyward(
      ...['dump', '--context', NAME, '--kubeconfig', kubeconfig],
      ...['--output', dumps[name]],
    );
    expect(printed).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(warning),
    });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-access-cases-'));
    await applyManifests(cluster(), [
      ...(await manifestsOf('merge-key-cluster.yaml')),
      ...(await manifestsOf('roles-not-read.yaml')),
    ]);
    const token = await readerToken(cluster());
    const withoutRoles = await tokenWithoutRoles();
    const config: any = clusterConfig(cluster(), { token });
    const [{ clusters }] = config.kubernetes.clusterLocatorMethods;
    clusters.push({ ...clusters[0], name: WITHOUT_ROLES });
    config.secrets.kubernetes.clusters.push({
      cluster: WITHOUT_ROLES,
      id: WITHOUT_ROLES,
      credential: { token: withoutRoles },
    });
    portal = await startPortalProcess({ config });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isRead();
    await takeDump(NAME, token, '');
    await takeDump(WITHOUT_ROLES, withoutRoles, 'may not list');
  }, 400_000);

  afterAll(async () => {
    await portal?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it('names who reads a Secret where the roles are read', async () => {
    await until(async () => {
      const { unknown, ids } = await readersIn(NAME);
      expect(unknown).toBeUndefined();
      expect(ids).toContain('u:bob');
      expect(ids).not.toContain('u:ann');
    }, PATIENCE_MS);
    expect(await readable({ user: 'bob' })).toEqual(['store/orders']);
    // The role of her binding is not there.
    expect(await readable({ user: 'ann' })).toEqual([]);
  });

  it('says that others may read it where the roles are not read', async () => {
    await until(async () => {
      const { unknown, ids } = await readersIn(WITHOUT_ROLES);
      expect(ids).not.toContain('u:bob');
      expect(unknown).toMatch(/^(cluster)?roles, (cluster)?roles could not/);
      expect(unknown).toContain(
        'RoleBinding store/in-store gives ClusterRole admin, which was not read',
      );
      expect(unknown).toContain(
        'ClusterRoleBinding everywhere gives ClusterRole secret-reader, which was not read',
      );
    }, PATIENCE_MS);
    const asked = await runKeyward(
      ...['who-can', 'store/orders', '--dump', dumps[WITHOUT_ROLES]],
    );
    expect(asked.stderr).toContain('are known to reach store/orders\n');
    expect(asked.stderr).toContain(
      'RoleBinding store/in-store gives ClusterRole admin, which was not read',
    );
    expect(asked.exitCode).toBe(1);
  });

  it('does not say that nobody gains by a role that was not read', async () => {
    const change = 'roles-not-read-change.yaml';
    expect(await readableBy('contractors')).toEqual([]);
    const foretold = await whatIf(NAME, change);
    const unsure = await whatIf(WITHOUT_ROLES, change);
    expect(unsure.unknown).toContain(
      'RoleBinding store/contractors gives ClusterRole admin, which was not read',
    );
    const failed = await gate(change, WITHOUT_ROLES);
    expect(failed.stderr).toContain('It is not known who would gain');
    expect(failed.exitCode).toBe(1);
    const known = await gate(change, NAME);
    expect(known.stderr).toContain('1 subjects would gain Secrets');
    expect(known.exitCode).toBe(1);

    await cluster().kubectl(['apply', '-f', fixture(change)]);
    const gained = await until(async () => {
      const found = await readableBy('contractors');
      expect(found).not.toEqual([]);
      return found;
    });
    expect(foretold.unknown).toBeUndefined();
    expect(gainOf(foretold, 'contractors')).toMatchObject({
      direct: gained.length,
      indirect: 0,
    });
  }, 120_000);

  it('foretells what a label does that comes by a merge key', async () => {
    const change = 'merge-key-change.yaml';
    expect(await readableBy('everybody')).toEqual([]);
    const foretold = await whatIf(NAME, change);
    expect(foretold.unknown).toBeUndefined();
    expect(
      foretold.objects
        .filter((each: any) => each.change === 'aggregated')
        .map(({ name }: any) => name)
        .sort(),
    ).toEqual(['admin', 'edit', 'view']);
    // Which roles take it in is not known there.
    const unsure = await whatIf(WITHOUT_ROLES, change);
    expect(unsure.unknown).toContain('could not be listed');
    for (const dump of [NAME, WITHOUT_ROLES]) {
      const { exitCode, stderr } = await gate(change, dump);
      expect(stderr).toContain(
        dump === NAME
          ? '1 subjects would gain Secrets'
          : 'It is not known who would gain',
      );
      expect(exitCode).toBe(1);
    }

    await cluster().kubectl(['apply', '-f', fixture(change)]);
    const gained = await until(async () => {
      const found = await readableBy('everybody');
      expect(found).not.toEqual([]);
      return found;
    }, PATIENCE_MS);
    expect(gained).toContain('store/orders');
    const gain = gainOf(foretold, 'everybody');
    expect(gain).toMatchObject({ direct: gained.length, indirect: 0 });
    expect(gained).toEqual(
      expect.arrayContaining(
        gain.examples.map(({ namespace, name }: any) => `${namespace}/${name}`),
      ),
    );
  }, 120_000);
});
