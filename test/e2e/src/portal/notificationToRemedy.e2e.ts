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
import { tabTo } from '../support/tabTo';

// Nobody touches a mouse here.
test('from a notification to the finding to what to do, by two presses of Enter', async ({
  page,
}) => {
  // A portal that has just started tells of what it found within a minute.
  test.setTimeout(180_000);
  await signInAs(page, 'Guest');
  await page.goto('/notifications');
  // A matter of its own, or several in one.
  const notification = page
    .getByRole('link', { name: /findings about your secrets|: [a-z ]+$/ })
    .first();
  await expect(async () => {
    await page.reload();
    await expect(notification).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 90_000 });
  await tabTo(page, notification);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/secrets\/finding/);

  if (page.url().includes('/secrets/findings')) {
    const table = page.locator('table');
    await expect(table.getByRole('row').nth(1)).toContainText('payments');
    await tabTo(page, table);
    await page.keyboard.press('Enter');
  }
  await expect(page).toHaveURL(/\/secrets\/finding\//);
  await expect(page.getByText(/^What to do: /)).toBeVisible();

  await tabTo(page, page.getByRole('link', { name: 'About this rule' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'What to do' })).toBeVisible();
});

test('all findings of a page are decided about by the keyboard', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.goto('/secrets/findings?rule=weak-value');
  const rows = page.locator('table').getByRole('row');
  await expect(rows.nth(1)).toContainText('payments-admin');
  const count = (await rows.count()) - 1;
  await tabTo(page, page.locator('table'));
  await page.keyboard.press('Control+a');
  await expect(page.getByText(`${count} selected`)).toBeVisible();
  const bar = page.getByRole('group', { name: 'Selected findings' });
  await tabTo(page, bar.getByRole('button', { name: 'Acknowledge' }));
  await page.keyboard.press('Enter');
  await expect(
    page.getByText(new RegExp(`^${count} findings? updated$`)),
  ).toBeVisible();
  await expect(rows.nth(1)).toContainText('Acknowledged');

  // Leave it as it was, for others.
  await page.reload();
  await expect(rows.nth(1)).toContainText('Acknowledged');
  await tabTo(page, page.locator('table'));
  await page.keyboard.press('Control+a');
  await tabTo(page, bar.getByRole('button', { name: 'Reopen' }));
  await page.keyboard.press('Enter');
  await expect(rows.nth(1)).not.toContainText('Acknowledged');
});

test('the home page shows what needs action', async ({ page }) => {
  await signInAs(page, 'Guest');
  await page.goto('/home');
  await expect(page.getByText('Your secrets that need action')).toBeVisible();
  await page
    .getByRole('list', { name: 'Needs action' })
    .getByRole('link', { name: /^Rotation steps – / })
    .first()
    .click();
  await expect(page).toHaveURL(/\/secrets\/secret\/.*tab=impact/);
  await expect(page.getByRole('tab', { selected: true })).toHaveText(
    'What breaks',
  );
});

test('card, tab and filter of a service tell the same number', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.goto('/catalog/default/component/payments-api');
  const card = page.getByText(/^\d+ secrets · \d+ need action$/);
  await expect(card).toBeVisible();
  const [secrets, needed] = (await card.innerText()).match(/\d+/g)!;
  await page.goto('/catalog/default/component/payments-api/secrets');
  await expect(
    page.getByRole('heading', {
      name: new RegExp(`^${secrets} secrets · ${needed} need action\\s*: `),
    }),
  ).toBeVisible();
  await page.getByRole('link', { name: `${needed} need action` }).click();
  await expect(page).toHaveURL(/state=attention/);
  await expect(
    page.getByText(new RegExp(`(of ${needed}|· ${needed} secrets)$`)).first(),
  ).toBeVisible();
});
