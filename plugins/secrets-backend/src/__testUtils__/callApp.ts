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

import type express from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** What came back, its body as it would be sent. */
export interface RawAnswer {
  status: number;
  text: string;
}

/** Asks an app without a socket, for tests that ask it many thousand times. */
export async function callApp(
  app: express.Express,
  request: {
    method?: string;
    url: string;
    headers?: Record<string, string>;
    body?: object;
  },
): Promise<RawAnswer> {
  const written: Buffer[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      written.push(chunk);
      done();
    },
  }) as Socket;
  const { body } = request;
  const req = new IncomingMessage(socket);
  req.method = request.method ?? 'GET';
  req.url = request.url;
  req.headers = {
    host: 'localhost',
    ...request.headers,
    ...(body && { 'content-type': 'application/json' }),
  };
  // As if it were parsed already.
  Object.assign(req, body && { body, _body: true });
  req.push(null);
  const res = new ServerResponse(req);
  res.assignSocket(socket);
  await new Promise<void>((resolve, reject) => {
    res.once('finish', resolve);
    app(req as express.Request, res as express.Response, reject);
  });
  const text = Buffer.concat(written).toString();
  return {
    status: res.statusCode,
    text: text.slice(text.indexOf('\r\n\r\n') + 4),
  };
}
