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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startPortalProcess,
  type PortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';

const PATIENCE_MS = 60_000;
const TEAMS = {
  guest: 'payments',
  olga: 'checkout',
  pat: 'platform',
  audrey: 'auditors',
};

describe('personas on a portal of clusters of its own', () => {
  let folder: string;
  let portal: PortalProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-personas-'));
    const target = join(folder, 'catalog-info.yaml');
    await writeFile(
      target,
      JSON.stringify({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: { name: 'own' },
        spec: { type: 'service', lifecycle: 'production', owner: 'payments' },
      }),
    );
    portal = await startPortalProcess({
      config: {
        backend: {
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        catalog: { locations: [{ type: 'file', target }] },
      },
    });
  }, 400_000);

  afterAll(async () => {
    await portal?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 30_000);

  it.each(Object.entries(TEAMS))(
    'let %s of %s sign in',
    async (name, team) => {
      const ref = `user:default/${name}`;
      const api = await until(() => portal.signIn(ref), PATIENCE_MS);
      await until(async () => {
        const session = await portal.signIn(ref);
        const { claims } = await session.get('/api/auth/v1/userinfo');
        expect(claims.ent).toEqual(
          expect.arrayContaining([ref, `group:default/${team}`]),
        );
      }, PATIENCE_MS);
      await api.get('/api/catalog/entities/by-name/component/default/own');
      await api.get('/api/secrets/secrets');
    },
    3 * PATIENCE_MS,
  );
});
