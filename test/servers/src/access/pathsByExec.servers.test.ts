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

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAccessGraph } from '@keyward/kube-access';
import { useLivingCluster } from '../useLivingCluster';
import { readCluster } from './readCluster';
import {
  db,
  eventually,
  PLANTED,
  secret,
  shop,
  userSubject,
  valueOf,
  WalkedCluster,
} from './WalkedCluster';

const NODE = 'node-0';
const KUBELET = `system:node:${NODE}`;
/** Where the pod mounts the Secret, seen from where its commands run. */
const MOUNTED = 'etc/db';

/** Each way: the rules of who goes it, and the clean twin's. */
const WAYS = {
  // By SPDY, which begins with a POST.
  create: {
    rules: ['get pods worker', 'create pods/exec worker'],
    twin: ['get pods worker', 'create,get pods/exec idle'],
  },
  // By WebSocket, which begins with a GET.
  get: {
    rules: ['get pods worker', 'get pods/exec worker'],
    twin: ['get,list,watch pods', 'get pods/log worker'],
  },
};
const NAMES = Object.keys(WAYS) as (keyof typeof WAYS)[];

const cluster = useLivingCluster({
  clusterName: 'pods',
  scheduler: false,
  exec: true,
  nodes: 1,
  users: [
    ...NAMES.flatMap(name => [{ name }, { name: `${name}-twin` }]),
    { name: KUBELET, groups: ['system:nodes'] },
  ],
});
const walked = new WalkedCluster(cluster);

function pod(name: string, volumes: object[]) {
  return {
    metadata: { name },
    spec: {
      nodeName: NODE,
      serviceAccountName: 'other',
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: 'example.com/worker:1' }],
      volumes,
    },
  };
}

/**
 * KWOK mounts nothing. What the kubelet would do is simulated here: with the
 * credential of the node, which the Node authorizer lets read what the pods of
 * the node mount, and nothing else.
 */
async function mountAsKubelet() {
  const value = await eventually(async () =>
    valueOf(await walked.send(KUBELET, 'GET', db)),
  );
  const folder = join(cluster().containerFolder, MOUNTED);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'password'), value ?? '');
}

/** What a command prints, executed with nothing but one's own token. */
async function go(as: string): Promise<string> {
  return await cluster().kubectl([
    `--token=${cluster().userTokens[as]}`,
    'exec',
    'worker',
    '--namespace=shop',
    '--container=main',
    '--',
    'cat',
    `${MOUNTED}/password`,
  ]);
}

describe('executing in pods', () => {
  beforeAll(async () => {
    const { api } = cluster();
    await walked.plant();
    for (const way of NAMES) {
      const { rules, twin } = WAYS[way];
      await walked.give(userSubject(way), way, rules);
      await walked.give(userSubject(`${way}-twin`), `${way}-twin`, twin);
    }
    await api.call('POST', `${shop}/pods`, { body: pod('idle', []) });
    await api.call('POST', `${shop}/pods`, {
      body: pod('worker', [{ name: 'db', secret: { secretName: 'db' } }]),
    });
    await mountAsKubelet();
    await eventually(async () => {
      const { status } = await api.call('GET', `${shop}/pods/worker`);
      return status.phase === 'Running' || undefined;
    });
    await delay(1_000);
  });

  it.each(NAMES)('%s: is seen, and leads to the Secret', async way => {
    const graph = createAccessGraph(await readCluster(cluster().api));
    const path = graph.path(`u:${way}`, secret);
    expect(path?.steps.map(step => step.kind)).toEqual(['exec', 'mounts']);
    expect(await walked.read(way)).toBeUndefined();
    expect(await go(way)).toBe(PLANTED);
  });

  it.each(NAMES)('%s: its clean twin gets nothing', async way => {
    const graph = createAccessGraph(await readCluster(cluster().api));
    expect(graph.path(`u:${way}-twin`, secret)).toBeUndefined();
    await expect(go(`${way}-twin`)).rejects.toThrow(
      /cannot (create|get) resource "pods\/exec"/,
    );
  });
});
