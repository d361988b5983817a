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

import http from 'http';
import https from 'https';
import { text } from 'stream/consumers';
import { KubeConfig } from '@kubernetes/client-node';
import { answerJson, FakeApiServer } from '../__testUtils__/FakeApiServer';
import { until } from '../__testUtils__/until';
import { ClusterClient } from './ClusterClient';
import { readJson } from './readBody';

const CANARY = 'canary-k7Qz-vP2x9LmTr4w';
const { signal } = new AbortController();

describe('ClusterClient', () => {
  let server: FakeApiServer;
  let authorization: string | undefined;

  beforeEach(async () => {
    server = new FakeApiServer();
    await server.start();
    server.handlers.set('/version', (request, response) => {
      authorization = request.headers.authorization;
      answerJson(response, { major: '1' });
    });
  });
  afterEach(async () => {
    await server.stop();
  });

  const clientWith = (token: string) => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(server.kubeConfig.getCurrentCluster()!, {
      name: 'reader',
      token,
    });
    return new ClusterClient(config);
  };

  it('takes a token with the new line of its file', async () => {
    const response = await clientWith('ours\n').get('/version', { signal });
    response.resume();
    expect(authorization).toBe('Bearer ours');
  });

  it('sends a question with a body, and says of which kind it was', async () => {
    let seen: object | undefined;
    server.handlers.set('/verify', async (request, response) => {
      const { method, headers } = request;
      seen = {
        method,
        type: headers['content-type'],
        authorization: headers.authorization,
        body: await text(request),
      };
      response.statusCode = 409;
      answerJson(response, {});
    });
    const answer = clientWith('ours').post(
      '/verify',
      { body: '{"a":"ü"}', contentType: 'application/json' },
      { signal },
    );
    await expect(answer).rejects.toMatchObject({
      status: 409,
      message: 'POST /verify: answered 409',
    });
    expect(seen).toEqual({
      method: 'POST',
      type: 'application/json',
      authorization: 'Bearer ours',
      body: '{"a":"ü"}',
    });
  });

  it('changes an object, and says of a failure that it was a change', async () => {
    let seen: object | undefined;
    server.handlers.set('/object', async (request, response) => {
      const { method, headers } = request;
      seen = { method, accept: headers.accept, body: await text(request) };
      response.statusCode = 422;
      answerJson(response, {});
    });
    const answer = clientWith('ours').patch(
      '/object?dryRun=All',
      { body: '{}', contentType: 'application/merge-patch+json' },
      { signal, accept: 'application/json;as=PartialObjectMetadata' },
    );
    await expect(answer).rejects.toMatchObject({
      status: 422,
      message: 'PATCH /object: answered 422',
    });
    expect(seen).toEqual({
      method: 'PATCH',
      accept: 'application/json;as=PartialObjectMetadata',
      body: '{}',
    });
  });

  it('says that what it was given is no token, without quoting it', async () => {
    const failure = clientWith(`${CANARY}\nmore`).get('/version', { signal });
    await expect(failure).rejects.toMatchObject({
      code: 'no-credential',
      message: 'GET /version: the credential is no token',
    });
  });

  it.each([
    ['http://api.example.com:8080', true],
    ['http://api.example.com:8080', false],
    ['http://10.0.0.1', true],
    ['http://localhost.example.com', true],
    ['http://127.0.0.1.example.com', true],
    // Whatever a name server says that this is.
    ['http://api.localhost', true],
    ['http://127.0.0.1:1', false],
  ])(
    'refuses to go to %s (skipTLSVerify %s)',
    async (address, skipTLSVerify) => {
      const config = new KubeConfig();
      config.loadFromClusterAndUser(
        { name: 'plain', server: address, skipTLSVerify },
        { name: 'reader', token: CANARY },
      );
      const failure = new ClusterClient(config).get('/version', { signal });
      await expect(failure).rejects.toMatchObject({
        code: 'plain-http',
        message:
          'GET /version: the address begins with http://, and plain http is refused',
      });
    },
  );

  it('goes to plain http on this host where TLS is done without', async () => {
    for (const host of ['localhost', '127.0.0.1']) {
      const config = new KubeConfig();
      const { port } = new URL(server.kubeConfig.getCurrentCluster()!.server);
      config.loadFromClusterAndUser(
        { name: host, server: `http://${host}:${port}`, skipTLSVerify: true },
        { name: 'reader', token: host },
      );
      const client = new ClusterClient(config);
      (await client.get('/version', { signal })).resume();
      expect(authorization).toBe(`Bearer ${host}`);
    }
  });

  it('refuses plain http by way of a proxy, wherever it leads', async () => {
    const config = new KubeConfig();
    const { server: address } = server.kubeConfig.getCurrentCluster()!;
    config.loadFromClusterAndUser(
      {
        name: 'proxied',
        server: address,
        skipTLSVerify: true,
        proxyUrl: 'http://proxy.example.com:3128',
      },
      { name: 'reader', token: CANARY },
    );
    const failure = new ClusterClient(config).get('/version', { signal });
    await expect(failure).rejects.toMatchObject({ code: 'plain-http' });
  });

  it('does without the agent that NODE_USE_ENV_PROXY leads to a proxy', async () => {
    const request = jest.spyOn(http, 'request');
    (await clientWith('ours').get('/version', { signal })).resume();
    const { agent } = request.mock.calls[0][1] as http.RequestOptions;
    request.mockRestore();
    expect(agent).toBeInstanceOf(http.Agent);
    expect(agent).not.toBe(http.globalAgent);
  });

  it.each([
    [undefined, undefined, true],
    [undefined, 'http://127.0.0.1:9', true],
    [true, undefined, false],
  ])(
    'checks the server whatever NODE_TLS_REJECT_UNAUTHORIZED says (skipTLSVerify %s, proxy %s)',
    async (skipTLSVerify, proxyUrl, expected) => {
      const config = new KubeConfig();
      config.loadFromClusterAndUser(
        {
          name: 'tls',
          server: 'https://127.0.0.1:9',
          skipTLSVerify: skipTLSVerify ?? false,
          proxyUrl,
        },
        { name: 'reader', token: CANARY },
      );
      const request = jest.spyOn(https, 'request');
      await expect(
        new ClusterClient(config).get('/version', { signal }),
      ).rejects.toMatchObject({ code: 'unreachable' });
      const { agent } = request.mock.calls[0][1] as https.RequestOptions;
      request.mockRestore();
      expect((agent as https.Agent).options.rejectUnauthorized).toBe(expected);
    },
  );

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect (%s)',
    async status => {
      server.handlers.set('/version', (_, response) =>
        response.writeHead(status, { location: '/elsewhere' }).end(),
      );
      const failure = clientWith(CANARY).get('/version', { signal });
      await expect(failure).rejects.toMatchObject({
        code: 'bad-answer',
        status,
      });
      expect(server.requests.map(({ pathname }) => pathname)).toEqual([
        '/version',
      ]);
    },
  );

  it('names neither the query nor the answer in an error', async () => {
    server.handlers.set('/version', (_, response) =>
      response.writeHead(500).end(CANARY),
    );
    const failure = clientWith('ours').get(`/version?a=${CANARY}`, { signal });
    await expect(failure).rejects.toMatchObject({
      code: 'server-error',
      message: 'GET /version: answered 500',
    });
  });

  it('reads no more of an error than it needs', async () => {
    let closed = 0;
    server.handlers.set('/version', (_, response) => {
      response.writeHead(500).once('close', () => {
        closed += 1;
      });
      const more = () => {
        while (!response.closed && response.write(Buffer.alloc(64 * 1024)));
        response.once('drain', more);
      };
      more();
    });
    const failure = clientWith('ours').get('/version', { signal });
    await expect(failure).rejects.toThrow('answered 500');
    await until(() => expect(closed).toBe(1));
  });

  it('refuses an answer that is too large before it has read it all', async () => {
    server.handlers.set('/version', (_, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write(Buffer.alloc(64 * 1024, 0x20)));
        response.once('drain', more);
      };
      more();
    });
    const response = await clientWith('ours').get('/version', { signal });
    await expect(
      readJson('/version', response, 1024 * 1024),
    ).rejects.toMatchObject({ code: 'too-large' });
  });

  it('gives up on a server that does not answer', async () => {
    server.handlers.set('/version', () => {});
    await expect(
      clientWith('ours').get('/version', { signal, idleMs: 100 }),
    ).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('waits longer for what an answer goes on with than for its beginning', async () => {
    server.handlers.set('/version', () => {});
    await expect(
      clientWith('ours').get('/version', {
        signal,
        idleMs: 60_000,
        answerMs: 100,
      }),
    ).rejects.toMatchObject({ code: 'unreachable' });
    server.handlers.set('/version', (_, response) => {
      response.write('{');
      setTimeout(() => response.end('}'), 400);
    });
    const response = await clientWith('ours').get('/version', {
      signal,
      idleMs: 60_000,
      answerMs: 100,
    });
    await expect(readJson('/version', response)).resolves.toMatchObject({
      body: {},
    });
  });

  it('rejects with the reason of an abort', async () => {
    server.handlers.set('/version', () => {});
    const reason = new Error('enough');
    const abort = new AbortController();
    setTimeout(() => abort.abort(reason), 50);
    await expect(
      clientWith('ours').get('/version', { signal: abort.signal }),
    ).rejects.toBe(reason);
  });
});
