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
import { request as httpRequest, Agent } from 'node:http';
import { EtcdPutStream } from './EtcdPutStream';

const concurrentPuts = 64;

/** A key and the value to store under it. */
export interface EtcdEntry {
  key: string;
  value: string;
}

/** etcd's JSON gateway, as far as planting objects needs it. */
export class EtcdClient {
  readonly url: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.url = url;
  }

  /** Stores JSON under a key. */
  async put(key: string, json: unknown): Promise<void> {
    await this.#post('/v3/kv/put', {
      key: encode(key),
      value: encode(JSON.stringify(json)),
    });
  }

  /**
   * Stores many values. Each gets a revision of its own, as Kubernetes relies
   * on that: several puts in one transaction would share one, and a list at or
   * a watch from that revision would show only some of them.
   */
  async putAll(
    entries: Iterable<EtcdEntry> | AsyncIterable<EtcdEntry>,
  ): Promise<number> {
    const stream = await EtcdPutStream.open(this.url);
    try {
      let count = 0;
      const queue = iterate(entries);
      const work = async () => {
        for await (const { key, value } of queue) {
          await stream.put(key, value);
          count += 1;
        }
      };
      await Promise.all(Array.from({ length: concurrentPuts }, work));
      return count;
    } finally {
      stream.close();
    }
  }

  /**
   * Stores JSON under a key that has not changed since `modRevision`, which is
   * what Kubernetes calls the resourceVersion.
   *
   * @returns whether it was stored
   */
  async putIfUnchanged(
    key: string,
    json: unknown,
    modRevision: string,
  ): Promise<boolean> {
    const answer = await this.#post('/v3/kv/txn', {
      compare: [{ key: encode(key), target: 'MOD', modRevision }],
      success: [
        {
          requestPut: {
            key: encode(key),
            value: encode(JSON.stringify(json)),
          },
        },
      ],
    });
    return answer.succeeded === true;
  }

  /** How many keys start with the prefix. */
  async count(prefix: string): Promise<number> {
    const answer = await this.#post('/v3/kv/range', {
      key: encode(prefix),
      range_end: encode(`${prefix}\u{10ffff}`),
      count_only: true,
    });
    return Number(answer.count ?? 0);
  }

  /** Removes all keys that start with the prefix. */
  async deletePrefix(prefix: string): Promise<number> {
    const answer = await this.#post('/v3/kv/deleterange', {
      key: encode(prefix),
      range_end: encode(`${prefix}\u{10ffff}`),
    });
    return Number(answer.deleted ?? 0);
  }

  /** The newest revision of the store. */
  async revision(): Promise<number> {
    const answer = await this.#post('/v3/kv/range', {
      key: encode('/'),
      count_only: true,
    });
    return Number(answer.header.revision);
  }

  /** Forgets all revisions before the newest one. */
  async compact(): Promise<void> {
    await this.#post('/v3/kv/compaction', {
      revision: await this.revision(),
      physical: true,
    });
  }

  /** Closes the connections. */
  close() {
    this.#agent.destroy();
  }

  async #post(path: string, body: unknown): Promise<any> {
    const payload = JSON.stringify(body);
    const [status, text] = await new Promise<[number, string]>(
      (resolve, reject) => {
        const request = httpRequest(
          new URL(path, this.url),
          {
            method: 'POST',
            agent: this.#agent,
            headers: { 'content-length': Buffer.byteLength(payload) },
          },
          response => {
            let answer = '';
            response.setEncoding('utf8');
            response.on('data', chunk => {
              answer += chunk;
            });
            response.on('end', () =>
              resolve([response.statusCode ?? 0, answer]),
            );
            response.once('error', reject);
          },
        );
        request.once('error', reject);
        request.end(payload);
      },
    );
    if (status !== 200) {
      throw new Error(`etcd answered ${status} to ${path}: ${text}`);
    }
    return JSON.parse(text);
  }
}

/** An iterator that several can take from: none of them ends it. */
function iterate<T>(
  items: Iterable<T> | AsyncIterable<T>,
): AsyncIterable<T, void, void> {
  const iterator =
    Symbol.asyncIterator in items
      ? items[Symbol.asyncIterator]()
      : items[Symbol.iterator]();
  return {
    [Symbol.asyncIterator]: () => ({ next: async () => await iterator.next() }),
  };
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
