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

import { setTimeout as delay } from 'node:timers/promises';
import { createAccessGraph } from '@keyward/kube-access';
import { useLivingCluster } from '../useLivingCluster';
import { readCluster } from './readCluster';
import {
  db,
  eventually,
  PLANTED,
  RBAC,
  roles,
  ruleOf,
  secret,
  shop,
  userSubject,
  valueOf,
  WalkedCluster,
} from './WalkedCluster';

/** Each way: the rules of who goes it, and the clean twin's, which miss one thing. */
const WAYS = {
  get: { rules: ['get secrets db'], twin: ['get secrets other'] },
  watch: { rules: ['watch secrets db'], twin: ['watch secrets other'] },
  patch: { rules: ['patch secrets db'], twin: ['update,delete secrets db'] },
  deletecollection: {
    rules: ['deletecollection secrets'],
    twin: ['deletecollection secrets db'],
  },
  list: { rules: ['list secrets db'], twin: ['list secrets other'] },
  token: {
    rules: ['create serviceaccounts/token api'],
    twin: ['create serviceaccounts/token other'],
  },
  tokensecret: {
    rules: ['create secrets', 'get secrets minted'],
    twin: ['create secrets'],
  },
  impersonate: {
    rules: ['impersonate serviceaccounts api'],
    twin: ['impersonate serviceaccounts other'],
  },
  bind: {
    rules: [`bind clusterroles.${RBAC} admin`, `create rolebindings.${RBAC}`],
    twin: [`create rolebindings.${RBAC}`],
  },
  escalate: {
    rules: [`get,patch,escalate roles.${RBAC} escalate`],
    twin: [`get,patch roles.${RBAC} escalate-twin`],
  },
};
type Way = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Way[];

const cluster = useLivingCluster({
  clusterName: 'paths',
  scheduler: false,
  users: NAMES.flatMap(name => [{ name }, { name: `${name}-twin` }]),
});

const walked = new WalkedCluster(cluster);
const send = walked.send.bind(walked);
const read = walked.read.bind(walked);

/** Goes the way with nothing but one's own credential; the secret's value, if it was had. */
const GO: Record<Way, (as: string) => Promise<string | undefined>> = {
  get: read,
  watch: async as => {
    const path = `${shop}/secrets?fieldSelector=metadata.name%3Ddb`;
    const token = cluster().userTokens[as];
    try {
      for await (const { object } of cluster().api.watch(path, { token })) {
        return valueOf(object);
      }
    } catch (error) {
      expect(error).toMatchObject({ status: 403 });
    }
    return undefined;
  },
  patch: async as =>
    valueOf(
      await send(
        as,
        'PATCH',
        `${db}?dryRun=All`,
        {},
        'application/merge-patch+json',
      ),
    ),
  deletecollection: async as => {
    const list = await send(as, 'DELETE', `${shop}/secrets?dryRun=All`);
    return valueOf(
      list?.items?.find((item: any) => item.metadata.name === 'db'),
    );
  },
  list: async as => {
    const query = 'fieldSelector=metadata.name%3Ddb';
    const list = await send(as, 'GET', `${shop}/secrets?${query}`);
    return valueOf(list?.items?.[0]);
  },
  token: async as => {
    const path = `${shop}/serviceaccounts/api/token`;
    const made = await send(as, 'POST', path, { spec: {} });
    return made && (await read(made.status.token));
  },
  tokensecret: async as => {
    await send(as, 'POST', `${shop}/secrets`, {
      metadata: {
        name: 'minted',
        annotations: { 'kubernetes.io/service-account.name': 'api' },
      },
      type: 'kubernetes.io/service-account-token',
    });
    const token = await eventually(async () => {
      const minted = await send(as, 'GET', `${shop}/secrets/minted`);
      return minted?.data?.token as string | undefined;
    });
    return token && (await read(Buffer.from(token, 'base64').toString()));
  },
  impersonate: async as => {
    const output = await cluster()
      .kubectl([
        `--token=${cluster().userTokens[as]}`,
        '--client-certificate=',
        '--as=system:serviceaccount:shop:api',
        'get',
        'secret',
        'db',
        '--namespace=shop',
        '--output=json',
      ])
      .catch(() => undefined);
    return output && valueOf(JSON.parse(output));
  },
  bind: async as => {
    await send(as, 'POST', `${roles}/rolebindings`, {
      metadata: { name: `taken-by-${as}` },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'admin' },
      subjects: [userSubject(as)],
    });
    return await eventually(() => read(as));
  },
  escalate: async as => {
    await send(
      as,
      'PATCH',
      `${roles}/roles/${as}`,
      { rules: [ruleOf('get secrets')] },
      'application/merge-patch+json',
    );
    return await eventually(() => read(as));
  },
};

describe('paths to a secret', () => {
  beforeAll(async () => {
    await walked.plant();
    for (const way of NAMES) {
      for (const [name, rules] of [
        [way, WAYS[way].rules],
        [`${way}-twin`, WAYS[way].twin],
      ] as const) {
        await walked.give(userSubject(name), name, rules);
      }
    }
    await delay(1_000);
  });

  it.each(NAMES)('%s: is seen, and leads there', async way => {
    const graph = createAccessGraph(await readCluster(cluster().api));
    expect(graph.path(`u:${way}`, secret)).toBeDefined();
    expect(graph.path(`u:${way}-twin`, secret)).toBeUndefined();
    expect(await GO[way](way)).toBe(PLANTED);
  });

  it.each(NAMES)('%s: its clean twin gets nothing', async way => {
    expect(await GO[way](`${way}-twin`)).toBeUndefined();
  });

  it('a node reads the secret of its pod, and no other', async () => {
    const { api } = cluster();
    const node = 'node-0';
    const review = async (name: string) => {
      const answer = await api.call(
        'POST',
        '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        {
          body: {
            spec: {
              user: `system:node:${node}`,
              groups: ['system:nodes', 'system:authenticated'],
              resourceAttributes: {
                verb: 'get',
                resource: 'secrets',
                namespace: 'shop',
                name,
              },
            },
          },
        },
      );
      return answer.status.allowed as boolean;
    };
    const graph = async () => createAccessGraph(await readCluster(api));
    expect(await review('db')).toBe(false);
    expect((await graph()).path(`node:${node}`, secret)).toBeUndefined();

    await api.call('POST', `${shop}/pods`, {
      body: {
        metadata: { name: 'worker' },
        spec: {
          nodeName: node,
          serviceAccountName: 'other',
          automountServiceAccountToken: false,
          containers: [{ name: 'main', image: 'example.com/worker:1' }],
          volumes: [{ name: 'db', secret: { secretName: 'db' } }],
        },
      },
    });
    expect(
      await eventually(async () => (await review('db')) || undefined),
    ).toBe(true);
    expect(await review('minted')).toBe(false);
    expect(
      (await graph()).path(`node:${node}`, secret)?.steps.map(s => s.kind),
    ).toEqual(['runs', 'mounts']);
  });
});
