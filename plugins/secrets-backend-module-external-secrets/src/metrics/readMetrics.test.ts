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

import { createServer, type Server, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { readMetrics } from './readMetrics';

const NOW = new Date('2026-12-01T12:00:00Z');
const EXPOSED = `# HELP externalsecret_sync_calls_total Total number of the External Secret sync calls
# TYPE externalsecret_sync_calls_total counter
externalsecret_sync_calls_total{name="a",namespace="shop"} 12
externalsecret_sync_calls_total{name="b}",namespace="sh\"op"} 3 1700000000000
externalsecret_sync_calls_error{name="b",namespace="shop"} 2
externalsecret_provider_api_calls_count{call="GetSecretValue",provider="AWS/SecretsManager",status="success"} 9
externalsecret_provider_api_calls_count{call="GetSecretValue",provider="AWS/SecretsManager",status="error"} 1
externalsecret_provider_api_calls_count{call="Read",provider="HashiCorp/Vault",status="success"} 1e+03
externalsecret_sync_calls_totally_else 7
process_start_time_seconds 1.7e+09
`;

describe('readMetrics', () => {
  let server: Server;
  let answer: (response: ServerResponse) => void;
  let url: string;

  beforeAll(async () => {
    server = createServer((_, response) => answer(response));
    await new Promise<void>(done => {
      server.listen(0, '127.0.0.1', done);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const read = async (text: string | typeof answer, answerMs?: number) => {
    answer = typeof text === 'string' ? response => response.end(text) : text;
    const signal = new AbortController().signal;
    return await readMetrics(url, { signal, now: NOW, answerMs });
  };

  it('sums what the operator counted', async () => {
    expect(await read(EXPOSED)).toEqual({
      state: 'read',
      counts: {
        syncs: 15,
        syncErrors: 2,
        providerCalls: 1010,
        providerErrors: 1,
        providers: ['HashiCorp/Vault 1000 0', 'AWS/SecretsManager 10 1'],
        since: '2023-11-14T22:13:20.000Z',
      },
    });
  });

  it('does not believe in a start in the future', async () => {
    const lied = await read(EXPOSED.replace('1.7e+09', '9.9e+09'));
    expect(lied).toMatchObject({ state: 'read' });
    expect(JSON.stringify(lied)).not.toContain('since');
  });

  it('takes no name of a provider that is none, and not very many', async () => {
    const line = (provider: string) =>
      `externalsecret_provider_api_calls_count{provider="${provider}",status="success"} 1\n`;
    const many = Array.from({ length: 100 }, (_, at) => line(`p${at}`));
    const found = await read([...many, line('a <b> c')].join(''));
    expect(found).toMatchObject({ counts: { providerCalls: 101 } });
    expect((found as any).counts.providers).toHaveLength(20);
    expect(JSON.stringify(found)).not.toContain('<b>');
  });

  it('reads names of labels whole', async () => {
    const found = await read(
      'externalsecret_provider_api_calls_count{my-provider="no", provider="yes",status="error",} 2\n',
    );
    expect(found).toMatchObject({ counts: { providers: ['yes 2 2'] } });
  });

  it.each([
    ['nothing of an operator', 'go_goroutines 7\n', 'no-counters'],
    ['nothing', '', 'no-counters'],
    ['a page', '<html>login</html>', 'no-counters'],
    ['less than nothing', 'externalsecret_sync_calls_total -1', 'malformed'],
    ['no number', 'externalsecret_sync_calls_total{a="b"} NaN', 'malformed'],
    ['no value', 'externalsecret_sync_calls_total{a="b"}', 'malformed'],
    ['half a call', 'externalsecret_sync_calls_total 0.5', 'malformed'],
    ['too much', 'externalsecret_sync_calls_total 1e300\n', 'malformed'],
    ['a line without an end', 'x'.repeat(100_000), 'malformed'],
    [
      'a line that is very long',
      `externalsecret_provider_api_calls_count{${'a'.repeat(20_000)}} 1\n`,
      'malformed',
    ],
  ])('does not know what %s means', async (_, text, problem) => {
    expect(await read(text)).toEqual({ state: 'not-known', problem });
  });

  it.each([
    [
      'refuses',
      (response: ServerResponse) => response.writeHead(403).end('hunter2'),
      'refused',
    ],
    [
      'points elsewhere',
      (response: ServerResponse) =>
        response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      'unreachable',
    ],
    [
      'breaks off',
      (response: ServerResponse) => {
        response.write(EXPOSED);
        setTimeout(() => response.destroy(), 50);
      },
      'unreachable',
    ],
    ['does not answer', () => {}, 'timeout'],
    [
      'does not come to an end',
      (response: ServerResponse) => response.write(EXPOSED),
      'timeout',
    ],
  ])('says why nothing is known where it %s', async (_, act, problem) => {
    expect(await read(act as typeof answer, 500)).toEqual({
      state: 'not-known',
      problem,
    });
  });

  it('is stopped', async () => {
    answer = () => {};
    const stop = new AbortController();
    const reading = readMetrics(url, { signal: stop.signal, now: NOW });
    stop.abort();
    expect(await reading).toMatchObject({ state: 'not-known' });
  });
});
