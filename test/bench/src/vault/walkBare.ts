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

import { Agent, get } from 'node:http';

/** As many as Keyward sends. */
const AT_ONCE = 8;

/**
 * Walks all secrets of an engine without a thought: each folder is listed, and of each
 * secret the metadata and the names of its keys are fetched and parsed.
 *
 * @returns how many secrets there are
 */
export async function walkBare(url: string, mount: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const fetchJson = async (path: string) =>
    await new Promise<any>((done, fail) => {
      get(
        `${url}/v1/${path}`,
        { agent, headers: { 'x-vault-token': 'bench' } },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('end', () =>
            done(JSON.parse(Buffer.concat(chunks).toString('utf8'))),
          );
        },
      ).once('error', fail);
    });
  let count = 0;
  const left = [''];
  const take = async (path: string) => {
    if (path === '' || path.endsWith('/')) {
      const answer = await fetchJson(`${mount}/metadata/${path}?list=true`);
      for (const key of answer.data.keys) {
        left.push(path + key);
      }
      return;
    }
    await fetchJson(`${mount}/metadata/${path}`);
    await fetchJson(`${mount}/subkeys/${path}?depth=1`);
    count += 1;
  };
  const running = new Set<Promise<void>>();
  while (left.length > 0 || running.size > 0) {
    while (left.length > 0 && running.size < AT_ONCE) {
      const one = take(left.pop()!).then(() => {
        running.delete(one);
      });
      running.add(one);
    }
    await Promise.race(running);
  }
  agent.destroy();
  return count;
}
