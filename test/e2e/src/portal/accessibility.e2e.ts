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

import { expect, test, type Page } from '@playwright/test';
import { source } from 'axe-core';
import { signInAs, type PersonaName } from '../support/signInAs';

const SERVICE = '/catalog/default/component/payments-api';

/** Each page, and what is there once it is ready. */
const PAGES: Record<string, { path: string; ready: RegExp }> = {
  overview: { path: '/secrets', ready: /secrets · / },
  inventory: { path: '/secrets/inventory', ready: /^1–25 of / },
  findings: { path: '/secrets/findings', ready: /high or critical$/ },
  rotation: { path: '/secrets/rotation', ready: /within their period/ },
  access: { path: '/secrets/access', ready: /may read Secrets/ },
  sources: { path: '/secrets/sources', ready: /^3 sources/ },
  rule: { path: '/secrets/rule/weak-value', ready: /What to do/ },
  'service secrets': { path: `${SERVICE}/secrets`, ready: /secrets · / },
  'service rotation': {
    path: `${SERVICE}/rotation`,
    ready: /within their period/,
  },
  'service rbac': { path: `${SERVICE}/rbac`, ready: /subjects can reach/ },
};

/** Of whom nothing is shown. */
const REFUSED = { path: '/secrets/access', ready: /^You may not see this/ };

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });
    test.setTimeout(360_000);

    test('no page has a serious or critical fault of accessibility', async ({
      page,
    }) => {
      const faults: string[] = [];
      await enter(page, 'Pat', theme);
      for (const [name, { path, ready }] of Object.entries(PAGES)) {
        await page.goto(path);
        await expect(page.getByText(ready).first()).toBeVisible();
        faults.push(...(await faultsOf(page, name)));
      }
      for (const [name, path, row] of [
        ['secret', '/secrets/inventory?q=payments-api-db', /^payments-api-db/],
        ['finding', '/secrets/findings?rule=weak-value', /^Weak value/],
      ] as const) {
        await page.goto(path);
        await page.getByRole('row', { name: row }).first().click();
        await page.waitForURL(/\/secrets\/(secret|finding)\//);
        await expect(page.getByText('History').first()).toBeVisible();
        faults.push(...(await faultsOf(page, name)));
      }
      expect(faults).toEqual([]);
    });

    test('neither has one that refuses', async ({ page }) => {
      await enter(page, 'Guest', theme);
      await page.goto(REFUSED.path);
      await expect(page.getByText(REFUSED.ready).first()).toBeVisible();
      expect(await faultsOf(page, 'refused')).toEqual([]);
    });
  });
}

async function enter(page: Page, persona: PersonaName, theme: string) {
  await page.addInitScript(
    value => localStorage.setItem('theme', value),
    theme,
  );
  await signInAs(page, persona);
}

/** By the rules of WCAG 2, levels A and AA, in what is the plugin's own. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(source);
  return await page.evaluate(async of => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    // The portal's pages have no landmark of their own in the new frontend system.
    const part = document.querySelector('main') ?? document.body;
    const { violations } = await axe.run(
      { include: [part], exclude: ['[aria-label="sidebar nav"]'] },
      { runOnly: ['wcag2a', 'wcag2aa'] },
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html }) => `${of}: ${id}: ${html.slice(0, 200)}`),
      );
  }, name);
}
