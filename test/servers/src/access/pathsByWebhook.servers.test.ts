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

import { readFile } from 'node:fs/promises';
import { createServer, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { createAccessGraph } from '@keyward/kube-access';
import { useLivingCluster } from '../useLivingCluster';
import { readCluster } from './readCluster';
import {
  db,
  eventually,
  PLANTED,
  secret,
  userSubject,
  valueOf,
  WalkedCluster,
} from './WalkedCluster';

const GROUP = 'admissionregistration.k8s.io';
const KINDS = ['validating', 'mutating'] as const;

const cluster = useLivingCluster({
  clusterName: 'webhooks',
  controllerManager: false,
  scheduler: false,
  kwok: false,
  users: KINDS.flatMap(name => [{ name }, { name: `${name}-twin` }]),
});
const walked = new WalkedCluster(cluster);

/** Makes a webhook with nothing but one's own token; whether that was allowed. */
async function configure(as: string, kind: string, url: string) {
  const path = `/apis/${GROUP}/v1/${kind}webhookconfigurations`;
  const made = await walked.send(as, 'POST', path, {
    metadata: { name: as },
    webhooks: [
      {
        name: 'secrets.example.com',
        clientConfig: {
          url,
          caBundle: Buffer.from(cluster().caData).toString('base64'),
        },
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['UPDATE'],
            resources: ['secrets'],
          },
        ],
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  });
  return made !== undefined;
}

/** Somebody else writes the Secret, and changes nothing that matters. */
async function touch() {
  await cluster().api.call('PATCH', db, {
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { touched: `${Date.now()}` } } },
  });
}

describe('configuring admission webhooks', () => {
  /** The values that were sent to each path of the server. */
  const received = new Map<string, string | undefined>();
  let server: Server;
  const urlOf = (name: string) =>
    `https://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;

  beforeAll(async () => {
    const { dataDir } = cluster();
    server = createServer(
      {
        cert: await readFile(join(dataDir, 'apiserver.crt')),
        key: await readFile(join(dataDir, 'apiserver.key')),
      },
      async (request, response) => {
        const { request: review } = (await json(request)) as any;
        const path = request.url!.split('?')[0];
        if (review.object.metadata.name === 'db') {
          received.set(path, valueOf(review.object));
        }
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            apiVersion: 'admission.k8s.io/v1',
            kind: 'AdmissionReview',
            response: { uid: review.uid, allowed: true },
          }),
        );
      },
    );
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    await walked.plant();
    for (const kind of KINDS) {
      const place = `${kind}webhookconfigurations.${GROUP}`;
      const twin = `${kind}-twin`;
      await walked.giveEverywhere(userSubject(kind), kind, [`create ${place}`]);
      await walked.giveEverywhere(userSubject(twin), twin, [
        `get,list,watch,delete ${place}`,
        `create ${kind}admissionpolicies.${GROUP}`,
      ]);
    }
    await delay(1_000);
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  it.each(KINDS)('%s: is seen, and is sent the Secret', async kind => {
    const graph = createAccessGraph(await readCluster(cluster().api));
    expect(graph.path(`u:${kind}`, secret)?.steps[0].kind).toBe(
      'admission-webhooks',
    );
    expect(await walked.read(kind)).toBeUndefined();
    expect(await configure(kind, kind, urlOf(kind))).toBe(true);
    const value = await eventually(async () => {
      await touch();
      return received.get(`/${kind}`);
    });
    expect(value).toBe(PLANTED);
  });

  it.each(KINDS)('%s: its clean twin is sent nothing', async kind => {
    const twin = `${kind}-twin`;
    const graph = createAccessGraph(await readCluster(cluster().api));
    expect(graph.path(`u:${twin}`, secret)).toBeUndefined();
    expect(await configure(twin, kind, urlOf(twin))).toBe(false);
    await touch();
    expect(received.get(`/${twin}`)).toBeUndefined();
  });
});
