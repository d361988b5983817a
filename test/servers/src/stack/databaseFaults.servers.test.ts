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

// That no value and no fingerprint gets out while the database of a portal fails.
import { type Canary, CanaryScanner } from '@internal/estate';
import type { Knex } from 'knex';
import { randomBytes, randomUUID } from 'node:crypto';
import {
  type DatabaseFault,
  type FaultyDatabase,
  startFaultyPostgres,
  startFaultySqlite,
} from '../database';
import type { KubernetesManifest } from '../manifests/KubernetesManifest';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'watched';
const SIZE = 1_500;
/** Created while something is wrong: more than fits into free pages of a file. */
const MORE = 300;
const PATIENCE_MS = 120_000;
const FAULTS: DatabaseFault[] = ['full', 'locked', 'broken'];
const ASKED = [
  '/secrets',
  '/secrets/summary',
  '/secrets/export',
  '/findings',
  '/findings/summary',
  '/rotation/keys',
  '/certificates',
  '/sources',
  '/access/subjects',
];
const STATEMENT =
  /\b(?:select|insert into|update|delete from)\b.*\b(?:from|values|set|where|select)\b/i;

const cluster = useLivingCluster({
  clusterName: NAME,
  controllerManager: false,
  scheduler: false,
  kwok: false,
  apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
});

describe.each([
  ['postgres', startFaultyPostgres],
  ['sqlite', startFaultySqlite],
])('a portal on %s', (databaseName, startDatabase) => {
  let database: FaultyDatabase;
  let portal: PortalProcess;
  let pat: PortalApi;
  let created = 0;
  const canaries: Canary[] = [];
  const answers: string[] = [];

  const ask = async (path: string) => {
    const { status, text } = await pat.take(`/api/secrets${path}`, {
      headers: {},
      patienceMs: PATIENCE_MS,
    });
    answers.push(text);
    return status;
  };
  const plant = (place: string) => {
    const value = `${randomBytes(24).toString('base64')}"\\&`;
    canaries.push({ place, value: Buffer.from(value) });
    return value;
  };
  /** @returns the name of the last of them */
  const createSecrets = async (count: number) => {
    created += 1;
    const common = plant('what they have in common');
    const manifests = Array.from({ length: count }, (_, index) => {
      const name = `${databaseName}-${created}-${index}`;
      const password = plant(`the password of ${name}`);
      const inUrl = plant(`the password in the url of ${name}`);
      return secretOf(name, `team-${index % 20}`, {
        common,
        password,
        url: `postgres://app:${encodeURIComponent(inUrl)}@db:5432/app`,
      });
    });
    await cluster().putObjects(manifests);
    return manifests.at(-1)!.metadata.name!;
  };
  const shows = async (name: string) =>
    await until(async () => {
      const { items } = await pat.get(`/api/secrets/secrets?q=${name}`);
      expect(items).toEqual([expect.objectContaining({ name, exists: true })]);
    }, PATIENCE_MS);
  const isLive = async () =>
    await until(async () => {
      const { items } = await pat.get('/api/secrets/sources');
      expect(items).toEqual([
        expect.objectContaining({ id: NAME, state: 'live', problems: [] }),
      ]);
    }, PATIENCE_MS);
  /** Where a value, a fingerprint or a statement stands that must not. */
  const findLeaks = async () => {
    const { fingerprints, stored } = await database.withKeyward(async knex => ({
      fingerprints: await knex('secret_keys')
        .whereNotNull('fingerprint')
        .distinct()
        .pluck('fingerprint'),
      stored: await dump(knex),
    }));
    expect(fingerprints.length).toBeGreaterThan(SIZE);
    const scanner = new CanaryScanner([
      ...canaries,
      ...fingerprints.map((text: string) => ({
        place: 'a fingerprint',
        value: Buffer.from(text),
      })),
    ]);
    const told = { log: portal.log(), answers: answers.join('\n') };
    return [
      ...Object.entries({ ...told, stored }).flatMap(([where, text]) =>
        scanner.scan(Buffer.from(text)).map(hit => ({ where, ...hit })),
      ),
      ...Object.values(told)
        .flatMap(text => text.split('\n'))
        .filter(line => STATEMENT.test(line))
        .map(line => line.slice(0, 500)),
    ].slice(0, 5);
  };

  beforeAll(async () => {
    database = await startDatabase();
    const { postgres, database: folder } = database.portal;
    const token = await readerToken(cluster());
    await createSecrets(SIZE);
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), { token, postgres }),
      database: folder,
      logLevel: 'debug',
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isLive();
  }, 400_000);

  afterAll(async () => {
    await portal?.stop();
    await database?.stop();
  }, 60_000);

  it('tells nothing secret while nothing is wrong', async () => {
    for (const path of ASKED) {
      expect([path, await ask(path)]).toEqual([path, 200]);
    }
    expect(await findLeaks()).toEqual([]);
  }, 120_000);

  it.each(FAULTS)(
    'tells of a database that is %s, of nothing secret, and recovers',
    async fault => {
      const before = portal.log().length;
      const mend = await database.inject(fault, portal.pid);
      let last: string;
      try {
        last = await createSecrets(MORE);
        await until(
          () =>
            expect(portal.log().slice(before)).toEqual(
              expect.stringMatching(database.told[fault]),
            ),
          PATIENCE_MS,
        );
        for (const path of ASKED) {
          expect([200, 500, 503]).toContain(await ask(path));
        }
      } finally {
        await mend();
      }
      await shows(last);
      await isLive();
      expect(await findLeaks()).toEqual([]);
    },
    600_000,
  );
});

function secretOf(
  name: string,
  namespace: string,
  values: Record<string, string>,
): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace,
      uid: randomUUID(),
      creationTimestamp: '2026-01-02T03:04:05Z',
    },
    type: 'Opaque',
    data: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    ),
  } as KubernetesManifest;
}

/** All that Keyward stores, but for the fingerprints themselves. */
async function dump(knex: Knex): Promise<string> {
  const tables: string[] =
    knex.client.config.client === 'pg'
      ? await knex('pg_tables')
          .where({ schemaname: 'public' })
          .pluck('tablename')
      : await knex('sqlite_master')
          .where({ type: 'table' })
          .whereNot('name', 'like', 'sqlite_%')
          .pluck('name');
  expect(tables).toContain('secret_keys');
  const lines: string[] = [];
  for (const table of tables) {
    for (const { fingerprint, ...row } of await knex(table)) {
      lines.push(JSON.stringify({ table, row }));
    }
  }
  return lines.join('\n');
}
