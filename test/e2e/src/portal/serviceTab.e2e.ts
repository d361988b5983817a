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

import { expect, test } from '@playwright/test';
import { openSecret } from '../support/openSecret';
import { signInAs } from '../support/signInAs';

test('a service owner finds the secrets of a service, worst first', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.getByRole('link', { name: 'payments-api', exact: true }).click();
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'Secrets' })
    .click();

  await expect(
    page.getByRole('heading', { name: /\d+ secrets · \d+ needs? action\s*: / }),
  ).toBeVisible();
  const first = page.locator('table').getByRole('row').nth(1);
  await expect(first).toContainText(/Critical|High/);
  const fraud = page.getByRole('row', { name: /^payments-api-fraud/ }).first();
  await expect(fraud).toContainText(/Delivery failed|Referenced but missing/);

  const database = page.getByRole('row', { name: /^payments-api-db/ }).first();
  await expect(database).toContainText('ExternalSecret');
  await openSecret(page, 'payments-api-db', 'production');

  await expect(
    page.getByRole('heading', { name: /payments-api-db/ }),
  ).toBeVisible();
  await expect(page.getByText('production / payments / Opaque')).toBeVisible();
  await expect(page.getByRole('row', { name: /^password/ })).toContainText(
    'password',
  );
  await expect(
    page.getByRole('list', { name: 'Lineage of payments-api-db' }),
  ).toContainText('Deployment payments-api');

  await page.getByRole('tab', { name: 'Consumers' }).click();
  await expect(
    page.getByRole('row', { name: /Deployment\/payments-api/ }).first(),
  ).toContainText('environment variable');
  await page.getByRole('tab', { name: 'Metadata' }).click();
  await expect(page.getByRole('region', { name: 'Labels' })).toBeVisible();
  await expect(page.locator('body')).not.toContainText(/healthy/i);
});

test('filters are in the address, and a problem says what to do', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.goto(
    '/catalog/default/component/payments-api/secrets?state=deliveryFailed',
  );
  await expect(page.locator('table').getByRole('row')).toHaveCount(2);
  await expect(page.locator('table').getByRole('row').nth(1)).toContainText(
    'payments-api-fraud',
  );
  await expect(
    page
      .locator('table')
      .getByRole('row')
      .nth(1)
      .getByText(/^(Show consumers|Copy kubectl describe)$/),
  ).toBeVisible();

  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL(/\/secrets$/);
  await expect(page.locator('table').getByRole('row').nth(3)).toBeVisible();

  await page
    .getByRole('searchbox', { name: 'Search names, namespaces and keys' })
    .fill('stripe');
  await expect(page).toHaveURL(/q=stripe/);
  await expect(page.locator('table').getByRole('row').nth(1)).toContainText(
    'payments-api-stripe',
  );
});

test('the table is worked by keyboard', async ({ page }) => {
  await signInAs(page, 'Guest');
  await page.goto(
    '/catalog/default/component/payments-api/secrets?q=payments-api-db',
  );
  const row = page.getByRole('row', { name: /payments-api-db/ }).first();
  await expect(row).toBeVisible();
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/secrets\/secret\//);
});

test('nothing of another team is shown', async ({ page }) => {
  await signInAs(page, 'Guest');
  await page.goto('/catalog/default/component/checkout-web/secrets');
  await expect(
    page
      .getByText('No secrets found for checkout-web')
      .or(page.getByText('You do not have access to this')),
  ).toBeVisible();
  await expect(page.locator('table').getByRole('row')).toHaveCount(0);
});

test('a service that names secrets of another team gets none of them', async ({
  page,
}) => {
  await signInAs(page, 'Olga');
  await page.goto('/catalog/default/component/recommendations/secrets');
  await expect(
    page.getByText('No secrets found for recommendations'),
  ).toBeVisible();
  await expect(
    page.getByText(/claims? of this entity (is|are) not confirmed/),
  ).toBeVisible();
  await expect(page.getByText('How to confirm it').first()).toBeVisible();
  await expect(page.getByText('payments-api-db')).toHaveCount(0);
});

test('keys say where else their value is, and that one is guessable', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.goto('/catalog/default/component/ledger/secrets?q=ledger-shared');
  await openSecret(page, 'ledger-shared-key', 'production');
  await expect(page.getByRole('row', { name: /^key/ })).toContainText(
    'payouts-shared-key',
  );

  await page.goto(
    '/catalog/default/component/payments-api/secrets?q=payments-admin',
  );
  await openSecret(page, 'payments-admin', 'production');
  await expect(page.getByRole('row', { name: /^password/ })).toContainText(
    'Guessable value',
  );
});
