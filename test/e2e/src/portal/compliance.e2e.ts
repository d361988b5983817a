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
import { addYesterday } from '../support/addYesterday';
import { PortalClient } from '../support/PortalClient';
import { signInAs } from '../support/signInAs';
import { tabTo } from '../support/tabTo';

/** A portal that has just started reads the clusters first. */
const READ_WITHIN_MS = 60_000;

const SERVICE = '/catalog/default/component/payments-api';
const TREND = 'Score over time';

test.describe.configure({ timeout: 180_000 });

test('from the start to the worst secret and what to do about it, in three clicks', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter as Pat' }).click();
  await page
    .getByRole('navigation', { name: 'sidebar nav' })
    .getByRole('link', { name: 'Secrets' })
    .click();
  const worst = page
    .getByRole('list', { name: 'Needs action' })
    .getByRole('listitem')
    // Risky bindings stand beside the secrets.
    .filter({ has: page.locator('a[href*="/secrets/secret/"]') })
    .first();
  await expect(worst).toContainText(/Critical|High/, {
    timeout: READ_WITHIN_MS,
  });
  await worst.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/secrets\/secret\//);
  await expect(page.getByText(/^What to do: /).first()).toBeVisible();
});

test('a lead reads the overview aloud, and each number opens its rows', async ({
  page,
}) => {
  await signInAs(page, 'Pat');
  await page.goto('/secrets');
  await expect(
    page.getByRole('heading', { name: /^Score \d+ of 100, confidence \d+ %$/ }),
  ).toBeVisible();
  const { rotation, findings, certificates, encryption } = await (
    await PortalClient.signIn('user:default/pat')
  ).json('/api/secrets/compliance/overview');

  await expect(
    page.getByRole('link', {
      name: `${encryption.encrypted} of ${encryption.total} clusters`,
    }),
  ).toBeVisible();
  await expect(
    page.getByText(`of ${certificates.total} certificates`),
  ).toBeVisible();

  await page.getByRole('link', { name: /% overdue$/ }).click();
  await expect(page).toHaveURL(/\/secrets\/rotation\?rotation=overdue$/);
  await expect(
    page.getByRole('row').filter({ hasText: 'Overdue' }),
  ).toHaveCount(Math.min(25, rotation.overdue));
  await page.goBack();

  await page
    .getByRole('link', { name: `${findings.high} high`, exact: true })
    .click();
  await expect(
    page.getByRole('button', {
      name: `High (${findings.high})`,
      pressed: true,
    }),
  ).toBeVisible();
});

test('from the second day on the score is a chart, and the same as a table', async ({
  page,
}) => {
  await signInAs(page, 'Pat');
  await addYesterday(page);
  await page.goto('/secrets');
  const trend = page.getByRole('figure', { name: TREND });
  await expect(trend.getByText(/^From \d+ on .* to \d+ on /)).toBeVisible();
  // One line for the score, one for the confidence, of two points each.
  const lines = trend.locator('svg path.recharts-line-curve');
  await expect(lines).toHaveCount(2);
  for (const line of await lines.all()) {
    const box = await line.boundingBox();
    expect(box?.width).toBeGreaterThan(100);
  }

  await trend.getByText('Show as a table').click();
  const rows = trend.getByRole('table', { name: TREND }).getByRole('row');
  await expect(rows).toHaveCount(3);
  const [today, yesterday] = (await rows.allInnerTexts())
    .slice(1)
    .map(text => text.split('\t').map(cell => cell.trim()));
  expect(today[0] > yesterday[0]).toBe(true);
  expect(Number(today[1]) - Number(yesterday[1])).toBe(3);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('teams are ranked, the lowest score first, and one of them is a filter', async ({
  page,
}) => {
  await signInAs(page, 'Pat');
  await page.goto('/secrets');
  const ranking = page.getByRole('region', {
    name: 'Teams, the lowest score first',
  });
  const rows = ranking.getByRole('row');
  await expect(rows.nth(1)).toContainText(/confidence/);
  const scores = (await rows.allInnerTexts())
    .map(text => /(\d+) \(confidence/.exec(text)?.[1])
    .filter(score => score !== undefined)
    .map(Number);
  expect(scores.length).toBeGreaterThan(2);
  expect(scores).toEqual([...scores].sort((one, other) => one - other));

  await ranking.getByRole('link', { name: 'payments', exact: true }).click();
  await expect(page).toHaveURL(/\?owner=group%3Adefault%2Fpayments$/);
  await page.getByRole('link', { name: /% overdue$/ }).click();
  await expect(page).toHaveURL(/owner=group%3Adefault%2Fpayments/);
  await page.reload();
  await expect(page.getByText(/within their period/)).toBeVisible();
});

test('a service owner sees what raises the score, and why a control fails', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.goto(`${SERVICE}/compliance`);
  await expect(
    page.getByRole('heading', { name: /^Score \d+ of 100, confidence \d+ %$/ }),
  ).toBeVisible();
  const improvements = page.getByRole('list', {
    name: 'What would raise the score most',
  });
  await expect(improvements.getByRole('listitem')).toHaveCount(3);
  await expect(improvements.getByRole('link').first()).toBeVisible();

  // By the keyboard.
  const practices = page.getByRole('button', { name: /^Ten best practices/ });
  await tabTo(page, practices);
  await page.keyboard.press('Enter');
  const controls = page.getByRole('list', { name: 'Ten best practices' });
  await expect(controls.getByRole('listitem').first()).toContainText('Fail');
  await expect(
    controls.getByRole('listitem').filter({ hasText: 'Audit all access' }),
  ).toContainText('Unknown');

  await page
    .getByRole('button', { name: /^Show evidence: .*Rotate on schedule/ })
    .click();
  await page
    .getByRole('button', { name: /^Show rows: Values are rotated/ })
    .click();
  await expect(
    page
      .getByRole('list', { name: /^Rows of Values are rotated/ })
      .getByRole('link')
      .first(),
  ).toBeVisible();

  await page.getByText('Show as a table').first().click();
  await expect(
    page.getByRole('table', { name: 'How old the values are' }),
  ).toBeVisible();
});

test('the ten best practices stand by cluster, each with its page', async ({
  page,
}) => {
  await signInAs(page, 'Pat');
  await page.goto('/secrets/compliance');
  const matrix = page.getByRole('region', {
    name: 'Best practices by cluster',
  });
  await expect(matrix.getByRole('row')).toHaveCount(11);
  for (const cluster of ['development', 'staging', 'production']) {
    await expect(
      matrix.getByRole('columnheader', { name: cluster }),
    ).toBeVisible();
  }
  await expect(
    matrix.getByRole('link', { name: /^Audit all access, all: / }),
  ).toHaveText('Unknown');

  await matrix
    .getByRole('link', { name: /^Rotate on schedule, production: Fail/ })
    .click();
  await expect(page).toHaveURL(/best-practices\/rotation\?source=/);
  await expect(
    page.getByRole('heading', { name: 'What it asks' }),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: /^Show what is overdue/ }),
  ).toBeVisible();

  await page.goto('/secrets/compliance?view=encryption');
  await expect(
    page.getByRole('heading', { name: /clusters are encrypted at rest$/ }),
  ).toBeVisible();
});

test('the compliance of the portal is not for everybody', async ({ page }) => {
  await signInAs(page, 'Guest');
  await page.goto('/secrets/compliance');
  await expect(page.getByText('You do not have access to this')).toBeVisible();
});
