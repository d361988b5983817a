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

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seesOwn } from '../app/authorize';
import { createTestApi } from '../__testUtils__/testApi';
import { createTestInventory, databases } from '../__testUtils__/testInventory';
import { actions } from './actions';
import { defineAction } from './defineAction';

jest.setTimeout(60_000);

const src = join(__dirname, '..');

/** One file as a new action would be: what it asks, who may, what it does. */
const countSources = defineAction({
  name: 'count-sources',
  title: 'Count the sources',
  description: 'How many there are.',
  input: z => z.object({ kind: z.string().optional() }),
  output: z => z.object({ count: z.number() }),
  event: ({ kind }) => ({ eventId: 'source-count', meta: { kind } }),
  authorize: seesOwn,
  async run({ store }, { input: { kind } }) {
    const sources = await store.listSources();
    const counted = sources.filter(each => !kind || each.kind === kind);
    return { count: counted.length };
  },
});

describe('actions', () => {
  it('are a file each, that only the list of all names', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter(file => /(?<!\.test)\.tsx?$/.test(file))
      .map(file => [file, readFileSync(join(src, file), 'utf8')] as const);
    const made = files.flatMap(([file, text]) =>
      [...text.matchAll(/export const (\w+) = defineAction\(/g)].map(
        ([, name]) => ({ file, name }),
      ),
    );
    expect(made).toHaveLength(actions.length);
    expect(new Set(made.map(({ file }) => file)).size).toBe(actions.length);
    for (const { file, name } of made) {
      const users = files.filter(([user, text]) =>
        [...text.matchAll(/from '(\.[^']+)'/g)].some(
          ([, path]) => join(dirname(user), path) === `actions/${name}`,
        ),
      );
      expect(file).toBe(`actions/${name}.ts`);
      expect(users.map(([user]) => user)).toEqual(['actions/actions.ts']);
    }
  });

  it('are served as one file says: authorised, audited and without NUL characters', async () => {
    const test = await createTestInventory(databases.eachSupportedId()[0][0]);
    const api = await createTestApi({
      test,
      entities: [],
      policy: undefined,
      actions: [...actions, countSources],
    });
    const { actions: listed } = await api.actions.list();
    expect(listed).toHaveLength(actions.length + 1);
    expect(await api.act('owner', 'count-sources', {})).toEqual({
      output: { count: 1 },
    });
    expect(api.events).toEqual([
      {
        eventId: 'source-count',
        meta: { kind: undefined },
        ended: 'success',
        result: undefined,
      },
    ]);
    await expect(api.act('service', 'count-sources', {})).rejects.toThrow(
      'These actions are for users',
    );
    expect(api.events.at(-1)).toMatchObject({ ended: 'fail' });
    await expect(
      api.act('owner', 'count-sources', { kind: 'a\0' }),
    ).rejects.toThrow('NUL');
  });
});
