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
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { streamCsv } from './streamCsv';

jest.setTimeout(60_000);

const PAGE = 500;

/** Serves rows by pages, and notes how it went. */
async function serve(options: { rows: number; failAt?: number }) {
  const { rows, failAt } = options;
  const seen = { pages: 0, mostListeners: 0, ended: undefined as unknown };
  const app = express();
  app.get('/', async (_req, res, next) => {
    try {
      seen.ended = await streamCsv(res, {
        name: 'rows',
        header: 'row\r\n',
        line: (row: number) => `${row},${'x'.repeat(100)}\r\n`,
        list: async cursor => {
          const start = Number(cursor ?? 0);
          seen.pages += 1;
          seen.mostListeners = Math.max(
            seen.mostListeners,
            ...res.eventNames().map(name => res.listenerCount(name)),
          );
          await sleep(0);
          if (failAt !== undefined && start >= failAt) {
            throw new Error('The database is gone');
          }
          const count = Math.min(PAGE, rows - start);
          return {
            items: Array.from({ length: count }, (_, index) => start + index),
            ...(start + count < rows
              ? { nextCursor: String(start + count) }
              : {}),
          };
        },
      });
    } catch (error) {
      seen.ended = error;
      next(error);
    }
  });
  app.use(((error, _req, res, next) => {
    if (res.headersSent) {
      next(error);
    } else {
      res.status(500).end();
    }
  }) as express.ErrorRequestHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    seen,
    async request(): Promise<IncomingMessage> {
      const { port } = server.address() as AddressInfo;
      const [response] = await once(
        get({ port, host: '127.0.0.1', agent: false }),
        'response',
      );
      return response;
    },
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function countLines(response: IncomingMessage): Promise<number> {
  let lines = 0;
  for await (const chunk of response) {
    lines += chunk.toString().split('\n').length - 1;
  }
  return lines;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await sleep(10);
  }
}

describe('streamCsv', () => {
  it('has every row, however many there are, and leaves no listeners', async () => {
    const { seen, request, close } = await serve({ rows: 120_345 });
    const response = await request();
    expect(response.headers['content-type']).toContain('text/csv');
    expect(await countLines(response)).toBe(120_346);
    await until(() => seen.ended !== undefined);
    expect(seen.ended).toEqual({ rows: 120_345, complete: true });
    expect(seen.mostListeners).toBeLessThan(10);
    await close();
  });

  it('reads no more than is taken', async () => {
    const { seen, request, close } = await serve({ rows: 1_000_000 });
    const response = await request();
    await once(response, 'readable');
    let before = -1;
    // Until what lies between the two is full.
    while (seen.pages !== before) {
      before = seen.pages;
      await sleep(300);
    }
    expect(seen.pages).toBeLessThan(1000);
    response.destroy();
    await close();
  });

  it('stops when nobody listens any more', async () => {
    const { seen, request, close } = await serve({ rows: 1_000_000 });
    const response = await request();
    await once(response, 'readable');
    response.destroy();
    await until(() => seen.ended !== undefined);
    const { pages } = seen;
    expect(seen.ended).toEqual({ rows: expect.any(Number), complete: false });
    await sleep(200);
    // The page that was being read then.
    expect(seen.pages).toBeLessThanOrEqual(pages + 1);
    expect(seen.pages).toBeLessThan(1000);
    await close();
  });

  it('breaks the connection when something fails in the middle', async () => {
    const { seen, request, close } = await serve({
      rows: 10_000,
      failAt: 5000,
    });
    const response = await request();
    expect(response.statusCode).toBe(200);
    await expect(countLines(response)).rejects.toThrow('aborted');
    expect(response.complete).toBe(false);
    await until(() => seen.ended !== undefined);
    expect(seen.ended).toEqual(new Error('The database is gone'));
    await close();
  });

  it('answers with an error when the first page fails', async () => {
    const { request, close } = await serve({ rows: 10, failAt: 0 });
    const response = await request();
    expect(response.statusCode).toBe(500);
    await close();
  });
});
