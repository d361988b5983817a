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

import { MiddlewareFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { readRequest } from './readRequest';

describe('readRequest', () => {
  const app = express()
    .use(readRequest)
    .use((req, res) => {
      res.json({ length: req.body.text.length });
    })
    .use(
      MiddlewareFactory.create({
        config: mockServices.rootConfig(),
        logger: mockServices.logger.mock(),
      }).error(),
    );
  const send = (body: string) =>
    request(app).post('/').set('content-type', 'application/json').send(body);

  it('takes what is as long as manifests may be', async () => {
    const text = 'ü'.repeat(500_000 / 2);
    const { body } = await send(JSON.stringify({ text }));
    expect(body).toEqual({ length: 250_000 });
    const { status } = await send(JSON.stringify({ text: text.repeat(4) }));
    expect(status).toBe(413);
  });

  it('quotes nothing of what it cannot read', async () => {
    const { status, body, text } = await send('hunter2');
    expect(status).toBe(400);
    expect(body.error.message).toBe('The body is no valid JSON');
    expect(text).not.toContain('hunter2');
  });

  it.each([
    { text: 'a\0b' },
    { text: '', deeper: [{ 'a\0b': 1 }] },
    { text: '', deeper: [['\0']] },
  ])('refuses %j', async given => {
    const { status, body } = await send(JSON.stringify(given));
    expect([status, body.error.message]).toEqual([
      400,
      'No text may have a NUL character in it',
    ]);
  });

  it.each(['/a%00b', '/?q=a%00'])('refuses %s', async url => {
    expect((await request(app).post(url).send({ text: '' })).status).toBe(400);
  });

  it('takes what only looks like it, and what is nested deep', async () => {
    const text = '\\u0000 %00';
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const { body } = await send(
      `{"deep":${deep},"text":${JSON.stringify(text)}}`,
    );
    expect(body).toEqual({ length: text.length });
    const { status } = await request(app).post('/?q=%2500').send({ text: '' });
    expect(status).toBe(200);
  });
});
