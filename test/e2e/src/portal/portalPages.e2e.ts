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

import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { signInAs } from '../support/signInAs';

const CLUSTERS = ['development', 'staging', 'production'];

test('a platform engineer sees all clusters, and a number leads to its rows', async ({
  page,
}) => {
  await signInAs(page, 'Pat');
  await page.getByRole('link', { name: 'Secrets', exact: true }).click();
  await page.getByRole('link', { name: 'Inventory', exact: true }).click();
  await page
    .getByRole('button', { name: /^Counts by cluster, namespace, team/ })
    .click();
  const clusters = page.getByRole('list', { name: 'By cluster' });
  for (const cluster of CLUSTERS) {
    await expect(clusters.getByRole('link', { name: cluster })).toBeVisible();
  }
  for (const facet of [
    'By namespace',
    'By team',
    'By system',
    'By class',
    'By delivery',
  ]) {
    await expect(
      page.getByRole('list', { name: facet }).getByRole('listitem').first(),
    ).toBeVisible();
  }

  await clusters.getByRole('link', { name: 'staging' }).click();
  await expect(page).toHaveURL(/\/secrets\/inventory\?source=/);
  const rows = page.locator('table').getByRole('row');
  await expect(rows.nth(1)).toContainText('staging');
  await expect(page.getByText(/^1–25 of \d+$/)).toBeVisible();
  await page.getByRole('button', { name: 'Next table page' }).click();
  await expect(page.getByText(/^26–\d+ of \d+$/)).toBeVisible();
});

test('an auditor takes the inventory out as CSV', async ({ page }) => {
  await signInAs(page, 'Audrey');
  await page.goto('/secrets/inventory?q=ledger-db');
  await expect(page.locator('table').getByRole('row').nth(1)).toContainText(
    'ledger-db',
  );
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const file = await (await download).path();
  const [header, ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  expect(header.split(',').length).toBeGreaterThan(5);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toContain('ledger-db');
  }
});

test('each source says how it is, and can be asked to sync', async ({
  page,
}) => {
  await signInAs(page, 'Pat');
  await page.goto('/secrets/sources');
  for (const cluster of CLUSTERS) {
    await expect(
      page.getByRole('heading', { name: cluster, level: 3 }),
    ).toBeVisible();
  }
  await expect(
    page.getByRole('heading', { name: '6 sources, 6 live' }),
  ).toBeVisible({ timeout: 60_000 });

  const lastFullSync = page
    .getByRole('article')
    .filter({ hasText: 'staging' })
    .locator('div', { hasText: /^Last full sync/ })
    .locator('time');
  const before = await lastFullSync.getAttribute('datetime');
  await page.getByRole('button', { name: 'Sync staging now' }).click();
  await expect(page.getByText(/Sync requested/)).toBeVisible();
  // The page learns of it by itself.
  await expect(lastFullSync).not.toHaveAttribute('datetime', before!, {
    timeout: 40_000,
  });
});

test('who may not see all is told so', async ({ page }) => {
  await signInAs(page, 'Guest');
  await page.goto('/secrets/sources');
  await expect(
    page
      .getByText('You do not have access to this')
      .or(page.getByRole('button', { name: /Sync .* now/ })),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: /Sync .* now/ })).toHaveCount(
    0,
  );
});
