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

import { KubernetesObject } from '../KubernetesObject';
import { ClusterStore } from './ClusterStore';
import { syncExternalSecret } from './syncExternalSecret';

const NAMED = { namespace: 'shop', name: 'payments' };
const REFRESHED_AT = '2026-01-02T00:00:00Z';

function externalSecret(
  changes: { spec?: object; ready?: 'True' | 'False' } = {},
): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: {
      ...NAMED,
      uid: 'uid-1',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      annotations: { team: 'checkout' },
    },
    spec: { refreshInterval: '1h', ...changes.spec },
    status: {
      refreshTime: REFRESHED_AT,
      conditions: [{ type: 'Ready', status: changes.ready ?? 'True' }],
    },
  };
}

/** Sends a patch; what is answered, and what the cluster has afterwards. */
async function patch(
  body: object,
  {
    object = externalSecret(),
    named = NAMED,
    query = '',
    accept = 'application/json',
  } = {},
) {
  const store = new ClusterStore([object]);
  const response = await syncExternalSecret(
    store,
    new Request(`http://cluster/${query}`, {
      method: 'PATCH',
      headers: { accept },
      body: JSON.stringify(body),
    }),
    named,
  );
  const [stored] = store.list('external-secrets.io/v1', 'ExternalSecret');
  return { status: response.status, answer: await response.json(), stored };
}

const annotate = (value: string) => ({
  metadata: { annotations: { 'force-sync': value } },
});

describe('syncExternalSecret', () => {
  it('sets the annotation, keeps the others and refreshes', async () => {
    const { status, answer, stored } = await patch({
      metadata: { uid: 'uid-1', ...annotate('1790000000').metadata },
    });
    expect(status).toBe(200);
    expect(answer).toEqual(JSON.parse(JSON.stringify(stored)));
    expect(stored.metadata.annotations).toEqual({
      team: 'checkout',
      'force-sync': '1790000000',
    });
    expect(stored.metadata.resourceVersion).not.toBe('7');
    expect((stored as any).status.refreshTime).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    );
    expect(Date.parse((stored as any).status.refreshTime)).toBeGreaterThan(
      Date.parse(REFRESHED_AT),
    );
  });

  it('answers with the metadata alone where that is requested', async () => {
    const { answer } = await patch(annotate('1'), {
      accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    });
    expect(Object.keys(answer).sort()).toEqual([
      'apiVersion',
      'kind',
      'metadata',
    ]);
  });

  it('keeps nothing of a dry run', async () => {
    const { status, answer, stored } = await patch(annotate('1'), {
      query: '?dryRun=All',
    });
    expect(status).toBe(200);
    expect(answer.metadata.annotations).toHaveProperty('force-sync', '1');
    expect(stored).toEqual(externalSecret());
  });

  it.each<[string, KubernetesObject]>([
    ['its provider does not answer', externalSecret({ ready: 'False' })],
    [
      'it is refreshed once only',
      externalSecret({ spec: { refreshPolicy: 'CreatedOnce' } }),
    ],
    [
      'its interval is zero',
      externalSecret({ spec: { refreshInterval: '0s' } }),
    ],
    [
      'its interval is zero in all units',
      externalSecret({ spec: { refreshInterval: '0h0m0s' } }),
    ],
  ])('does not refresh where %s', async (_, object) => {
    const { status, stored } = await patch(annotate('1'), { object });
    expect(status).toBe(200);
    expect(stored.metadata.annotations).toHaveProperty('force-sync', '1');
    expect((stored as any).status.refreshTime).toBe(REFRESHED_AT);
  });

  it('refreshes on a change even where the interval is zero', async () => {
    const { stored } = await patch(annotate('1'), {
      object: externalSecret({
        spec: { refreshInterval: '0s', refreshPolicy: 'OnChange' },
      }),
    });
    expect((stored as any).status.refreshTime).not.toBe(REFRESHED_AT);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['an annotation that is no number', annotate('now')],
    ['a number that is too long', annotate('1234567890123')],
    [
      'another annotation',
      { metadata: { annotations: { 'force-sync': '1', team: 'mine' } } },
    ],
    [
      'the removal of an annotation',
      { metadata: { annotations: { team: null } } },
    ],
    [
      'the removal of its own annotation',
      { metadata: { annotations: { 'force-sync': null } } },
    ],
    [
      'a label',
      { metadata: { ...annotate('1').metadata, labels: { team: 'mine' } } },
    ],
    [
      'a finalizer',
      { metadata: { ...annotate('1').metadata, finalizers: ['x/y'] } },
    ],
    [
      'an owner',
      { metadata: { ...annotate('1').metadata, ownerReferences: [] } },
    ],
    ['the spec', { ...annotate('1'), spec: { refreshInterval: '1s' } }],
    ['the status', { ...annotate('1'), status: {} }],
  ])('refuses %s', async (_, body) => {
    const { status, answer, stored } = await patch(body);
    expect({ status, reason: answer.reason }).toEqual({
      status: 403,
      reason: 'Forbidden',
    });
    expect(stored).toEqual(externalSecret());
  });

  it('refuses an object that has been created anew', async () => {
    const { status, stored } = await patch({
      metadata: { uid: 'uid-0', ...annotate('1').metadata },
    });
    expect(status).toBe(409);
    expect(stored).toEqual(externalSecret());
  });

  it.each([
    { namespace: 'shop', name: 'absent' },
    { namespace: 'other', name: 'payments' },
  ])('does not find $namespace/$name', async named => {
    const { status, answer } = await patch(annotate('1'), { named });
    expect({ status, reason: answer.reason }).toEqual({
      status: 404,
      reason: 'NotFound',
    });
  });
});
