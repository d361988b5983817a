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
import { PortalClient } from '../support/PortalClient';
import { signInAs } from '../support/signInAs';

/** The operator's objects are looked at each minute. */
const LOOKED_AT_WITHIN_MS = 90_000;

const VICTIMS = ['archive-bucket', 'archive-index', 'archive-replica'];

test('a store that fails is one finding, and leads to what fails for it', async ({
  page,
}) => {
  test.setTimeout(2 * LOOKED_AT_WITHIN_MS);
  const pat = await PortalClient.signIn('user:default/pat');
  await expect(async () => {
    const { items } = await pat.json(
      '/api/secrets/findings?q=archive&namespace=platform&limit=50',
    );
    expect(
      items.map(({ rule, secret }: any) => `${rule} ${secret.name}`),
    ).toEqual(['secret-store-failing SecretStore/archive']);
    const [{ evidence }] = items;
    expect(evidence).toMatchObject({
      cause: 'denied',
      secretCount: 3,
      secrets: VICTIMS.map(name => `platform/${name}`),
    });
  }).toPass({ timeout: LOOKED_AT_WITHIN_MS });
  // The state of each Secret says that it is not delivered, and why.
  const { items } = await pat.json(
    '/api/secrets/secrets?q=archive-&state=deliveryFailed',
  );
  expect(
    items.map(({ name, finding, deliverer }: any) => [
      name,
      finding.rule,
      deliverer.cause,
    ]),
  ).toEqual(VICTIMS.map(name => [name, 'delivery-failed', 'denied']));

  await signInAs(page, 'Pat');
  await page.goto('/secrets/sources');
  await page.getByRole('link', { name: 'External Secrets' }).click();
  const archive = page.getByRole('row', { name: /^archive/ }).first();
  await expect(archive).toContainText('3 of 3 ExternalSecrets fail');
  await expect(archive).toContainText('the provider denies access');
  await archive
    .getByRole('button', { name: 'Show what fails because of' })
    .click();
  await expect(page).toHaveURL(/store=SecretStore%2Farchive/);
  for (const name of VICTIMS) {
    await expect(
      page.getByRole('row', { name: new RegExp(`^${name}`) }),
    ).toContainText('The store fails: the provider denies access');
  }
  await expect(
    page.getByRole('row', { name: /^payments-api-fraud/ }),
  ).toHaveCount(0);
});
