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
import { signInAs } from '../support/signInAs';

test('a finding leads to what to do, and is decided about', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.goto('/secrets/findings');
  await expect(
    page.getByRole('heading', { name: /^\d+ findings, \d+ high or critical$/ }),
  ).toBeVisible();
  const weak = page.getByRole('row', { name: /Weak value/ }).first();
  await expect(weak).toContainText('payments-admin');
  await weak.click();

  await expect(
    page.getByText('What to do: set a long random value.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByText('Acknowledged').first()).toBeVisible();
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toBeVisible();
  await page.getByRole('link', { name: 'Open payments-admin' }).click();
  await page.getByRole('tab', { name: 'What breaks' }).click();
  await expect(page.getByText(/^Change the value at /)).toBeVisible();
});

test('the Rotation tab counts the keys of the service', async ({ page }) => {
  await signInAs(page, 'Guest');
  await page.goto('/catalog/default/component/payments-api');
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'Rotation' })
    .click();
  await expect(
    page.getByRole('heading', {
      name: /^\d+ of \d+ keys are within their period, \d+ overdue, \d+ not known$/,
    }),
  ).toBeVisible();
  await expect(
    page.getByRole('row').filter({ hasText: 'Overdue' }).first(),
  ).toBeVisible();
});

test('nobody sees findings of another team', async ({ page }) => {
  await signInAs(page, 'Olga');
  await page.goto('/secrets/findings');
  await expect(page.getByRole('heading', { name: /findings?,/ })).toBeVisible();
  await expect(page.getByText('payments-admin')).toHaveCount(0);
});
