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

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifestFolder } from '@internal/estate';
import { expect, test } from '@playwright/test';
import { signInAs } from '../support/signInAs';

const manifest = join(manifestFolder, 'services', 'payments.yaml');
const before = readFileSync(manifest, 'utf8');
const neighbour = '  - name: payments-api-db\n';

// The portal reads the manifests of this repository: they must end as they were.
test.afterEach(() => writeFileSync(manifest, before));

test('an edited manifest changes the open page without a reload', async ({
  page,
}) => {
  expect(before.split(neighbour)).toHaveLength(2);
  await signInAs(page, 'Guest');
  await page.goto(
    '/catalog/default/component/payments-api/secrets?q=payments-api-d',
  );
  const known = page.getByRole('row', { name: /^payments-api-db/ }).first();
  const added = page.getByRole('row', { name: /^payments-api-dispatch/ });
  await expect(known).toBeVisible();
  await expect(added).toHaveCount(0);
  // Lost with the document, should the page be loaded again.
  await page.evaluate(() => {
    document.documentElement.dataset.opened = 'once';
  });

  writeFileSync(
    manifest,
    before.replace(
      neighbour,
      `  - name: payments-api-dispatch
    keys: { token: token 40 }
    use: env
    by: sealed
    age: 1d
${neighbour}`,
    ),
  );
  await expect(added.first()).toBeVisible();
  await expect(added.first()).toContainText('SealedSecret');

  writeFileSync(manifest, before);
  await expect(added).toHaveCount(0);
  await expect(known).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-opened', 'once');
});
