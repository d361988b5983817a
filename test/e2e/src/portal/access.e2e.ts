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

test('a service owner sees who can reach the secrets, and why', async ({
  page,
}) => {
  await signInAs(page, 'Guest');
  await page.goto('/catalog/default/component/payments-api');
  await page
    .getByRole('navigation', { name: 'Content navigation' })
    .getByRole('link', { name: 'RBAC' })
    .click();
  await expect(
    page.getByRole('heading', {
      name: /^\d+ subjects can reach \d+ secrets; \d+ have no need$/,
    }),
  ).toBeVisible();
  await expect(
    page.getByRole('columnheader', { name: /^lena\.hofer/ }),
  ).toBeVisible();
  // Of Kubernetes itself, folded.
  await expect(
    page.getByRole('columnheader', { name: /^system:masters/ }),
  ).toHaveCount(0);

  const mark = page
    .getByRole('button', {
      name: 'deployer has indirect access to payments-api-db: no need known',
    })
    .first();
  await mark.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(
    'ClusterRoleBinding pipeline-deploys gives ClusterRole deployer, rule 1',
  );
  await expect(dialog).toContainText('kubectl auth can-i create deployments');
  await expect(dialog).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await page
    .getByRole('button', { name: /^payments-api in production/ })
    .click();
  await expect(
    page.locator('pre:visible', { hasText: 'name: payments-api-secrets' }),
  ).toBeVisible();
});

test('what somebody reaches is listed, the nearest first', async ({ page }) => {
  await signInAs(page, 'Pat');
  await page.goto('/secrets/access');
  await expect(
    page.getByRole('heading', { name: /^\d+ subjects can read secrets/ }),
  ).toBeVisible();
  await page.getByRole('tab', { name: 'Subjects' }).click();
  await page
    .getByRole('row', { name: /^lena\.hofer/ })
    .first()
    .getByRole('link', { name: /^Blast radius/ })
    .click();
  await expect(
    page.getByRole('heading', {
      name: /^If lena\.hofer \(User\) is compromised/,
    }),
  ).toBeVisible();
  await expect(page).toHaveURL(/start=u%3Alena\.hofer/);
  await page.getByRole('link', { name: 'payments / ledger-db' }).click();
  await page.getByRole('tab', { name: 'Readers' }).click();
  await expect(page.getByRole('row', { name: /^lena\.hofer/ })).toContainText(
    'can read it',
  );
});

test('grants and namespaces are ranked, and a change is answered before it is made', async ({
  page,
}) => {
  await signInAs(page, 'Pat');
  await page.goto('/secrets/access');
  await page.getByRole('tab', { name: 'Grants' }).click();
  const grant = page.getByRole('row', { name: /^platform-admins/ }).first();
  await expect(grant).toContainText('ClusterRole cluster-admin');
  // What Kubernetes itself needs is left out.
  await expect(page.getByRole('row', { name: /^cluster-admin/ })).toHaveCount(
    0,
  );
  await page.getByRole('tab', { name: 'Namespaces' }).click();
  await expect(
    page.getByRole('row', { name: /^payments/ }).first(),
  ).toContainText(/of \d+ subjects with access/);

  await page.getByRole('tab', { name: 'What if …' }).click();
  await page.getByRole('button', { name: /Cluster$/ }).click();
  await page.getByRole('option', { name: /^production/i }).click();
  const manifests = page.getByRole('textbox', {
    name: 'Create or replace',
  });
  const ask = page.getByRole('button', { name: 'Who gains, who loses?' });
  await manifests.fill(
    [
      'apiVersion: rbac.authorization.k8s.io/v1',
      'kind: RoleBinding',
      'metadata: { namespace: payments, name: temporary }',
      'roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: payments-api }',
      'subjects: [{ kind: User, name: temp.worker }]',
    ].join('\n'),
  );
  await ask.click();
  await expect(
    page.getByRole('heading', { name: '1 subject would gain access' }),
  ).toBeVisible();
  await page
    .getByRole('button', { name: /^temp\.worker \(User\).*gains \d+ Secrets/ })
    .click();
  await expect(
    page
      .getByText(
        'RoleBinding payments/temporary gives Role payments/payments-api',
      )
      .first(),
  ).toBeVisible();
  await expect(
    page.getByRole('link', { name: /^payments \/ / }).first(),
  ).toBeVisible();

  await manifests.fill(
    'apiVersion: v1\nkind: Secret\nstringData: { a: planted }',
  );
  await ask.click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText(
    'document 1 (line 1): it is a Secret: leave Secrets out',
  );
  await expect(alert).not.toContainText('planted');
});

test('the portal-wide page is not for owners', async ({ page }) => {
  await signInAs(page, 'Guest');
  await page.goto('/secrets/access');
  await expect(page.getByText('You do not have access to this')).toBeVisible();
});
