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

import { wordedRules, type Rule } from '@keyward/findings';
import { secret } from '../__testUtils__/observations';
import { createTestApi } from '../__testUtils__/testApi';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';

jest.setTimeout(60_000);

/** One file as a new rule would be: what it asks, and its words. */
const shortName: Rule = {
  id: 'short-name',
  words: {
    title: 'Name too short',
    sentence: ({ name, evidence }) => `${name} has ${evidence.length} letter`,
    remedy: 'Rename it.',
  },
  judge: ({ name }) => ({
    verdicts:
      name.length > 1
        ? []
        : [
            {
              rule: 'short-name',
              item: '',
              severity: 'medium',
              evidence: { length: name.length },
            },
          ],
  }),
};

describe.each(databases.eachSupportedId())('a rule on %s', databaseId => {
  it('is one file: its findings are shown, counted and worded without an edit elsewhere', async () => {
    const test = await createTestInventory(databaseId);
    await test.sync('v1/secrets', [secret('a', 'x'), secret('a', 'long')]);
    await analyseAll(
      createTestEngine(test, { rules: [shortName] }),
      test.fence,
    );
    const api = await createTestApi({
      test,
      entities: [],
      policy: undefined,
      rules: wordedRules([shortName]),
    });
    const { body } = await api.ask('platform', '/findings');
    expect(body.items).toEqual([
      expect.objectContaining({
        rule: 'short-name',
        severity: 'medium',
        text: {
          title: 'Name too short',
          sentence: 'x has 1 letter',
          remedy: 'Rename it.',
        },
      }),
    ]);
    const summary = await api.ask('platform', '/findings/summary');
    expect(summary.body.byRule).toEqual([
      expect.objectContaining({
        value: 'short-name',
        title: 'Name too short',
        count: 1,
      }),
    ]);
    const secrets = await api.ask('platform', '/secrets?q=x');
    expect(secrets.body.items[0].finding).toMatchObject({ rule: 'short-name' });
  });
});
