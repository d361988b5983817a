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
import {
  answerAs,
  answerAsItIs,
  API_STATES,
  type ApiState,
} from '../support/apiStates';
import { signInAs, type PersonaName } from '../support/signInAs';
import { visitor, type Visitor } from '../support/visitor';

/** The first page after the start of a portal waits until the clusters are read. */
const READY_MS = 60_000;
/** How long a page is left waiting for answers that never come. */
const UNANSWERED_MS = 1_500;

const SERVICE = '/catalog/default/component/payments-api';

/** Each page, and what is there once it is ready. */
const PAGES: Record<
  string,
  {
    path: string;
    ready: RegExp;
    /** Whether it asks the back end for nothing. */
    isStatic?: true;
  }
> = {
  overview: { path: '/secrets', ready: /^Score \d+ of 100/ },
  compliance: {
    path: '/secrets/compliance',
    ready: /best practices pass/,
  },
  'compliance frameworks': {
    path: '/secrets/compliance?view=frameworks',
    ready: /^Controls by framework/,
  },
  'compliance scopes': {
    path: '/secrets/compliance?view=scopes',
    ready: /best practices pass/,
  },
  'compliance encryption': {
    path: '/secrets/compliance?view=encryption',
    ready: /encrypted at rest$/,
  },
  'compliance score': {
    path: '/secrets/compliance?view=score',
    ready: /^What would raise the score most/,
  },
  control: {
    path: '/secrets/compliance/best-practices/rotation',
    ready: /^What it asks/,
  },
  inventory: { path: '/secrets/inventory', ready: /^1–25 of / },
  findings: { path: '/secrets/findings', ready: /high or critical$/ },
  rotation: { path: '/secrets/rotation', ready: /within their period/ },
  access: { path: '/secrets/access', ready: /can read secrets/ },
  requests: { path: '/secrets/requests', ready: /^\d+ requests?$/ },
  sources: { path: '/secrets/sources', ready: /^6 sources/ },
  aws: {
    path: '/secrets/sources/aws',
    ready: /secrets in AWS/,
  },
  'external secrets': {
    path: '/secrets/sources/external-secrets',
    ready: /stores, \d+ failing/,
  },
  vault: {
    path: '/secrets/sources/vault',
    ready: /^\d+ Vaults, \d+ with findings/,
  },
  rule: {
    path: '/secrets/rule/weak-value',
    ready: /What to do/,
    isStatic: true,
  },
  'service secrets': { path: `${SERVICE}/secrets`, ready: /secrets · / },
  'service rotation': {
    path: `${SERVICE}/rotation`,
    ready: /within their period/,
  },
  'service rbac': { path: `${SERVICE}/rbac`, ready: /subjects can reach/ },
  'service compliance': {
    path: `${SERVICE}/compliance`,
    ready: /^What would raise the score most/,
  },
};

const WIDTHS = [1400, 700] as const;

for (const theme of ['light', 'dark'] as const) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });
    test.setTimeout(360_000);

    for (const width of WIDTHS) {
      test(`no page of ${width} px has a serious or critical fault of accessibility`, async ({
        page,
      }) => {
        await page.setViewportSize({ width, height: 900 });
        const faults: string[] = [];
        const visit = await enter(page, 'Pat', theme);
        for (const [name, { path, ready }] of Object.entries(PAGES)) {
          await visit(path);
          await expect(page.getByText(ready).first()).toBeVisible({
            timeout: READY_MS,
          });
          faults.push(...(await faultsOf(page, visit, name)));
        }
        for (const [name, path, row] of [
          [
            'secret',
            '/secrets/inventory?q=payments-api-db',
            /^payments-api-db/,
          ],
          ['finding', '/secrets/findings?rule=weak-value', /^Weak value/],
        ] as const) {
          await visit(path);
          await page.getByRole('row', { name: row }).first().click();
          await page.waitForURL(/\/secrets\/(secret|finding)\//);
          await expect(page.getByText('History').first()).toBeVisible();
          // What is under the pointer stands on another ground.
          const first = page.getByRole('row').nth(1);
          if ((await first.count()) > 0) {
            await first.hover();
          }
          faults.push(...(await faultsOf(page, visit, name)));
        }
        expect(faults).toEqual([]);
      });
    }

    // Colours are those of the theme; where there is little room is the same in both.
    const width = theme === 'light' ? WIDTHS[0] : WIDTHS[1];
    for (const state of Object.keys(API_STATES) as ApiState[]) {
      test(`neither has one that is ${state}, of ${width} px`, async ({
        page,
      }) => {
        await page.setViewportSize({ width, height: 900 });
        const faults: string[] = [];
        const visit = await enter(page, 'Pat', theme);
        await answerAs(page, state);
        for (const [name, { path, isStatic }] of Object.entries(PAGES)) {
          if (isStatic) {
            continue;
          }
          await visit(path);
          const { ready } = API_STATES[state];
          await expect(
            ready
              ? page.getByText(ready).first()
              : page.getByRole('link', { name: 'Secrets' }).first(),
          ).toBeVisible();
          faults.push(
            ...(await faultsOf(
              page,
              visit,
              `${name}, ${state}`,
              state === 'loading' ? UNANSWERED_MS : undefined,
            )),
          );
        }
        await answerAsItIs(page);
        expect(faults).toEqual([]);
      });
    }

    test('neither has one that is really refused', async ({ page }) => {
      const visit = await enter(page, 'Guest', theme);
      await visit('/secrets/access');
      await expect(
        page.getByText('You do not have access to this').first(),
      ).toBeVisible();
      expect(await faultsOf(page, visit, 'refused')).toEqual([]);
    });
  });
}

async function enter(page: Page, persona: PersonaName, theme: string) {
  await page.addInitScript(
    value => localStorage.setItem('theme', value),
    theme,
  );
  const visit = visitor(page);
  await signInAs(page, persona);
  await page.evaluate(source);
  return visit;
}

/** By the rules of WCAG 2, levels A and AA, in what is the plugin's own. */
async function faultsOf(
  page: Page,
  visit: Visitor,
  name: string,
  patienceMs?: number,
): Promise<string[]> {
  await visit.settled(patienceMs);
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
