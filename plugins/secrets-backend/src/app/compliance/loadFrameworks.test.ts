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

import { mockServices } from '@backstage/backend-test-utils';
import { checksById, complianceChecks } from '@keyward/compliance';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeProblem, loadFrameworks } from './loadFrameworks';

const control = (id: string, rest: string) => `  - id: ${id}
    title: A title
    asks: Something.
    reference: { number: '1' }
    ${rest}
    remedy: Do it.
`;
const framework = (id: string, ...controls: string[]) => `schema: 1
id: ${id}
version: '1'
title: Our own
url: https://example.com/rules
controls:
${controls.join('')}`;

describe('loadFrameworks', () => {
  const checks = checksById(complianceChecks);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-frameworks-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function load(files: Record<string, string>, ...missing: string[]) {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text);
    }
    const frameworks = [...Object.keys(files), ...missing].map(name =>
      join(folder, name),
    );
    const config = mockServices.rootConfig({
      data: { secrets: { compliance: { frameworks } } },
    });
    const loaded = await loadFrameworks(config, checks);
    return {
      ids: loaded.frameworks.map(({ id }) => id),
      problems: loaded.problems.map(problem =>
        describeProblem(problem).replaceAll(`${folder}/`, ''),
      ),
    };
  }

  it('reads those of the package and those of the configuration', async () => {
    const builtIn = (await load({})).ids;
    expect(builtIn).toContain('best-practices');
    expect(
      await load({
        'own.yaml': framework('own', control('A', 'checks: [secrets-used]')),
      }),
    ).toEqual({ ids: [...builtIn, 'own'], problems: [] });
  });

  it('names the place of each mistake, and leaves the others as they are', async () => {
    const { ids } = await load({});
    const many = Array.from({ length: 10_000 }, (_, index) =>
      control(`C${index}`, 'checks: [secrets-used]'),
    );
    expect(
      await load(
        {
          'good.yaml': framework('good', control('A', 'checks: [no-orphans]')),
          'check.yaml': framework('check', control('A', 'checks: [tow]')),
          'cycle.yaml': framework(
            'cycle',
            control('A', 'restsOn: [B]'),
            control('B', 'restsOn: [A]'),
          ),
          'many.yaml': framework('many', ...many),
          'same.yaml': framework(
            'pci-dss',
            control('A', 'checks: [no-orphans]'),
          ),
          'text.yaml': 'controls: [',
        },
        'missing.yaml',
      ),
    ).toEqual({
      ids: [...ids, 'good'],
      problems: [
        'missing.yaml: The file could not be read: ENOENT',
        'check.yaml:11: controls[0].checks[0]: there is no check tow',
        'many.yaml:7: controls: has 10000 controls; a framework may have 2000',
        expect.stringContaining(
          'same.yaml:2: id: pci-dss is the id of another',
        ),
        expect.stringContaining('text.yaml:'),
        expect.stringMatching(
          /^cycle\.yaml:\d+: controls\[0\]\.restsOn: rests on itself: cycle\/A → cycle\/B → cycle\/A$/,
        ),
      ],
    });
  });
});
