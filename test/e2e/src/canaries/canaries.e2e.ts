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

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { PortalClient } from '../support/PortalClient';
import { CanaryScanner } from './CanaryScanner';
import { estateCanaries } from './estateCanaries';

const PEOPLE = ['guest', 'olga', 'pat', 'audrey'];
const SOURCES = 3;

/**
 * Values are planted in all the places where an estate holds them; none may
 * show up in what the portal answers, stores or logs at debug level.
 */
test('no value leaves the clusters', async () => {
  test.setTimeout(180_000);
  const canaries = estateCanaries();
  expect(canaries.length).toBeGreaterThan(100);
  const scanner = new CanaryScanner(canaries);

  const answers: string[] = [];
  for (const person of PEOPLE) {
    const portal = await PortalClient.signIn(`user:default/${person}`);
    if (person === 'pat') {
      await expect(async () => {
        const { items } = await portal.json('/api/secrets/sources');
        const live = items.filter(({ state }: any) => state === 'live');
        expect(live).toHaveLength(SOURCES);
      }).toPass({ timeout: 60_000 });
    }
    answers.push(...(await crawl(portal)));
  }
  expect(answers.join('').length).toBeGreaterThan(100_000);

  const hits = scanner
    .scan(Buffer.from(answers.join('\n')))
    .map(hit => ({ where: 'an answer', ...hit }));
  for (const file of filesToSearch()) {
    for (const hit of scanner.scan(readIfThere(file))) {
      hits.push({ where: file, ...hit });
    }
  }
  expect(hits).toEqual([]);
});

/** Every answer that a person gets of the API, errors included. */
async function crawl(portal: PortalClient): Promise<string[]> {
  const answers: string[] = [];
  const get = async (path: string) => {
    const answer = await portal.get(`/api/secrets${path}`);
    answers.push(JSON.stringify([...answer.headers]), answer.text);
    return answer;
  };
  await get('/sources');
  await get('/secrets/summary');
  await get('/secrets/export');
  await get('/claims?entityRef=component:default/payments-api');
  await get('/secrets?cursor=%22broken');
  await get('/secrets?limit=-1');
  await get('/secrets/by-id/unknown');

  let cursor: string | undefined;
  do {
    const page = await get(
      `/secrets?limit=50${
        cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      }`,
    );
    const { items = [], nextCursor } = page.ok ? JSON.parse(page.text) : {};
    for (const { id } of items.slice(0, 10)) {
      await get(`/secrets/by-id/${id}`);
      await get(`/secrets/by-id/${id}/history`);
    }
    cursor = nextCursor;
  } while (cursor);
  return answers;
}

/** The database and the log of the portal that runs, as `npm test` names them. */
function filesToSearch(): string[] {
  const { KEYWARD_PORTAL_DATABASE: database, KEYWARD_PORTAL_LOG: log } =
    process.env;
  if (!database || !log) {
    throw new Error(
      'KEYWARD_PORTAL_DATABASE and KEYWARD_PORTAL_LOG must name what the portal leaves behind: run npm test -- --only browser',
    );
  }
  const files = [log, ...filesBelow(database)];
  // A portal that stored and logged nothing would pass as well.
  const total = files.reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  expect(total).toBeGreaterThan(1_000_000);
  return files;
}

/** The journal of a database comes and goes while the portal runs. */
function readIfThere(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return Buffer.alloc(0);
    }
    throw error;
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}
