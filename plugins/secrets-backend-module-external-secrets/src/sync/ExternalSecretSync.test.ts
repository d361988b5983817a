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

import type {
  ActingCredential,
  SyncableResource,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterError } from '@keyward/kube-collector';
import { Readable } from 'stream';
import { ExternalSecretSync } from './ExternalSecretSync';

const CANARY = 'canary-of-a-token';
const signal = AbortSignal.timeout(30_000);

const resourceOf = (attributes: object = {}): SyncableResource => ({
  ref: 'external-secret:prod/shop/ExternalSecret%2Fdb',
  sourceId: 'prod',
  namespace: 'shop',
  name: 'ExternalSecret/db',
  attributes: { refreshes: 'periodic', uid: 'uid-of-db', ...attributes },
});

interface Sent {
  path: string;
  body: any;
}

/** @param answer - what is answered to the path of a change: a status that is no success */
function start(
  answer: (path: string) => number | undefined,
  credentials: [string, ActingCredential][] = [
    ['prod-eu', { type: 'token', token: CANARY }],
  ],
) {
  const sent: Sent[] = [];
  const sync = new ExternalSecretSync({
    credentials: new Map(credentials),
    getConnector: () => ({
      nameOf: sourceId => (sourceId === 'prod' ? 'prod-eu' : undefined),
      connect: async () => ({
        async patch(path, { body }) {
          sent.push({ path, body: JSON.parse(body) });
          const status = answer(path);
          if (status === undefined) {
            return Readable.from([]) as any;
          }
          throw new ClusterError(codeOf(status), {
            path,
            status,
            what: `answered ${status}`,
          });
        },
      }),
    }),
  });
  return { sync, sent };
}

function codeOf(status: number) {
  switch (status) {
    case 401:
      return 'unauthorized' as const;
    case 403:
      return 'forbidden' as const;
    case 404:
      return 'not-found' as const;
    default:
      return status >= 500
        ? ('server-error' as const)
        : ('bad-answer' as const);
  }
}

const isProbe = (path: string) => path.includes('dryRun=All');

describe('ExternalSecretSync', () => {
  it.each([
    [{ refreshes: 'created-once' }, 'refreshPolicy is CreatedOnce'],
    [{ refreshes: 'no-interval' }, 'refreshInterval is 0'],
    [{ refreshes: undefined }, 'It is not known'],
    [{ uid: undefined }, 'It has not been read'],
  ])('is off for one with %j', (attributes, reason) => {
    const { sync } = start(() => undefined);
    expect(sync.refuse(resourceOf(attributes))).toMatchObject({
      reason: expect.stringContaining(reason),
      docsUrl: expect.stringMatching(/#sync-now$/),
    });
  });

  it('is off where no account is configured', () => {
    for (const refreshes of ['periodic', 'on-change']) {
      const resource = resourceOf({ refreshes });
      expect(start(() => undefined).sync.refuse(resource)).toBeUndefined();
      expect(start(() => undefined, []).sync.refuse(resource)).toMatchObject({
        reason: 'Sync now is not configured for the cluster prod-eu.',
        remedy: expect.stringContaining(
          'secrets.externalSecrets.syncNow.clusters',
        ),
      });
      expect(
        start(() => undefined).sync.refuse({ ...resource, sourceId: 'dump' })
          ?.reason,
      ).toBe('Sync now is not configured for the cluster dump.');
    }
  });

  it('tries first whether the account could change more, and then changes one annotation', async () => {
    const { sync, sent } = start(path => (isProbe(path) ? 403 : undefined));
    await sync.request(resourceOf(), { signal });
    const path =
      '/apis/external-secrets.io/v1/namespaces/shop/externalsecrets/db';
    expect(sent).toEqual([
      {
        path: `${path}?fieldManager=keyward-sync&dryRun=All`,
        body: {
          metadata: {
            uid: 'uid-of-db',
            annotations: { 'keyward.io/policy-probe': 'true' },
          },
        },
      },
      {
        path: `${path}?fieldManager=keyward-sync`,
        body: {
          metadata: {
            uid: 'uid-of-db',
            annotations: { 'force-sync': expect.stringMatching(/^\d{10}$/) },
          },
        },
      },
    ]);
  });

  it('changes nothing with an account that could change more', async () => {
    const { sync, sent } = start(() => undefined);
    await expect(sync.request(resourceOf(), { signal })).rejects.toMatchObject({
      name: 'ResourceSyncError',
      code: 'unavailable',
      message: expect.stringContaining('may change more'),
    });
    expect(sent.map(({ path }) => isProbe(path))).toEqual([true]);
  });

  it('uses the older version of the kind where the newer one is not served', async () => {
    const { sync, sent } = start(path => {
      if (path.includes('/v1/')) {
        return 404;
      }
      return isProbe(path) ? 422 : undefined;
    });
    await sync.request(resourceOf(), { signal });
    expect(sent.map(({ path }) => path.split('/')[3])).toEqual([
      'v1',
      'v1beta1',
      'v1beta1',
    ]);
  });

  it.each([
    [401, 'unavailable', 'does not accept the token for Sync now'],
    [403, 'unavailable', 'may not annotate shop/db in the cluster prod-eu'],
    [404, 'gone', 'shop/db no longer exists in the cluster prod-eu'],
    [409, 'conflict', 'shop/db was created anew'],
    [422, 'conflict', 'shop/db was created anew'],
    [500, 'unavailable', 'did not take the request (server-error)'],
  ])('says what a %d means', async (status, code, message) => {
    const { sync } = start(() => status);
    const failure = await sync.request(resourceOf(), { signal }).catch(e => e);
    expect(failure).toMatchObject({
      name: 'ResourceSyncError',
      code,
      message: expect.stringContaining(message),
    });
    expect(failure.message).not.toContain(CANARY);
  });

  it('says why no credential goes to a cluster, and that it did not answer in time', async () => {
    const failing = (error: Error) =>
      new ExternalSecretSync({
        credentials: new Map([['prod-eu', { type: 'token', token: CANARY }]]),
        getConnector: () => ({
          nameOf: () => 'prod-eu',
          connect: async () => {
            if (error.name === 'TimeoutError') {
              return {
                patch: async () => {
                  throw error;
                },
              };
            }
            throw error;
          },
        }),
      }).request(resourceOf(), { signal });
    await expect(failing(new Error('Nobody pinned it'))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'Nobody pinned it.',
    });
    await expect(
      failing(Object.assign(new Error(CANARY), { name: 'TimeoutError' })),
    ).rejects.toMatchObject({
      code: 'unavailable',
      message:
        'The cluster prod-eu did not take the request (unreachable). Try again later.',
    });
  });
});
