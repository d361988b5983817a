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

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { SessionMemory } from './SessionMemory';

const REF = 'user:default/guest';

function sessionOf(
  userEntityRef: string,
  expiresAt?: string,
): BackstageCredentials<BackstageUserPrincipal> {
  return {
    $$type: '@backstage/BackstageCredentials',
    principal: { type: 'user', userEntityRef },
    ...(expiresAt ? { expiresAt: new Date(expiresAt) } : {}),
  };
}

function createMemory() {
  const userInfo = mockServices.userInfo.mock();
  userInfo.getUserInfo.mockImplementation(async ({ principal }: any) => ({
    userEntityRef: principal.userEntityRef,
    ownershipEntityRefs: [
      principal.userEntityRef,
      `group:default/${userInfo.getUserInfo.mock.calls.length}`,
    ],
  }));
  const memory = new SessionMemory(async credentials => {
    const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
    return ownershipEntityRefs;
  });
  return { userInfo, memory };
}

describe('SessionMemory', () => {
  it('asks once in a session, also for requests at the same time', async () => {
    const { memory, userInfo } = createMemory();
    const end = '2026-11-23T20:00:00Z';

    const [first, second] = await Promise.all([
      memory.of(sessionOf(REF, end)),
      memory.of(sessionOf(REF, end)),
    ]);

    expect(first).toEqual([REF, 'group:default/1']);
    expect(second).toEqual(first);
    await expect(memory.of(sessionOf(REF, end))).resolves.toEqual(first);
    expect(userInfo.getUserInfo).toHaveBeenCalledTimes(1);
  });

  it('asks again for another user, another sign-in and a session without an end', async () => {
    const { memory } = createMemory();

    await memory.of(sessionOf(REF, '2026-11-23T20:00:00Z'));

    await expect(
      memory.of(sessionOf('user:default/olga', '2026-11-23T20:00:00Z')),
    ).resolves.toEqual(['user:default/olga', 'group:default/2']);
    await expect(
      memory.of(sessionOf(REF, '2026-11-23T20:00:01Z')),
    ).resolves.toEqual([REF, 'group:default/3']);
    await expect(memory.of(sessionOf(REF))).resolves.toEqual([
      REF,
      'group:default/4',
    ]);
    await expect(memory.of(sessionOf(REF))).resolves.toEqual([
      REF,
      'group:default/5',
    ]);
  });

  it('asks again after ten seconds', async () => {
    jest.useFakeTimers({ now: 1, advanceTimers: false });
    try {
      const { memory } = createMemory();
      const session = () => sessionOf(REF, '2026-11-23T20:00:00Z');
      await memory.of(session());

      jest.advanceTimersByTime(9_000);
      await expect(memory.of(session())).resolves.toContain('group:default/1');
      jest.advanceTimersByTime(2_000);
      await expect(memory.of(session())).resolves.toContain('group:default/2');
    } finally {
      jest.useRealTimers();
    }
  });

  it('keeps no answer of a session that asks no more', async () => {
    jest.useFakeTimers({ now: 1, doNotFake: ['setImmediate'] });
    try {
      const answers: WeakRef<object>[] = [];
      const memory = new SessionMemory(async () => {
        const answer = {};
        answers.push(new WeakRef(answer));
        return answer;
      });
      await memory.of(sessionOf(REF, '2026-11-23T20:00:00Z'));
      setFlagsFromString('--expose-gc');
      const isKept = async () => {
        await new Promise(resolve => setImmediate(resolve));
        runInNewContext('gc')();
        return answers[0].deref() !== undefined;
      };
      await expect(isKept()).resolves.toBe(true);

      jest.advanceTimersByTime(11_000);

      await expect(isKept()).resolves.toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });

  it('does not remember that it could not be told', async () => {
    const { memory, userInfo } = createMemory();
    userInfo.getUserInfo.mockRejectedValueOnce(new Error('auth is down'));
    const session = sessionOf(REF, '2026-11-23T20:00:00Z');

    await expect(memory.of(session)).rejects.toThrow('auth is down');
    await expect(memory.of(session)).resolves.toContain(REF);
  });
});
