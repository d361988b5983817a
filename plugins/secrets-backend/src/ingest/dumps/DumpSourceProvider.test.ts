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

import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { createMockDirectory } from '@backstage/backend-test-utils';
import type {
  SecretsSource,
  SourceReport,
} from '@keyward/backstage-plugin-secrets-node';
import {
  writeDump,
  type DumpEnd,
  type Observation,
} from '@keyward/observation';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  at,
  key,
  object,
  reference,
  secret,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  type TestInventory,
} from '../../__testUtils__/testInventory';
import { DumpSource } from './DumpSource';
import { DumpSourceProvider } from './DumpSourceProvider';

jest.setTimeout(30_000);

const directory = createMockDirectory();

/** With a fingerprint of the right form, as a dump is checked. */
function dumped(name: string) {
  return secret('a', name, { keys: [key('password', 'ab'.repeat(16))] });
}

async function dumpOf(
  observations: Observation[],
  listed: DumpEnd['listed'] = 'all',
  lists?: string[],
): Promise<string> {
  const chunks: Buffer[] = [];
  const output = new Writable({
    write(chunk, _, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  await writeDump(
    output,
    {
      kind: 'kubernetes',
      sourceId: 'prod',
      title: 'Production',
      takenAt: at(5),
      mode: 'fingerprint',
      listed,
      lists,
      warnings: ['roles were forbidden'],
      unlistedKinds: [{ name: 'databases.example.com' }],
    },
    observations,
  );
  return Buffer.concat(chunks).toString('utf8');
}

async function provide(
  path = directory.resolve('prod.jsonl'),
  { id = 'prod', ...secrets }: { id?: string; fingerprint?: JsonObject } = {},
) {
  const provider = DumpSourceProvider.fromConfig(
    new ConfigReader({ secrets: { ...secrets, dumps: [{ id, path }] } }),
  );
  return (await provider.getSources())[0];
}

/** Runs a source until it says that it is live or down. */
async function runOnce(
  source: SecretsSource,
  cursors = {},
  known?: TestInventory,
) {
  const test = known ?? (await createTestInventory('SQLITE_3'));
  const stop = new AbortController();
  const reports: SourceReport[] = [];
  await source.run({
    signal: stop.signal,
    cursors,
    apply: test.apply,
    async report(report) {
      reports.push(report);
      if (report.state === 'live' || report.state === 'down') {
        stop.abort();
      }
    },
  });
  const { items } = await test.store.listSecrets({
    visibility: { all: true },
    orderBy: { field: 'name', direction: 'asc' },
    limit: 1000,
  });
  return { ...test, items, last: reports.at(-1) };
}

describe('DumpSourceProvider', () => {
  afterEach(() => directory.clear());

  it('reads a dump as a source', async () => {
    const secrets = Array.from({ length: 600 }, (_, index) =>
      dumped(`s${index}`),
    );
    directory.setContent({
      'prod.jsonl': await dumpOf([
        ...secrets,
        object('Deployment', 'a', 'web', {
          references: [reference('a', 's1'), reference('a', 'missing')],
        }),
      ]),
    });
    const source = await provide();
    expect(source).toMatchObject({
      id: 'prod',
      kind: 'kubernetes',
      title: 'Production',
      mode: 'fingerprint',
    });
    const { items, last, knex } = await runOnce(source);
    expect(last).toMatchObject({ problems: [] });
    expect(items).toHaveLength(601);
    expect(items[0]).toMatchObject({ name: 'missing', states: ['missing'] });
    expect(items.find(({ name }) => name === 's1')).toMatchObject({
      consumers: ['Deployment/web'],
      firstSeen: at(5),
    });
    expect(last).toEqual({
      state: 'live',
      problems: [],
      warnings: [{ code: 'dump', message: 'roles were forbidden' }],
      followedTo: at(5),
      unlistedKinds: [{ name: 'databases.example.com' }],
    });

    // The same file is not read again.
    const { cursor } = await knex('streams').where({ stream: 'dump' }).first();
    const again = await runOnce(source, { dump: cursor });
    expect(again.items).toEqual([]);
    expect(again.last).toMatchObject({ state: 'live' });
  });

  describe('of what kubectl printed', () => {
    const KEY = Buffer.alloc(32, 7).toString('base64');
    const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
    const PASSWORD = 'k7Qz-vP2x9LmTr4w';

    function write(values: Record<string, string>) {
      const items = Object.entries(values).map(([name, value]) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace: 'a', name },
        data: { password: Buffer.from(value).toString('base64') },
      }));
      directory.setContent({
        'list.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
      });
      return directory.resolve('list.json');
    }

    /** Which values it takes for changed when the file is read again, touched. */
    async function readTwice(
      first: { values: Record<string, string>; fingerprint?: JsonObject },
      second: typeof first,
    ) {
      const test = await createTestInventory('SQLITE_3');
      for (const [minutes, { values, ...secrets }] of [
        first,
        second,
      ].entries()) {
        const path = write(values);
        const time = new Date(Date.parse(at(5 + minutes)));
        await utimes(path, time, time);
        await runOnce(await provide(path, secrets), {}, test);
      }
      const changed = await test
        .knex('history')
        .join('secrets', 'secrets.id', 'history.secret_id')
        .where('event', 'valueChanged')
        .pluck('secrets.name');
      const keys = await test
        .knex('secret_keys')
        .select<{ fingerprint: string; fingerprint_key_id: string }[]>(
          'fingerprint',
          'fingerprint_key_id',
        );
      await test.knex.destroy();
      return { changed, keys };
    }

    const values = { db: PASSWORD, same: PASSWORD };
    const rotated = { ...values, db: `${PASSWORD}-2` };

    it('takes no value for changed where the file is touched', async () => {
      const { changed, keys } = await readTwice({ values }, { values });
      expect(changed).toEqual([]);
      // Within the file equal values are still told.
      expect(new Set(keys.map(each => each.fingerprint)).size).toBe(1);
    });

    it("sees a change, and equal values elsewhere, by the installation's key", async () => {
      const fingerprint = { key: KEY, keyId: '2026' };
      const { changed, keys } = await readTwice(
        { values, fingerprint },
        { values: rotated, fingerprint },
      );
      expect(changed).toEqual(['db']);
      expect(new Set(keys.map(each => each.fingerprint_key_id))).toEqual(
        new Set(['2026']),
      );
    });

    it.each([
      ['another', { key: OTHER_KEY, keyId: '2027' }],
      ['none', undefined],
    ])(
      'takes no value for changed where the key becomes %s',
      async (_, fingerprint) => {
        const { changed } = await readTwice(
          { values, fingerprint: { key: KEY, keyId: '2026' } },
          { values: rotated, ...(fingerprint && { fingerprint }) },
        );
        expect(changed).toEqual([]);
      },
    );

    it('says so of a key that is too short, without it', async () => {
      const { problem } = await provide(write(values), {
        fingerprint: { key: 'c2hvcnQ=' },
      });
      expect(problem).toMatchObject({ code: 'bad-config' });
      expect(problem?.message).toContain('secrets.fingerprint');
      expect(JSON.stringify(problem)).not.toContain('c2hvcnQ');
    });
  });

  it('passes on what was listed of what decides about access', async () => {
    const roles = 'rbac.authorization.k8s.io/v1/roles';
    directory.setContent({
      'prod.jsonl': await dumpOf([dumped('one')], 'all', [
        roles,
        'apps/v1/deployments',
      ]),
    });
    const { knex } = await runOnce(await provide());
    const streams = await knex('streams').select('stream', 'completed_at');
    expect(streams).toEqual(
      expect.arrayContaining([
        { stream: 'dump', completed_at: at(5) },
        { stream: roles, completed_at: at(5) },
        { stream: 'v1/secrets', completed_at: at(5) },
      ]),
    );
    expect(streams).toHaveLength(3);
  });

  it('says nothing of missing secrets where none were listed', async () => {
    directory.setContent({
      'prod.jsonl': await dumpOf(
        [
          object('Deployment', 'a', 'web', {
            references: [reference('a', 'missing')],
          }),
        ],
        'none',
      ),
    });
    expect((await runOnce(await provide())).items).toEqual([]);
  });

  it('changes nothing for a dump that was cut off', async () => {
    const text = await dumpOf([dumped('one'), dumped('two')]);
    directory.setContent({ 'prod.jsonl': text.slice(0, -40) });
    const { items, last } = await runOnce(await provide());
    expect(items).toEqual([]);
    expect(last).toMatchObject({
      state: 'down',
      problems: [
        {
          code: 'bad-dump',
          message: expect.stringContaining('Line 4'),
          remedy: expect.any(String),
        },
      ],
    });
  });

  it('reads what kubectl printed, with a warning and without its values', async () => {
    directory.setContent({
      'list.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          {
            apiVersion: 'v1',
            kind: 'Secret',
            type: 'Opaque',
            metadata: { namespace: 'a', name: 'db' },
            data: {
              password: Buffer.from('correct-horse-battery').toString('base64'),
            },
          },
        ],
      }),
    });
    const { items, last, knex } = await runOnce(
      await provide(directory.resolve('list.json')),
    );
    expect(items).toMatchObject([{ name: 'db', keyNames: ['password'] }]);
    expect(JSON.stringify(last?.warnings)).toContain('values of Secrets');
    const stored = JSON.stringify([
      await knex('secrets'),
      await knex('secret_keys'),
      last,
    ]);
    expect(stored).not.toContain('correct-horse');
    expect(stored).not.toContain('Y29ycmVjdC');
  });

  it.each([
    [
      'as PowerShell writes it',
      (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    ],
    ['compressed', (text: string) => gzipSync(text)],
  ])('reads a dump and what kubectl printed, %s', async (_, encode) => {
    const item = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { namespace: 'a', name: 'db' },
    };
    for (const text of [await dumpOf([dumped('db')]), JSON.stringify(item)]) {
      directory.setContent({ file: encode(text) });
      const source = await provide(directory.resolve('file'));
      const { items } = await runOnce(source);
      expect(items).toMatchObject([{ name: 'db' }]);
    }
  });

  it.each([
    ['absent.jsonl', undefined, 'unreadable'],
    ['empty.jsonl', '', 'bad-dump'],
    ['text.jsonl', 'hello: [world', 'bad-dump'],
  ])('says what is wrong with %s', async (name, content, code) => {
    directory.setContent(content === undefined ? {} : { [name]: content });
    const path = directory.resolve(name);
    const source = await provide(path);
    expect(source.problem).toMatchObject({
      code,
      message: expect.stringContaining(path),
      remedy: expect.any(String),
    });
  });

  it('reads no more at once than the portal can do without anybody noticing', async () => {
    const items = JSON.stringify({ kind: 'List', apiVersion: 'v1', items: [] });
    directory.setContent({
      'list.json': items + ' '.repeat(33 * 1024 * 1024),
    });
    const source = await provide(directory.resolve('list.json'));
    expect(source.problem).toMatchObject({
      code: 'bad-dump',
      message: expect.stringContaining('too large'),
      remedy: expect.stringContaining('keyward dump'),
    });
  });

  it('does not wait for a pipe that nobody writes to', async () => {
    const path = directory.resolve('pipe');
    execFileSync('mkfifo', [path]);
    try {
      const { problem } = await provide(path);
      expect(problem).toMatchObject({
        code: 'bad-dump',
        message: expect.stringContaining('no file'),
      });
    } finally {
      // So that a thread that waits after all is let go.
      closeSync(openSync(path, constants.O_RDWR));
    }
  });

  it('says so when a file went away while it was followed', async () => {
    const { last } = await runOnce(
      new DumpSource({
        id: 'prod',
        path: directory.resolve('gone.jsonl'),
        description: { kind: 'kubernetes', title: 'x', mode: 'metadata' },
      }),
    );
    expect(last).toMatchObject({
      state: 'down',
      problems: [{ code: 'unreadable' }],
    });
  });
});
