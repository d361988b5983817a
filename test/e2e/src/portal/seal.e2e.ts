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
import { expect, test } from '@playwright/test';
import { RequestLog } from '../support/RequestLog';
import {
  ARRIVAL_MS,
  expectDone,
  fillIn,
  fillInValue,
  merge,
  openReplacement,
  openTab,
  request,
  seal,
} from '../support/sealing';
import { signInAs } from '../support/signInAs';
import { scanWhatIsLeft } from '../canaries/whatIsLeft';

/** What is typed into the form, and must not be anywhere else. */
const CANARIES = {
  created: 'Canary-created-8kV2pQ7zWm4',
  replaced: 'Canary-replaced-5tR9xB3nLc6',
  withdrawn: 'Canary-withdrawn-1hJ6fD8sYg0',
  templated: 'Canary-templated-9wE4zT6aKq2',
};

const scanner = new CanaryScanner(
  Object.entries(CANARIES).map(([place, value]) => ({
    place,
    value: Buffer.from(value),
  })),
);

test.describe('what somebody seals', () => {
  test.setTimeout(240_000);
  test.use({ actionTimeout: 60_000 });

  test('becomes a pull request, and once it is merged a Secret that pods use', async ({
    page,
  }) => {
    await signInAs(page, 'Guest');
    const log = new RequestLog(page.context());
    await openTab(page, 'payouts');
    const name = 'payouts-bank';
    await fillIn(page, {
      place: 'staging / payments',
      name,
      key: 'token',
      value: CANARIES.created,
    });
    await seal(page);
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
    await openTab(page, 'ledger');
    await openReplacement(page, 'ledger-api-token', 'production');
    await page
      .getByRole('textbox', { name: 'Value of token' })
      .fill(CANARIES.replaced);
    await seal(page);
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
    await fillIn(page, {
      place: 'production / payments',
      name: 'payouts-not-needed',
      key: 'token',
      value: CANARIES.withdrawn,
    });
    await seal(page);
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

  test('is in the form and the task of a template by the id of its draft alone', async ({
    page,
  }) => {
    await signInAs(page, 'Guest');
    const log = new RequestLog(page.context());
    await page.goto('/create/templates/default/seal-secret');
    await page.getByLabel(/^Service/).fill('payouts');
    await page.getByRole('option', { name: /payouts/ }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Seal values' }).click();
    await fillInValue(page, {
      place: 'staging / payments',
      name: 'payouts-templated',
      key: 'token',
      value: CANARIES.templated,
    });
    const draft = page.waitForResponse(
      response =>
        new URL(response.url()).pathname === '/api/secrets/drafts' &&
        response.request().method() === 'POST',
    );
    await seal(page);
    const { id } = await (await draft).json();
    await expect(page.getByText(/payouts-templated: token/)).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Have a workload use the Secret').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page).toHaveURL(/\/create\/tasks\/[^/]+$/);
    await expect(
      page.getByRole('link', { name: 'Pull request' }).first(),
    ).toBeVisible({ timeout: ARRIVAL_MS });
    await page.getByRole('button', { name: 'Start Over' }).click();
    await expect(page).toHaveURL(/\/create\/templates\/.*formData=/);
    expect(
      JSON.parse(new URL(page.url()).searchParams.get('formData')!),
    ).toEqual({
      entity: 'component:default/payouts',
      sealed: id,
      refer: false,
    });
    // It was requested, after which nobody can request it again.
    await expect(async () => {
      // The form begins anew once it has loaded, which can take a click away.
      if (await page.getByLabel(/^Service/).isVisible()) {
        await page.getByRole('button', { name: 'Next' }).click();
      }
      await expect(
        page.getByText('What was sealed is no longer there'),
      ).toBeVisible({ timeout: 5000 });
    }).toPass({ timeout: 30_000 });
    expect(scanner.scan(Buffer.from(log.texts.join('\n')))).toEqual([]);
    expect(scanWhatIsLeft(scanner)).toEqual([]);
  });
});
