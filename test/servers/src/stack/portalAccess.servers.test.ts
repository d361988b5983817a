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

// What the portal says of who may read which Secret, against the API server itself.
import { loadEstate } from '@internal/estate';
import type { AccessQuestion } from '@keyward/kube-access';
import { dump, loadAll } from 'js-yaml';
import { reviewAll } from '../access/subjectAccessReview';
import { applyManifests } from '../manifests/applyManifests';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'production';
const PATIENCE_MS = 60_000;
const READS = ['get', 'list', 'watch'];
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const SERVICE_ACCOUNT = 'system:serviceaccount:';

const cluster = useLivingCluster({ clusterName: NAME });

describe('access, as the portal says it', () => {
  let portal: PortalProcess;
  let pat: PortalApi;

  const isLive = () =>
    until(async () => {
      const { items } = await pat.get('/api/secrets/sources');
      expect(items[0]).toMatchObject({ state: 'live', problems: [] });
    }, PATIENCE_MS);

  beforeAll(async () => {
    const { objects } = loadEstate().clusters.find(
      ({ name }) => name === NAME,
    )!;
    await applyManifests(cluster(), await loadCustomResourceDefinitions());
    await applyManifests(cluster(), objects as any);
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), {
        token: await readerToken(cluster()),
      }),
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isLive();
  }, 400_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  async function readMatrix() {
    const secrets: any[] = [];
    const cells: any[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ limit: '200' });
      if (cursor) {
        query.set('cursor', cursor);
      }
      const page = await pat.get(`/api/secrets/access/matrix?${query}`);
      expect(page.unknown).toEqual([]);
      secrets.push(...page.secrets);
      cells.push(...page.cells);
      cursor = page.nextCursor;
    } while (cursor);
    return { secrets, cells };
  }

  /** Everybody whom a binding names. */
  async function subjectsOfBindings(): Promise<string[]> {
    const found = new Set<string>();
    for (const plural of ['rolebindings', 'clusterrolebindings']) {
      const { items } = await cluster().api.call('GET', `${RBAC}/${plural}`);
      for (const { subjects = [] } of items) {
        for (const { kind, namespace, name } of subjects) {
          if (kind === 'Group') {
            found.add(`g:${name}`);
          } else {
            const user =
              kind === 'User' ? name : `${SERVICE_ACCOUNT}${namespace}:${name}`;
            found.add(`u:${user}`);
          }
        }
      }
    }
    return [...found];
  }

  it('is what the API server answers for each subject and each Secret', async () => {
    const { secrets, cells } = await readMatrix();
    expect(secrets.length).toBeGreaterThan(50);
    const direct = new Set(
      cells
        .filter(({ access }) => access === 'direct')
        .map(({ secretId, subjectId }) => `${secretId} ${subjectId}`),
    );
    expect(direct.size).toBeGreaterThan(200);
    const subjects = new Set([
      ...(await subjectsOfBindings()),
      ...cells
        .map(({ subjectId }) => subjectId)
        // What a node may get is what its pods mount: an indirect way here.
        .filter(id => !id.startsWith('u:system:node:')),
    ]);
    expect(subjects.size).toBeGreaterThan(30);
    const pairs = [...subjects].flatMap(subject =>
      secrets.map(secret => ({ subject, secret })),
    );
    const questions = pairs.flatMap(({ subject, secret }) =>
      READS.map(verb => questionOf(subject, secret, verb)),
    );
    const answers = await reviewAll(cluster().api, questions);
    const wrong = pairs.filter(({ subject, secret }, index) => {
      const allowed = READS.some(
        (_, verb) => answers[index * READS.length + verb],
      );
      return allowed !== direct.has(`${secret.id} ${subject}`);
    });
    expect(
      wrong.map(({ subject, secret }) => `${subject} ${secret.ref}`),
    ).toEqual([]);
  }, 300_000);

  it('recommends Roles that keep what is needed, and refuse the rest', async () => {
    const entity = 'component:default/payments-api';
    const { items: roles } = await pat.get(
      `/api/secrets/access/recommendations?entityRef=${entity}`,
    );
    expect(roles).toHaveLength(1);
    const [{ namespace, account, role, isChecked, excess }] = roles;
    expect(isChecked).toBe(true);
    const [recommended, binding] = loadAll(role) as any[];
    const needed: string[] = recommended.rules[0].resourceNames;
    const { items } = await cluster().api.call(
      'GET',
      `/api/v1/namespaces/${namespace}/secrets`,
    );
    const names: string[] = items.map(({ metadata }: any) => metadata.name);
    const user = `u:${SERVICE_ACCOUNT}${namespace}:${account}`;
    const allowed = async () => {
      const answers = await reviewAll(
        cluster().api,
        names.map(name => questionOf(user, { namespace, name }, 'get')),
      );
      return names.filter((_, index) => answers[index]).sort();
    };
    // Today it may read all of them.
    expect(await allowed()).toEqual([...names].sort());

    await applyManifests(cluster(), [recommended, binding]);
    const place = `${RBAC}/namespaces/${namespace}/rolebindings`;
    await cluster().api.call('DELETE', `${place}/payments-api`);

    const kept = needed.filter(name => names.includes(name)).sort();
    expect(kept.length).toBeGreaterThan(3);
    await until(async () => expect(await allowed()).toEqual(kept));
    for (const name of excess) {
      expect(kept).not.toContain(name);
    }
    // There is nothing left to recommend but the Role that is there.
    await until(async () => {
      const after = await pat.get(
        `/api/secrets/access/recommendations?entityRef=${entity}`,
      );
      expect(after.items[0]).toMatchObject({ excess: [], readsAll: false });
    }, PATIENCE_MS);
  }, 120_000);

  it('follows a binding that is taken away', async () => {
    const place = `${RBAC}/namespaces/payments/rolebindings`;
    const reaches = async () => {
      const { items } = await pat.get(
        `/api/secrets/secrets?q=payments-api-db&limit=1`,
      );
      const readers = await pat.get(
        `/api/secrets/secrets/by-id/${items[0].id}/readers`,
      );
      return readers.items.some(
        ({ id }: { id: string }) => id === 'u:lena.hofer',
      );
    };
    expect(await reaches()).toBe(true);
    await cluster().api.call('DELETE', `${place}/night-of-the-migration`);
    await until(async () => expect(await reaches()).toBe(false), PATIENCE_MS);
  }, 120_000);

  it('foretells what a change does, roles that take in others among it', async () => {
    const { secrets } = await readMatrix();
    const readable = async (user: string) => {
      const answers = await reviewAll(
        cluster().api,
        secrets.flatMap(secret =>
          READS.map(verb => questionOf(`u:${user}`, secret, verb)),
        ),
      );
      return secrets.filter((_, index) =>
        READS.some((__, verb) => answers[index * READS.length + verb]),
      );
    };
    const bound = (kind: string, role: string, user: string) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace: 'payments', name: user },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
      subjects: [
        { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user },
      ],
    });
    await applyManifests(cluster(), [bound('Role', 'payments-api', 'old')]);
    // The ClusterRole view of Kubernetes takes in whatever has this label.
    const change = [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: {
          name: 'view-some-secrets',
          labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
        },
        rules: [
          {
            apiGroups: [''],
            resources: ['secrets'],
            resourceNames: secrets
              .filter(({ namespace }) => namespace === 'payments')
              .slice(0, 40)
              .map(({ name }) => name),
            verbs: ['get'],
          },
        ],
      },
      bound('ClusterRole', 'view', 'new'),
    ];
    const foretold = await until(async () => {
      const { status, body } = await pat.request(
        'POST',
        '/api/secrets/access/what-if',
        JSON.stringify({
          sourceId: secrets[0].sourceId,
          manifests: change.map(object => dump(object)).join('---\n'),
          deletions: [
            { kind: 'RoleBinding', namespace: 'payments', name: 'old' },
          ],
        }),
      );
      expect(status).toBe(200);
      expect(body.objects).toContainEqual({
        change: 'deleted',
        kind: 'RoleBinding',
        namespace: 'payments',
        name: 'old',
      });
      return body;
    }, PATIENCE_MS);
    expect(
      foretold.objects
        .filter((each: any) => each.change === 'aggregated')
        .map(({ name }: any) => name)
        .sort(),
    ).toEqual(['admin', 'edit', 'view']);
    const shareOf = (user: string, side: string) =>
      foretold.subjects.find(({ id }: any) => id === `u:${user}`)[side];
    const gained = shareOf('new', 'gained');
    const lost = shareOf('old', 'lost');
    const before = await readable('old');
    expect(before.length).toBeGreaterThan(3);
    expect(lost).toMatchObject({ direct: before.length, indirect: 0 });
    expect(await readable('new')).toEqual([]);

    await applyManifests(cluster(), change);
    await cluster().api.call(
      'DELETE',
      `${RBAC}/namespaces/payments/rolebindings/old`,
    );
    const after = await until(async () => {
      const found = await readable('new');
      expect(found.length).toBeGreaterThan(0);
      return found;
    }, PATIENCE_MS);
    expect(gained).toMatchObject({ direct: after.length, indirect: 0 });
    for (const { namespace, name } of gained.examples) {
      expect(after).toContainEqual(
        expect.objectContaining({ namespace, name }),
      );
    }
    expect(await readable('old')).toEqual([]);
  }, 180_000);
});

function questionOf(
  subject: string,
  { namespace, name }: { namespace: string; name: string },
  verb: string,
): AccessQuestion {
  const id = subject.slice(2);
  const where = { verb, group: '', resource: 'secrets', namespace, name };
  if (subject.startsWith('g:')) {
    // Nobody signs in as unauthenticated and as somebody.
    const groups =
      id === 'system:unauthenticated' ? [id] : [id, 'system:authenticated'];
    return { user: 'somebody', groups, ...where };
  }
  const groups = id.startsWith(SERVICE_ACCOUNT)
    ? [
        `system:serviceaccounts:${id.split(':')[2]}`,
        'system:serviceaccounts',
        'system:authenticated',
      ]
    : ['system:authenticated'];
  return { user: id, groups, ...where };
}
