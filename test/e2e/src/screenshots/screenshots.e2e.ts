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

import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { addYesterday } from '../support/addYesterday';
import { answerAs, answerAsItIs } from '../support/apiStates';
import { openSecret } from '../support/openSecret';
import {
  expectDone,
  fillIn,
  merge,
  openReplacement,
  openTab,
  request,
  seal,
} from '../support/sealing';
import { signInAs, type PersonaName } from '../support/signInAs';

/** From the folder of the tests. */
const FOLDER = '../../../docs/screenshots';

/** What moves into place has then done so. */
const SETTLE_MS = 1_000;

const LOOKS = [
  { name: 'light-1400', colorScheme: 'light', width: 1400 },
  { name: 'light-700', colorScheme: 'light', width: 700 },
  { name: 'dark-1400', colorScheme: 'dark', width: 1400 },
  { name: 'dark-700', colorScheme: 'dark', width: 700 },
] as const;

interface Subject {
  name: string;
  persona: PersonaName;
  path: string;
  ready: (page: Page) => Promise<void>;
}

const SUBJECTS: Subject[] = [
  {
    name: 'service-tab',
    persona: 'Guest',
    path: '/catalog/default/component/payments-api/secrets',
    ready: page =>
      expect(
        page.getByRole('row', { name: /payments-api-fraud/ }),
      ).toBeVisible(),
  },
  {
    name: 'overview',
    persona: 'Pat',
    path: '/secrets',
    ready: async page => {
      await expect(
        page.getByRole('heading', { name: /^Score \d+ of 100/ }),
      ).toBeVisible();
      await expect(
        page.getByRole('list', { name: 'Needs action' }),
      ).toBeVisible();
    },
  },
  {
    name: 'compliance',
    persona: 'Pat',
    path: '/secrets/compliance',
    ready: page =>
      expect(
        page.getByRole('columnheader', { name: 'production' }),
      ).toBeVisible(),
  },
  {
    name: 'control',
    persona: 'Pat',
    path: '/secrets/compliance/best-practices/rotation',
    ready: page =>
      expect(
        page.getByRole('heading', { name: 'Checks and evidence' }),
      ).toBeVisible(),
  },
  {
    name: 'service-compliance',
    persona: 'Guest',
    path: '/catalog/default/component/payments-api/compliance',
    ready: page =>
      expect(
        page.getByRole('list', { name: 'What would raise the score most' }),
      ).toBeVisible(),
  },
  {
    name: 'inventory',
    persona: 'Pat',
    path: '/secrets/inventory',
    ready: page =>
      expect(
        page.getByRole('row', { name: /payments-api-fraud/ }),
      ).toBeVisible(),
  },
  {
    name: 'findings',
    persona: 'Pat',
    path: '/secrets/findings',
    ready: page =>
      expect(
        page.getByRole('heading', { name: /^\d+ findings/ }),
      ).toBeVisible(),
  },
  {
    name: 'rotation',
    persona: 'Guest',
    path: '/catalog/default/component/payments-api/rotation',
    ready: page =>
      expect(
        page.getByRole('heading', { name: /keys are within their period/ }),
      ).toBeVisible(),
  },
  {
    name: 'rbac',
    persona: 'Guest',
    path: '/catalog/default/component/payments-api/rbac',
    ready: page =>
      expect(
        page.getByRole('heading', { name: /subjects can reach \d+ secrets/ }),
      ).toBeVisible(),
  },
  {
    name: 'access',
    persona: 'Pat',
    path: '/secrets/access',
    ready: page =>
      expect(
        page.getByRole('heading', { name: /subjects can read secrets/ }),
      ).toBeVisible(),
  },
  {
    name: 'sources',
    persona: 'Pat',
    path: '/secrets/sources',
    ready: page =>
      expect(
        page.getByRole('heading', { name: '6 sources, 6 live' }),
      ).toBeVisible(),
  },
  {
    name: 'external-secrets',
    persona: 'Pat',
    path: '/secrets/sources/external-secrets',
    ready: page =>
      expect(
        page.getByText(/^platform\/archive-bucket, platform\/archive-index/),
      ).toBeVisible(),
  },
  {
    name: 'aws',
    persona: 'Pat',
    path: '/secrets/sources/aws',
    ready: page =>
      expect(
        page.getByRole('row', { name: /^checkout\/pricing\/exchange/ }),
      ).toBeVisible(),
  },
  {
    name: 'sealed-secrets',
    persona: 'Pat',
    path: '/secrets/sources/sealed-secrets',
    ready: page =>
      expect(page.getByRole('row', { name: /cart-session/ })).toBeVisible(),
  },
  {
    name: 'vault',
    persona: 'Pat',
    path: '/secrets/sources/vault',
    ready: page =>
      expect(page.getByRole('row', { name: /pipeline/ })).toBeVisible(),
  },
];

/** What is requested in each look: a Secret has one request at a time. */
const REQUESTED = [
  'ledger-statements',
  'ledger-reports',
  'ledger-exports',
  'ledger-imports',
];

test('a request of before', async ({ page }) => {
  test.setTimeout(180_000);
  await signInAs(page, 'Guest');
  await openTab(page, 'ledger');
  await openReplacement(page, 'ledger-api-token', 'production');
  await page
    .getByRole('textbox', { name: 'Value of token' })
    .fill('a-simulated-token-7Kx2mQ9v');
  await seal(page);
  await request(page, 'The token was in a chat');
  await merge(page, /token:/);
  await expectDone(page, 'Used');
});

for (const [index, look] of LOOKS.entries()) {
  test.describe(look.name, () => {
    test.use({
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: 900 },
    });

    for (const subject of SUBJECTS) {
      test(subject.name, async ({ page }) => {
        await signInAs(page, subject.persona);
        await page.goto(subject.path);
        await subject.ready(page);
        await save(page, `${subject.name}-${look.name}`);
      });
    }

    test('requests', async ({ page }) => {
      test.setTimeout(180_000);
      await signInAs(page, 'Guest');
      await openTab(page, 'ledger');
      await fillIn(page, {
        place: 'staging / payments',
        name: REQUESTED[index],
        key: 'api-key',
        value: 'a-simulated-key-3Wd8rT5n',
      });
      await save(page, `seal-${look.name}`);
      await seal(page);
      await page
        .getByRole('textbox', { name: 'Reason' })
        .fill('The bank renewed its key');
      await expect(
        page.getByRole('list', { name: 'What the pull request writes' }),
      ).toBeVisible();
      await save(page, `seal-preview-${look.name}`);
      await request(page, 'The bank renewed its key');
      await save(page, `request-${look.name}`);
      await page.goto('/secrets/requests');
      await expect(
        page.getByRole('row', { name: new RegExp(`^${REQUESTED[index]}`) }),
      ).toBeVisible();
      await save(page, `requests-${look.name}`);
    });

    test('claims', async ({ page }) => {
      await signInAs(page, 'Pat');
      await answerAs(page, 'unclaimed');
      await page.goto('/secrets');
      await page.getByRole('button', { name: 'Claim payments' }).click();
      await page.getByText(/kubectl annotate namespace payments/).isVisible();
      await save(page, `claims-${look.name}`);
      await answerAsItIs(page);
    });

    test('trend', async ({ page }) => {
      await signInAs(page, 'Pat');
      await addYesterday(page);
      await page.goto('/secrets');
      await expect(
        page.locator('figure svg path.recharts-line-curve'),
      ).toHaveCount(2);
      await page.getByText('Show as a table').click();
      await save(page, `trend-${look.name}`);
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });

    test('finding', async ({ page }) => {
      await signInAs(page, 'Guest');
      await page.goto('/secrets/findings?rule=weak-value');
      await page
        .getByRole('row', { name: /^Weak value/ })
        .first()
        .click();
      await expect(page.getByText(/^What to do: /)).toBeVisible();
      await save(page, `finding-${look.name}`);
    });

    test('failing-delivery', async ({ page }) => {
      await signInAs(page, 'Guest');
      await page.goto(
        '/catalog/default/component/payments-api/secrets?q=payments-api-fraud',
      );
      await page
        .getByRole('row', { name: /^payments-api-fraud/ })
        .first()
        .click();
      await expect(
        page.getByText('the provider has no such key').first(),
      ).toBeVisible();
      await save(page, `failing-delivery-${look.name}`);
    });

    test('secret', async ({ page }) => {
      await signInAs(page, 'Guest');
      await page.goto(
        '/catalog/default/component/payments-api/secrets?q=payments-api-db',
      );
      await openSecret(page, 'payments-api-db', 'production');
      await expect(
        page.getByRole('list', { name: 'Lineage of payments-api-db' }),
      ).toBeAttached();
      // The picture comes when its layout is done.
      await expect(
        page.locator('svg text', { hasText: 'payments-api-db' }).first(),
      ).toBeVisible();
      await save(page, `secret-${look.name}`);
    });
  });
}

async function save(page: Page, name: string) {
  // Away from the sidebar, which opens under the pointer, and from rows.
  await page.mouse.move(690, 5);
  await expect(page.locator('[class*="Skeleton"]')).toHaveCount(0);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({
    path: join(test.info().config.rootDir, FOLDER, `${name}.png`),
    animations: 'disabled',
  });
}
