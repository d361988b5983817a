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

import type { AccessObject } from '@keyward/kube-access';
import { type Asked, WhatIfWorkers } from './WhatIfWorkers';

// As what runs from source is started.
const execArgv = [
  '--require',
  require.resolve('@backstage/cli/config/nodeTransform.cjs'),
];
const R = 'rbac.authorization.k8s.io';

const role = (names: string[]) => `
apiVersion: ${R}/v1
kind: Role
metadata: { namespace: shop, name: reader }
rules:
  - { apiGroups: ['*'], resources: ['*'], verbs: ['*'], resourceNames: [${names}] }
`;
const bindingTo = (users: string[]) => `
apiVersion: ${R}/v1
kind: RoleBinding
metadata: { namespace: shop, name: reader }
roleRef: { apiGroup: ${R}, kind: Role, name: reader }
subjects: [${users.map(name => `{ kind: User, name: ${name} }`)}]
`;

function asked(manifests: string, objects: AccessObject[] = []): Asked {
  return {
    objects: [{ kind: 'Secret', namespace: 'shop', name: 'db' }, ...objects],
    question: { manifests, complete: new Set() },
  };
}

const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describe('WhatIfWorkers', () => {
  let workers: WhatIfWorkers | undefined;

  afterEach(() => {
    workers?.stop();
  });

  const create = (
    options: ConstructorParameters<typeof WhatIfWorkers>[0] = {},
  ) => {
    workers = new WhatIfWorkers({ execArgv, longestMs: 60_000, ...options });
    return workers;
  };

  it('answers in a thread of its own, also what is wrong', async () => {
    const { foretell } = bound(create());
    const answer = await foretell('ann', async () =>
      asked(`${role(['db'])}---${bindingTo(['eve'])}`),
    );
    expect(answer).toMatchObject({
      objects: [{ change: 'added', kind: 'Role' }, { change: 'added' }],
      subjects: [{ subject: 'u:eve', gained: { direct: 1 } }],
      summary: { gaining: 1 },
      tooMany: 0,
      isComplete: true,
    });
    await expect(
      foretell('ann', async () => asked('kind: Secret\napiVersion: v1')),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('it is a Secret: leave Secrets out'),
    });
  });

  it('leaves this thread to others, and is told what is too many to follow', async () => {
    const { foretell } = bound(create());
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 20);
    const answer = await foretell('ann', async () =>
      asked(`${role(names(900, 'a'))}---${bindingTo(names(600, 'user-'))}`),
    );
    clearInterval(timer);
    expect(answer.tooMany).toBe(600);
    expect(answer.summary.gaining).toBe(600);
    expect(turns).toBeGreaterThan(5);
  });

  it('takes one question of a caller at a time', async () => {
    const { foretell } = bound(create());
    let go = (_: Asked) => {};
    const first = foretell(
      'ann',
      () =>
        new Promise(resolve => {
          go = resolve;
        }),
    );
    await expect(
      foretell('ann', async () => asked(role(['db']))),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    const other = foretell('ben', async () => asked(role(['db'])));
    await expect(
      foretell('eve', async () => asked(role(['db']))),
    ).rejects.toMatchObject({ name: 'ServiceUnavailableError' });
    go(asked(role(['db'])));
    await Promise.all([first, other]);
    await foretell('ann', async () => asked(role(['db'])));
    // Also after one that failed before it began.
    await expect(
      foretell('ann', async () => {
        throw new Error('no cluster');
      }),
    ).rejects.toThrow('no cluster');
    await foretell('ann', async () => asked(role(['db'])));
  });

  it.each([
    ['time', { longestMs: 1 }, 'takes more than 0.001 s to look at'],
    ['memory', { memoryMb: 4 }, 'takes too much memory to look at'],
  ])('ends one that takes too much %s', async (_, limits, message) => {
    const { foretell } = bound(create(limits));
    const many = names(200_000, 'secret-').map(
      (name): AccessObject => ({ kind: 'Secret', namespace: 'shop', name }),
    );
    await expect(
      foretell('ann', async () => asked(role(['db']), many)),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
  });

  it('ends what is being worked out when the portal stops', async () => {
    const { foretell } = bound(create());
    const pending = foretell('ann', async () => {
      setTimeout(() => workers!.stop(), 10);
      return asked(role(['db']));
    });
    await expect(pending).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    await expect(
      foretell('ann', async () => asked(role(['db']))),
    ).rejects.toThrow('The portal is being stopped');
  });
});

function bound(workers: WhatIfWorkers) {
  return { foretell: workers.foretell.bind(workers) };
}
