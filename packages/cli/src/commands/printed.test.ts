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

import { mkdtemp, rm, writeFile } from 'fs/promises';
import { tmpdir } from 'os';
import { join } from 'path';
import { runInProcess } from '../__testUtils__/runInProcess';

const BAD = '\u001b[2J\u009b1m\u202e\r\u2066';
// eslint-disable-next-line no-control-regex
const OBEYED = /[\u001b\u009b\u202e\r\u2066]/;

/** Which names such text can be is for the API server to say: files hold any. */
const objects = () => [
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: `Opaque${BAD}`,
    metadata: { namespace: 'store', name: `orders${BAD}` },
    data: { [`password${BAD}`]: Buffer.from('x').toString('base64') },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `reader${BAD}` },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `readers${BAD}` },
    roleRef: { kind: 'ClusterRole', name: `reader${BAD}` },
    subjects: [{ kind: 'User', name: `ann${BAD}` }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `others${BAD}` },
    roleRef: { kind: 'ClusterRole', name: `absent${BAD}` },
    subjects: [{ kind: 'User', name: `bob${BAD}` }],
  },
];

describe('names that a terminal would obey', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-cli-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(name: string, content: string | Uint8Array) {
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  }

  /** All that prints names, in one format. */
  async function runAll(format: string) {
    const dump = await write('cluster.json', JSON.stringify(objects()));
    const change = await write(
      'change.json',
      JSON.stringify([
        {
          ...objects()[2],
          metadata: { name: `more${BAD}` },
          subjects: [{ kind: 'User', name: `cem${BAD}` }],
        },
      ]),
    );
    const runs = [await runInProcess(['inventory', dump, '--format', format])];
    if (format !== 'csv') {
      for (const args of [
        ['who-can', `store/orders${BAD}`],
        ['what-if', change],
      ]) {
        runs.push(
          await runInProcess([...args, '--dump', dump, '--format', format]),
        );
      }
      runs.push(
        await runInProcess(['ask', '--dump', dump], {
          stdin: JSON.stringify({
            user: `bob${BAD}`,
            verb: 'get',
            resource: 'secrets',
            namespace: 'store',
            name: `orders${BAD}`,
          }),
        }),
      );
    }
    return runs;
  }

  it.each(['table', 'json', 'csv'])('are not printed as %s', async format => {
    for (const { stdout, stderr } of await runAll(format)) {
      const printed = stdout.replaceAll('\r\n', '\n') + stderr;
      expect(stdout).toMatch(/\\u(?:\{1b\}|001b)/);
      expect(printed).not.toMatch(OBEYED);
    }
  });

  it('are told by JSON as they are', async () => {
    const [inventory, whoCan] = (await runAll('json')).map(({ stdout }) =>
      JSON.parse(stdout),
    );
    expect(inventory.secrets[0].name).toBe(`orders${BAD}`);
    expect(whoCan.paths[0].subject).toBe(`u:ann${BAD}`);
  });
});
