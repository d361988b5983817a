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
  eventually,
  PLANTED,
  RBAC,
  roles,
  ruleOf,
  secret,
  userSubject,
  valueOf,
  WalkedCluster,
} from './WalkedCluster';

/** Each way, given in the whole cluster: the rules of who goes it, and the clean twin's. */
const WAYS = {
  'impersonate-users': {
    rules: ['impersonate users keeper'],
    twin: ['impersonate users nobody'],
  },
  'impersonate-groups': {
    rules: ['impersonate groups keepers', 'impersonate users nobody'],
    twin: ['impersonate groups keepers'],
  },
  'bind-cluster-roles': {
    rules: [
      `bind clusterroles.${RBAC} secret-reader`,
      `create clusterrolebindings.${RBAC}`,
    ],
    twin: [`create,update,patch clusterrolebindings.${RBAC}`],
  },
  'escalate-cluster-roles': {
    rules: [`patch,escalate clusterroles.${RBAC} escalate-cluster-roles`],
    twin: [`patch clusterroles.${RBAC} escalate-cluster-roles-twin`],
  },
  'change-role-bindings': {
    rules: [
      `bind clusterroles.${RBAC} secret-reader`,
      `patch rolebindings.${RBAC}`,
    ],
    twin: [
      `bind clusterroles.${RBAC} pod-reader`,
      `patch rolebindings.${RBAC}`,
    ],
  },
  'change-cluster-role-bindings': {
    rules: [
      `bind clusterroles.${RBAC} secret-reader`,
      `patch clusterrolebindings.${RBAC}`,
    ],
    twin: [
      `bind clusterroles.${RBAC} pod-reader`,
      `patch clusterrolebindings.${RBAC}`,
    ],
  },
};
type Way = keyof typeof WAYS;
const NAMES = Object.keys(WAYS) as Way[];
/** They may impersonate, by a RoleBinding, which counts for no user. */
const LOCAL = 'impersonate-in-namespace';

const cluster = useLivingCluster({
  clusterName: 'rights',
  scheduler: false,
  kwok: false,
  users: [
    ...NAMES.flatMap(name => [{ name }, { name: `${name}-twin` }]),
    { name: LOCAL },
  ],
});
const walked = new WalkedCluster(cluster);
const clusterWide = `/apis/${RBAC}/v1`;

async function readAs(as: string, flags: string[]) {
  const output = await cluster()
    .kubectl([
      `--token=${cluster().userTokens[as]}`,
      ...flags,
      'get',
      'secret',
      'db',
      '--namespace=shop',
      '--output=json',
    ])
    .catch(() => undefined);
  return output && valueOf(JSON.parse(output));
}

/** Changes an object by a merge patch, and reads the Secret if that is allowed. */
async function readAfterPatch(as: string, path: string, patch: object) {
  const type = 'application/merge-patch+json';
  const changed = await walked.send(as, 'PATCH', path, patch, type);
  return changed && (await eventually(() => walked.read(as)));
}

/** Goes the way with nothing but one's own token; the Secret's value, if it was had. */
const GO: Record<Way, (as: string) => Promise<string | undefined>> = {
  'impersonate-users': as => readAs(as, ['--as=keeper']),
  'impersonate-groups': as => readAs(as, ['--as=nobody', '--as-group=keepers']),
  'bind-cluster-roles': async as => {
    const path = `${clusterWide}/clusterrolebindings`;
    const made = await walked.send(as, 'POST', path, {
      metadata: { name: `taken-by-${as}` },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'secret-reader' },
      subjects: [userSubject(as)],
    });
    return made && (await eventually(() => walked.read(as)));
  },
  'escalate-cluster-roles': as =>
    readAfterPatch(as, `${clusterWide}/clusterroles/${as}`, {
      rules: [ruleOf('get secrets')],
    }),
  'change-role-bindings': as =>
    readAfterPatch(as, `${roles}/rolebindings/readers`, {
      subjects: [userSubject(as)],
    }),
  'change-cluster-role-bindings': as =>
    readAfterPatch(as, `${clusterWide}/clusterrolebindings/secret-reader`, {
      subjects: [userSubject(as)],
    }),
};

describe('rights that become those of others', () => {
  beforeAll(async () => {
    const { api } = cluster();
    await walked.plant();
    await walked.give(userSubject('keeper'), 'keeper', ['get secrets db']);
    const group = { apiGroup: RBAC, kind: 'Group', name: 'keepers' };
    await walked.give(group, 'keepers', ['get secrets db']);
    const reader = userSubject('reader');
    await walked.giveEverywhere(reader, 'secret-reader', ['get secrets']);
    await walked.giveEverywhere(reader, 'pod-reader', ['get pods']);
    await api.call('POST', `${roles}/rolebindings`, {
      body: {
        metadata: { name: 'readers' },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'secret-reader' },
        subjects: [reader],
      },
    });
    await walked.give(userSubject(LOCAL), LOCAL, [
      'impersonate users',
      'impersonate groups',
    ]);
    for (const way of NAMES) {
      const { rules, twin } = WAYS[way];
      await walked.giveEverywhere(userSubject(way), way, rules);
      await walked.giveEverywhere(
        userSubject(`${way}-twin`),
        `${way}-twin`,
        twin,
      );
    }
    await delay(1_000);
  });

  it.each(NAMES)('%s: is seen, and leads to the Secret', async way => {
    const graph = createAccessGraph(await readCluster(cluster().api));
    expect(graph.path(`u:${way}`, secret)?.steps[0].kind).toBe(way);
    expect(graph.path(`u:${way}-twin`, secret)).toBeUndefined();
    expect(await walked.read(way)).toBeUndefined();
    expect(await GO[way](way)).toBe(PLANTED);
  });

  it.each(NAMES)('%s: its clean twin gets nothing', async way => {
    expect(await GO[way](`${way}-twin`)).toBeUndefined();
  });

  it('nobody impersonates users by a right in a namespace', async () => {
    const graph = createAccessGraph(await readCluster(cluster().api));
    expect(graph.path(`u:${LOCAL}`, secret)).toBeUndefined();
    expect(await GO['impersonate-users'](LOCAL)).toBeUndefined();
  });
});
