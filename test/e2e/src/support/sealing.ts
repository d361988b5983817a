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

import { expect, type Page } from '@playwright/test';

/** A request is looked at every ten seconds, and the simulated cluster takes a few. */
export const ARRIVAL_MS = 90_000;

/** Goes to the tab of a service, as one of its owners. */
export async function openTab(page: Page, service: string) {
  await page.goto(`/catalog/default/component/${service}/secrets`);
  await expect(page.getByRole('button', { name: 'Seal a secret' })).toBeVisible(
    { timeout: ARRIVAL_MS },
  );
}

/** A new Secret with one value. */
interface NewSecret {
  place: string;
  name: string;
  key: string;
  value: string;
}

/** Opens the form of a service for a new Secret, and fills it in. */
export async function fillIn(page: Page, secret: NewSecret) {
  await page.getByRole('button', { name: 'Seal a secret' }).click();
  await fillInValue(page, secret);
}

/** Fills in the form that is open. */
export async function fillInValue(page: Page, secret: NewSecret) {
  const { place, name, key, value } = secret;
  await page.locator('label').filter({ hasText: place }).click();
  await page.getByLabel('Name of the Secret').fill(name);
  await page.getByRole('textbox', { name: 'Key', exact: true }).fill(key);
  await page.getByRole('textbox', { name: `Value of ${key}` }).fill(value);
}

export async function seal(page: Page) {
  await page.getByRole('button', { name: 'Seal and preview' }).click();
}

/** Begins to replace a value of a Secret of the service whose tab is open. */
export async function openReplacement(
  page: Page,
  name: string,
  cluster: string,
) {
  await page
    .getByRole('button', { name: new RegExp(`^${name} in \\d+ clusters$`) })
    .click();
  await page
    .getByRole('row', { name: new RegExp(`^${name}\\b`) })
    .filter({ hasText: cluster })
    .getByRole('link', { name: `Replace a value of ${name}` })
    .click();
}

/** Requests what was sealed, and stays on the page of the request. */
export async function request(page: Page, reason: string) {
  await page.getByRole('textbox', { name: 'Reason' }).fill(reason);
  const open = page.getByRole('button', { name: 'Open pull request' });
  await expect(open).toBeEnabled();
  await open.click();
  await expect(page).toHaveURL(/\/secrets\/requests\/[^/]+$/);
  await expect(page.getByText('Waiting for review and merge')).toBeVisible({
    timeout: ARRIVAL_MS,
  });
}

/** Merges the pull request of the page on its Git host, and comes back. */
export async function merge(page: Page, content: RegExp) {
  const [host] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: /^Pull request #\d+/ }).click(),
  ]);
  await expect(host.getByText('This Git host is simulated.')).toBeVisible();
  await expect(host.getByText(content).first()).toBeVisible();
  await host.getByRole('button', { name: 'Merge pull request' }).click();
  await expect(
    host.getByText('The simulated cluster applies it now.'),
  ).toBeVisible();
  await host.close();
}

/** Waits until a request has come to a step. */
export async function expectDone(page: Page, step: string) {
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`^${step}`) })
      .first(),
  ).toHaveAttribute('data-state', 'done', { timeout: ARRIVAL_MS });
}
