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
import { dumpOf } from '../__testUtils__/dumpOf';
import { runInProcess } from '../__testUtils__/runInProcess';
import { CANARY, secret, shopObjects } from '../__testUtils__/shopObjects';

const list = (items: unknown[]) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

describe('keyward inventory', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-cli-'));
    file = join(folder, 'prod.dump');
    await writeFile(file, await dumpOf(shopObjects()));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('prints what needs looking at first', async () => {
    const { code, stdout, stderr } = await runInProcess(['inventory', file]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map(line => line.split(/ {2,}/)[0])).toEqual([
      'SECRET',
      'shop/from-store',
      'shop/lost',
      'shop/db',
      'shop/unused',
    ]);
    expect(lines[1]).toMatch(
      /ExternalSecret from-store .* delivery failed \(SecretSyncedError\)$/,
    );
    expect(lines[2]).toMatch(/ 1: Deployment\/api .* referenced but missing$/);
    expect(lines[3].split(/ {2,}/)).toEqual([
      'shop/db',
      'password',
      'Opaque',
      '2: username, password',
      'by hand kubectl-create',
      '1: Deployment/api',
      '90 d to 121 d',
      'managed fields',
      '-',
    ]);
  });

  it('counts a workload once, however many pods it has', async () => {
    const { stdout } = await runInProcess([
      'inventory',
      file,
      '--format',
      'json',
    ]);
    const { version, secrets } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(
      secrets.find((row: { name: string }) => row.name === 'db'),
    ).toMatchObject({
      ref: 'kubernetes:prod/shop/db',
      source: 'prod',
      consumers: [
        {
          apiGroup: 'apps',
          kind: 'Deployment',
          namespace: 'shop',
          name: 'api',
          how: ['envFrom'],
        },
      ],
      age: { earliest: '2026-03-01T08:00:00.000Z', basis: 'managed-fields' },
      states: [],
    });
  });

  it.each(['table', 'json', 'csv'])('prints no value as %s', async format => {
    const { stdout, stderr } = await runInProcess(
      ['inventory', '-', '--format', format],
      { stdin: list(shopObjects()) },
    );
    expect(stdout).toContain('db');
    for (const text of [stdout, stderr]) {
      expect(text).not.toContain(CANARY);
      expect(text).not.toContain(
        Buffer.from(CANARY).toString('base64').slice(0, 20),
      );
    }
  });

  it('takes raw kubectl output with a warning, and claims nothing to be missing', async () => {
    const { code, stdout, stderr } = await runInProcess(['inventory', '-'], {
      stdin: list(shopObjects()),
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*values of Secrets/);
    expect(stdout).toContain('referenced, not in this file');
    expect(stdout).not.toContain('warning');
    expect(stdout).not.toContain('missing');
  });

  it('says missing only where the Secrets were listed', async () => {
    await writeFile(file, await dumpOf(shopObjects(), { listed: ['other'] }));
    const { stdout } = await runInProcess(['inventory', file]);
    expect(stdout).not.toContain('missing');
    await writeFile(file, await dumpOf(shopObjects(), { listed: ['shop'] }));
    const again = await runInProcess(['inventory', file]);
    expect(again.stdout).toContain('referenced but missing');
  });

  it.each([
    ['False', 'shop', ['shop/unborn']],
    ['False', 'other', []],
    ['True', 'shop', []],
  ])(
    'shows what an ExternalSecret that is %s has not made where %s is listed',
    async (ready, listed, shown) => {
      const unborn = {
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        metadata: { namespace: 'shop', name: 'unborn', uid: 'uid-unborn' },
        spec: { target: { name: 'unborn' } },
        status: {
          conditions: [
            { type: 'Ready', status: ready, reason: 'SecretSyncedError' },
          ],
        },
      };
      await writeFile(
        file,
        await dumpOf([...shopObjects(), unborn], { listed: [listed] }),
      );
      const { stdout } = await runInProcess(['inventory', file]);
      const lines = stdout.split('\n').filter(line => line.includes('unborn'));
      expect(lines.map(line => line.split(/ {2,}/)[0])).toEqual(shown);
      expect(
        lines.filter(line => !line.endsWith('failed (SecretSyncedError)')),
      ).toEqual([]);
    },
  );

  it('does not say that nothing uses a Secret that kinds which are not in it may use', async () => {
    const unlistedKinds = [
      { name: 'databases.example.com', namespaces: ['shop'] },
      { name: 'brokers.example.com', namespaces: ['other'] },
    ];
    await writeFile(file, await dumpOf(shopObjects(), { unlistedKinds }));
    const { stdout } = await runInProcess(['inventory', file]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.find(line => line.startsWith('shop/unused'))).toMatch(
      / not known: unlistedKind databases\.example\.com /,
    );
    expect(lines.find(line => line.startsWith('shop/db'))).toMatch(
      / 1: Deployment\/api /,
    );
  });

  it('does not miss what is optional', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'shop', name: 'p' },
      spec: {
        containers: [
          {
            name: 'c',
            envFrom: [{ secretRef: { name: 'maybe', optional: true } }],
          },
        ],
      },
    };
    await writeFile(file, await dumpOf([pod]));
    const { stdout } = await runInProcess(['inventory', file]);
    expect(stdout).not.toContain('maybe');
  });

  it('prints the warnings of the dump on standard error', async () => {
    await writeFile(
      file,
      await dumpOf(shopObjects(), { warnings: ['Jobs were forbidden.'] }),
    );
    const { stderr } = await runInProcess(['inventory', file]);
    expect(stderr).toBe('warning: Jobs were forbidden.\n');
  });

  it('filters and sorts', async () => {
    const names = async (...args: string[]) => {
      const { stdout } = await runInProcess([
        'inventory',
        file,
        '--format=json',
        ...args,
      ]);
      return JSON.parse(stdout).secrets.map(
        (row: { name: string }) => row.name,
      );
    };
    expect(await names('--delivery', 'externalsecret')).toEqual(['from-store']);
    expect(await names('--delivery', 'by hand')).toEqual(['db', 'unused']);
    expect(await names('--class', 'password')).toEqual(['db']);
    expect(await names('--namespace', 'elsewhere')).toEqual([]);
    expect(await names('--sort', 'keys')).toEqual([
      'db',
      'from-store',
      'unused',
      'lost',
    ]);
    expect((await names('--sort', 'consumers'))[0]).toBe('db');
  });

  it('refuses a class that nothing has', async () => {
    const { code, stdout, stderr } = await runInProcess([
      'inventory',
      file,
      '--class',
      'pasword',
    ]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /"pasword"\n {2}where: --class\n {2}to mend: .*password/,
    );
  });

  it('guards CSV against formulas', async () => {
    const hostile = secret('shop', 'x', { '=HYPERLINK("http://evil")': 'v' });
    const { stdout } = await runInProcess(
      ['inventory', '-', '--format', 'csv'],
      { stdin: list([hostile]) },
    );
    expect(stdout).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });

  it('prints no control characters of hostile names', async () => {
    const dump = (await dumpOf(shopObjects())).replaceAll(
      '"username"',
      '"\\u001b[2Juser\\u202ename"',
    );
    await writeFile(file, dump);
    const { stdout } = await runInProcess(['inventory', file]);
    expect(stdout).toContain('\\u{1b}[2Juser\\u{202e}name');
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('keyward inventory of hostile input', () => {
  it('names the line of a dump that was cut off', async () => {
    const dump = await dumpOf(shopObjects());
    const lines = dump.split('\n');
    for (const cut of [
      lines.slice(0, 4).join('\n'),
      dump.slice(0, dump.length / 2),
    ]) {
      const { code, stdout, stderr } = await runInProcess(['inventory', '-'], {
        stdin: cut,
      });
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/standard input, line \d+/);
      expect(stderr).toContain('to mend:');
      expect(stderr).not.toMatch(/\bat .*\.ts/);
    }
  });

  it.each([
    ['broken YAML', 'kind: Secret\n  metadata: [', /line \d/],
    ['broken JSON', '{"kind": "List", "items": [}', /no valid JSON/],
    ['text', 'canary-of-some-file', /neither a dump nor objects/],
  ])('refuses %s without quoting it', async (_, stdin, message) => {
    const { code, stdout, stderr } = await runInProcess(['inventory', '-'], {
      stdin,
    });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('canary');
    expect(stderr).not.toContain('metadata');
  });

  it('lists what it can of objects with invalid base64, and ends with an error', async () => {
    const broken = {
      ...secret('shop', 'broken', {}),
      data: { password: '*** no base64 canary ***' },
    };
    const { code, stdout, stderr } = await runInProcess(['inventory', '-'], {
      stdin: list([broken, secret('shop', 'fine', { a: 'b' })]),
    });
    expect(stdout).toContain('shop/fine');
    expect(stdout + stderr).not.toContain('canary');
    expect(stdout).not.toContain('shop/broken');
    expect(stderr).toContain('items[0]');
    expect(code).toBe(1);
  });

  it('takes a secret of 10,000 keys', async () => {
    const values: Record<string, string> = {};
    for (let index = 0; index < 10_000; index++) {
      values[`key-${index}`] = String(index);
    }
    const { code, stdout } = await runInProcess(['inventory', '-'], {
      stdin: list([secret('shop', 'many', values)]),
    });
    expect(code).toBe(0);
    expect(stdout).toContain('10000: key-0, key-1, ');
    expect(stdout.length).toBeLessThan(1000);
  });

  it('says so of an empty cluster', async () => {
    const { code, stdout, stderr } = await runInProcess(['inventory', '-'], {
      stdin: await dumpOf([]),
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('no secret');
  });

  it.each([
    ['a file that is not there', join(tmpdir(), 'keyward-none'), 'ENOENT'],
    ['a folder', tmpdir(), 'EISDIR'],
  ])('names %s', async (_, path, word) => {
    const { code, stderr } = await runInProcess(['inventory', path]);
    expect(code).toBe(1);
    expect(stderr).toContain(word);
    expect(stderr).toContain(`where: ${path}`);
  });
});
