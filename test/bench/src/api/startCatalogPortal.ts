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
  type PortalApi,
  type PortalProcess,
  startPortalProcess,
  until,
} from '@internal/servers';
import { emptyDatabase } from '../lib/emptyDatabase';
import { type CatalogSize, generateCatalog, USER } from './generateCatalog';

const CATALOG_TIME_OUT_MS = 600_000;
const KINDS = ['Component'];

/** A portal in a process of its own, whose catalog has read everything. */
export interface CatalogPortal {
  portal: PortalProcess;
  /** As `USER`. */
  api: PortalApi;
  /** Of its database. */
  connection: string;
  stop(): Promise<void>;
}

/** Starts a portal on an empty database, with a catalog of many components. */
export async function startCatalogPortal(
  options: CatalogSize & {
    /** Where databases are made. */
    postgres: string;
    database: string;
    /** Configuration besides. */
    config?: object;
    nodeArgs?: string[];
  },
): Promise<CatalogPortal> {
  const folder = await mkdtemp(join(tmpdir(), 'keyward-bench-catalog-'));
  const clean = async () => await rm(folder, { recursive: true, force: true });
  try {
    const catalogFile = join(folder, 'catalog.yaml');
    await writeFile(catalogFile, generateCatalog(options));
    const connection = await emptyDatabase(options.postgres, options.database);
    const portal = await startPortalProcess({
      config: {
        backend: {
          database: { client: 'pg', connection, pluginDivisionMode: 'schema' },
        },
        catalog: {
          processingInterval: { hours: 1 },
          locations: [
            { type: 'file', target: catalogFile, rules: [{ allow: KINDS }] },
          ],
        },
        ...options.config,
      },
      nodeArgs: options.nodeArgs,
    });
    const stop = async () => {
      await portal.stop();
      await clean();
    };
    try {
      const api = await until(() => portal.signIn(USER), CATALOG_TIME_OUT_MS);
      await until(async () => {
        const { totalItems } = await api.get(
          '/api/catalog/entities/by-query?limit=0&filter=kind=component,spec.type=service',
        );
        if (totalItems < options.components) {
          throw new Error(`The catalog has ${totalItems} components`);
        }
      }, CATALOG_TIME_OUT_MS);
      return { portal, api, connection, stop };
    } catch (error) {
      await portal.stop();
      throw error;
    }
  } catch (error) {
    await clean();
    throw error;
  }
}
