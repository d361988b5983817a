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
import { ClientHttp2Session, connect } from 'node:http2';

/** A gRPC connection to etcd that only ever puts: some times faster than JSON. */
export class EtcdPutStream {
  readonly #session: ClientHttp2Session;

  private constructor(session: ClientHttp2Session) {
    this.#session = session;
  }

  static async open(url: string): Promise<EtcdPutStream> {
    // In megabytes; the default is too small for several Secrets of 1 MiB.
    const session = connect(url, { maxSessionMemory: 512 });
    await once(session, 'connect');
    return new EtcdPutStream(session);
  }

  /** Stores a value under a key. */
  async put(key: string, value: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stream = this.#session.request({
        ':method': 'POST',
        ':path': '/etcdserverpb.KV/Put',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      let status: string | undefined;
      const note = (headers: Record<string, unknown>) => {
        if (headers['grpc-status'] !== undefined) {
          status = `${headers['grpc-status']} ${headers['grpc-message'] ?? ''}`;
        }
      };
      stream.on('response', note);
      stream.on('trailers', note);
      stream.once('error', reject);
      stream.once('close', () =>
        status?.startsWith('0 ')
          ? resolve()
          : reject(new Error(`etcd refused to put ${key}: ${status}`)),
      );
      stream.resume();
      stream.end(putRequest(key, value));
    });
  }

  close() {
    this.#session.close();
  }
}

/** A framed `PutRequest { bytes key = 1; bytes value = 2; }`. */
function putRequest(key: string, value: string): Buffer {
  const message = Buffer.concat([
    ...bytesField(1, key),
    ...bytesField(2, value),
  ]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}

function bytesField(field: number, text: string): Buffer[] {
  const bytes = Buffer.from(text, 'utf8');
  const lengthDelimited = 2;
  const header = [field * 8 + lengthDelimited];
  let length = bytes.length;
  while (length > 127) {
    header.push((length % 128) + 128);
    length = Math.floor(length / 128);
  }
  header.push(length);
  return [Buffer.from(header), bytes];
}
