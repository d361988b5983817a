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

import { CanaryScanner } from '@internal/estate';
import { expect, type Page, test } from '@playwright/test';
import { RequestLog } from '../support/RequestLog';
import { signInAs } from '../support/signInAs';
import { scanWhatIsLeft } from '../canaries/whatIsLeft';

/** A request is looked at every ten seconds, and the simulated cluster takes a few. */
const ARRIVAL_MS = 90_000;

/** What is typed into the form, and must not be anywhere else. */
const CANARIES = {
  created: 'Canary-created-8kV2pQ7zWm4',
  replaced: 'Canary-replaced-5tR9xB3nLc6',
  withdrawn: 'Canary-withdrawn-1hJ6fD8sYg0',
};

const scanner = new CanaryScanner(
  Object.entries(CANARIES).map(([place, value]) => ({
    place,
    value: Buffer.from(value),
  })),
);

/** Goes to the tab of a service, as one of its owners. */
async function openTab(page: Page, service: string) {
  await page.goto(`/catalog/default/component/${service}/secrets`);
  await expect(page.getByRole('button', { name: 'Seal a secret' })).toBeVisible(
    { timeout: ARRIVAL_MS },
  );
}

async function sealNew(
  page: Page,
  options: { place: string; name: string; key: string; value: string },
) {
  await page.getByRole('button', { name: 'Seal a secret' }).click();
  await page.locator('label').filter({ hasText: options.place }).click();
  await page.getByLabel('Name of the Secret').fill(options.name);
  await page
    .getByRole('textbox', { name: 'Key', exact: true })
    .fill(options.key);
  await page
    .getByRole('textbox', { name: `Value of ${options.key}` })
    .fill(options.value);
  await page.getByRole('button', { name: 'Seal and preview' }).click();
}

/** Requests what was sealed, and stays on the page of the request. */
async function request(page: Page, reason: string) {
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
async function merge(page: Page, content: RegExp) {
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

async function expectDone(page: Page, step: string) {
  await expect(
    page
      .getByRole('listitem')
      .filter({ hasText: new RegExp(`^${step}`) })
      .first(),
  ).toHaveAttribute('data-state', 'done', { timeout: ARRIVAL_MS });
}

test.describe('what somebody seals', () => {
  test.setTimeout(240_000);
  test.use({ actionTimeout: 30_000 });

  test('becomes a pull request, and once it is merged a Secret that pods use', async ({
    page,
  }) => {
    await signInAs(page, 'Guest');
    const log = new RequestLog(page.context());
    await openTab(page, 'payouts');
    const name = 'payouts-bank';
    await sealNew(page, {
      place: 'staging / payments',
      name,
      key: 'token',
      value: CANARIES.created,
    });
    await expect(
      page.getByRole('list', { name: 'What the pull request writes' }),
    ).toContainText('clusters/staging');
    await request(page, 'The bank renewed its key');
    await merge(page, /kind: SealedSecret/);
    for (const step of ['Opened', 'Merged', 'Applied', 'Unsealed', 'Used']) {
      await expectDone(page, step);
    }
    await page.goto('/secrets/requests');
    await expect(page.getByRole('row', { name })).toContainText('Used');
    expect(log.texts.join('').length).toBeGreaterThan(1_000);
    expect(scanner.scan(Buffer.from(log.texts.join('\n')))).toEqual([]);
    expect(scanWhatIsLeft(scanner)).toEqual([]);
  });

  test('replaces one value of a Secret, and the pods that use it restart', async ({
    page,
  }) => {
    await signInAs(page, 'Guest');
    const log = new RequestLog(page.context());
    const name = 'ledger-api-token';
    await openTab(page, 'ledger');
    await page
      .getByRole('button', { name: new RegExp(`^${name} in \\d+ clusters$`) })
      .click();
    await page
      .getByRole('row', { name: new RegExp(`^${name}\\b`) })
      .filter({ hasText: 'production' })
      .getByRole('link', { name: `Replace a value of ${name}` })
      .click();
    await page
      .getByRole('textbox', { name: 'Value of token' })
      .fill(CANARIES.replaced);
    await page.getByRole('button', { name: 'Seal and preview' }).click();
    await request(page, 'It was in a chat');
    await merge(page, /^\+ {5}token:/m);
    await expectDone(page, 'Used');
    await expect(
      page.getByText(/Inferred: all pods began with it/),
    ).toBeVisible();
    expect(scanner.scan(Buffer.from(log.texts.join('\n')))).toEqual([]);
    expect(scanWhatIsLeft(scanner)).toEqual([]);
  });

  test('is withdrawn, which closes its pull request', async ({ page }) => {
    await signInAs(page, 'Guest');
    const log = new RequestLog(page.context());
    await openTab(page, 'payouts');
    await sealNew(page, {
      place: 'production / payments',
      name: 'payouts-not-needed',
      key: 'token',
      value: CANARIES.withdrawn,
    });
    await request(page, 'For a trial');
    const pull = await page
      .getByRole('link', { name: /^Pull request #\d+/ })
      .getAttribute('href');
    await page.getByRole('button', { name: /^Withdraw/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Withdraw' })
      .click();
    await expect(
      page.getByText('Withdrawn', { exact: true }).first(),
    ).toBeVisible({ timeout: ARRIVAL_MS });
    await page.goto(pull!);
    await expect(page.getByText('Closed', { exact: true })).toBeVisible();
    await expect(
      page.getByRole('button', { name: 'Merge pull request' }),
    ).toHaveCount(0);
    expect(scanner.scan(Buffer.from(log.texts.join('\n')))).toEqual([]);
    expect(scanWhatIsLeft(scanner)).toEqual([]);
  });
});
