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

// In a portal that Keyward was added to by the README: a service shows its
// secret on the Secrets tab, in either frontend system.
import { expect, test } from '@playwright/test';

const SERVICE = '/catalog/default/component/payments-api';
const VALUE = 'adopter-canary-8Jq2vN5xTz';

test('the Secrets tab shows the secret of the service', async ({ page }) => {
  const bodies: string[] = [];
  page.on('response', async response => {
    if (response.url().includes('/api/secrets/')) {
      bodies.push(await response.text().catch(() => ''));
    }
  });
  await page.goto('/');
  const enter = page.getByRole('button', { name: 'Enter' });
  const signedIn = page.getByRole('link', { name: 'Settings' });
  await expect(enter.or(signedIn).first()).toBeVisible();
  if (await enter.isVisible()) {
    await enter.click();
    await expect(signedIn.first()).toBeVisible();
  }

  await page.goto(SERVICE);
  // A link in the new frontend system, a tab in the classic one.
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'Secrets' })
    .or(page.getByRole('tab', { name: 'Secrets' }))
    .first()
    .click();

  const row = page.getByRole('row').filter({ hasText: 'payments-db' });
  await expect(row.first()).toBeVisible();
  // It is another team's, and nobody confirmed it for this service.
  await expect(page.getByText('warehouse-db')).toHaveCount(0);
  expect(bodies.join('')).toContain('payments-db');
  expect(bodies.join('') + (await page.content())).not.toContain(VALUE);
});
