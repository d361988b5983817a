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

import { createSecretsApi } from './createSecretsApi';

function create(answer: Response) {
  const fetch = jest.fn(async () => answer);
  const client = createSecretsApi({
    discoveryApi: { getBaseUrl: async id => `http://portal/api/${id}` },
    fetchApi: { fetch },
  });
  return { client, fetch };
}

describe('createSecretsApi', () => {
  it('asks for a page with all that it is asked for', async () => {
    const { client, fetch } = create(
      Response.json({ items: [], totalItems: 0 }),
    );
    await expect(
      client.listSecrets({
        entityRef: 'component:default/a',
        secretClass: ['token', 'password'],
        orderBy: 'name,asc',
        limit: 25,
      }),
    ).resolves.toEqual({ items: [], totalItems: 0 });
    expect(fetch).toHaveBeenCalledWith(
      'http://portal/api/secrets/secrets?entityRef=component%3Adefault%2Fa&secretClass=token&secretClass=password&orderBy=name%2Casc&limit=25',
      expect.objectContaining({ method: 'GET' }),
    );
  });

  it('throws what the back end answers', async () => {
    const { client } = create(
      Response.json(
        { error: { name: 'NotAllowedError', message: 'No' } },
        { status: 403, statusText: 'Forbidden' },
      ),
    );
    await expect(client.getSecretsSummary({})).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 403,
    });
  });

  it('sends a decision about several findings as one', async () => {
    const answer = { changed: ['a'], failed: [{ id: 'b', message: 'No' }] };
    const { client, fetch } = create(Response.json(answer));
    const change = { ids: ['a', 'b'], state: 'acknowledged' as const };
    await expect(client.setFindingStates(change)).resolves.toEqual(answer);
    expect(fetch).toHaveBeenCalledWith(
      'http://portal/api/secrets/findings/state',
      expect.objectContaining({ method: 'PUT', body: JSON.stringify(change) }),
    );
  });

  it('takes findings as the file that they come as', async () => {
    const { client, fetch } = create(new Response('rule,severity'));
    const file = await client.exportFindings({ sourceId: ['a'], state: [] });
    expect(file.size).toBe('rule,severity'.length);
    expect(fetch).toHaveBeenCalledWith(
      'http://portal/api/secrets/findings/export?sourceId=a',
      expect.objectContaining({ method: 'GET' }),
    );
  });

  it('sends the body of an operation without what stands in its path', async () => {
    const { client, fetch } = create(Response.json({ id: 'a/b' }));
    await client.setFindingState({ id: 'a/b', state: 'acknowledged' });
    expect(fetch).toHaveBeenCalledWith(
      'http://portal/api/secrets/findings/by-id/a%2Fb/state',
      expect.objectContaining({
        method: 'PUT',
        body: JSON.stringify({ state: 'acknowledged' }),
      }),
    );
  });

  it('takes an empty answer to a sync for what it is', async () => {
    const { client, fetch } = create(new Response(null, { status: 202 }));
    await expect(client.syncSource({ id: 'a b' })).resolves.toBeUndefined();
    expect(fetch).toHaveBeenCalledWith(
      'http://portal/api/secrets/sources/a%20b/sync',
      expect.objectContaining({ method: 'POST' }),
    );
  });
});
