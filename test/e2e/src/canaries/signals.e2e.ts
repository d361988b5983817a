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

import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { PortalClient } from '../support/PortalClient';
import { SignalsListener } from '../support/SignalsListener';
import { CanaryScanner } from '@internal/estate';
import { estateCanaries } from './estateCanaries';
import { PassingSecret } from './PassingSecret';
import { scanWhatIsLeft } from './whatIsLeft';

const CHANNEL = 'secrets';
const PEOPLE = ['guest', 'olga', 'pat', 'audrey'];

test('nobody hears signals who has not signed in', async () => {
  await expect(SignalsListener.open(CHANNEL)).rejects.toThrow('not be opened');
});

// Anybody who has signed in may listen.
test('signals say that something changed, and not what', async () => {
  test.setTimeout(180_000);
  const pat = await PortalClient.signIn('user:default/pat');
  const secret = new PassingSecret();
  const find = async () => {
    const { items } = await pat.json(
      `/api/secrets/secrets?q=${secret.name}&limit=200`,
    );
    return items.find(({ name }: { name: string }) => name === secret.name);
  };

  const listeners: SignalsListener[] = [];
  for (const person of PEOPLE) {
    const portal = await PortalClient.signIn(`user:default/${person}`);
    listeners.push(await portal.listen(CHANNEL));
  }
  try {
    await heardByAll(listeners, async () => {
      secret.write({ 'first-of-passing': valueOf() });
      await expect(async () => {
        expect((await find())?.keyNames).toEqual(['first-of-passing']);
      }).toPass({ timeout: 30_000 });
    });
    await heardByAll(listeners, async () => {
      secret.write({
        'first-of-passing': valueOf(),
        'second-of-passing': valueOf(),
      });
      await expect(async () => {
        expect((await find())?.keyNames).toHaveLength(2);
      }).toPass({ timeout: 30_000 });
    });
    await heardByAll(listeners, async () => {
      secret.remove();
      await expect(async () => {
        expect(await find()).toBeUndefined();
      }).toPass({ timeout: 30_000 });
    });
  } finally {
    secret.remove();
    listeners.forEach(listener => listener.close());
  }

  const messages = listeners.flatMap(listener => listener.messages);
  const { items: sources } = await pat.json('/api/secrets/sources');
  const sourceIds = sources.map(({ id }: { id: string }) => id);
  for (const text of messages) {
    const { channel, message, ...rest } = JSON.parse(text);
    expect({ channel, ...rest }).toEqual({ channel: CHANNEL });
    // Neither a secret, nor a namespace, nor a path: there is room for no more.
    expect(['revision', 'sourceId']).toEqual(
      expect.arrayContaining(Object.keys(message)),
    );
    // That of a request, as another test may make one, names nothing at all.
    expect([undefined, ...sourceIds]).toContain(message.sourceId);
    expect(Number.isInteger(message.revision)).toBe(true);
    for (const name of [secret.name, secret.namespace, '/', 'of-passing']) {
      expect(text).not.toContain(name);
    }
  }

  const scanner = new CanaryScanner([
    ...estateCanaries(),
    ...secret.values.map(value => ({
      place: 'the Secret that passes by',
      value: Buffer.from(value),
    })),
  ]);
  expect(scanner.scan(Buffer.from(messages.join('\n')))).toEqual([]);
  expect(scanWhatIsLeft(scanner)).toEqual([]);
});

function valueOf(): string {
  return `passing-"${randomBytes(18).toString('base64')}"`;
}

async function heardByAll(
  listeners: SignalsListener[],
  change: () => Promise<void>,
) {
  const before = listeners.map(({ messages }) => messages.length);
  await change();
  await expect(async () => {
    listeners.forEach(({ messages }, index) =>
      expect(messages.length).toBeGreaterThan(before[index]),
    );
  }).toPass({ timeout: 10_000 });
}
