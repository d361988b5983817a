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

// npm run bench -- page: what the Secrets tab adds to the front end, and how long
// it takes until its table has a row, against the overview's first card.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPortalProcess, until } from '@internal/servers';
import { chromium } from '@playwright/test';
import { printResult } from './lib/printResult';
import { median } from './lib/statistics';
import { buildApp } from './page/buildApp';

const LOADS = 15;
const TIME_OUT_MS = 120_000;
const ENTITY = '/catalog/default/component/payments-api';
const ROOT = resolve(
  require.resolve('@internal/bench/package.json'),
  '../../..',
);

/**
 * Milliseconds from the deep link until the page is shown, and of these since
 * the sign-in page was there, which no session of the demo outlives.
 */
interface Load {
  all: number;
  signedIn: number;
}

/** A page, and what shows that it is there. */
const PAGES = {
  tab: { path: `${ENTITY}/secrets`, shown: 'tbody tr td >> visible=true' },
  overview: { path: ENTITY, shown: 'text="About" >> visible=true' },
};

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'keyward-bench-page-'));
  let withKb: number;
  let withoutKb: number;
  try {
    withKb = await buildApp(ROOT, join(folder, 'with'), { withPlugin: true });
    withoutKb = await buildApp(ROOT, join(folder, 'without'), {
      withPlugin: false,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.error(`with ${withKb} KiB, without ${withoutKb} KiB`);
  const times = await measureLoads();
  const of = (name: 'tab' | 'overview', part: keyof Load) =>
    median(times[name].map(time => time[part]));
  const [tabMs, overviewMs] = [of('tab', 'all'), of('overview', 'all')];
  printResult({
    bench: 'page',
    ratios: { timeVsOverviewTab: tabMs / overviewMs },
    figures: {
      gzipKb: withKb - withoutKb,
      appKb: withKb,
      tabMs,
      overviewMs,
      tabSignedInMs: of('tab', 'signedIn'),
      overviewSignedInMs: of('overview', 'signedIn'),
      loads: LOADS,
    },
  });
}

async function measureLoads() {
  const portal = await startPortalProcess({});
  const browser = await chromium.launch({
    executablePath: process.env.KEYWARD_CHROMIUM,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const api = await until(
      () => portal.signIn('user:default/guest'),
      TIME_OUT_MS,
    );
    await until(async () => {
      const { items } = await api.get(
        '/api/secrets/secrets?entityRef=component%3Adefault%2Fpayments-api',
      );
      if (items.length === 0) {
        throw new Error('The tab has no rows');
      }
    }, TIME_OUT_MS);
    const times = { tab: [] as Load[], overview: [] as Load[] };
    const names = ['tab', 'overview'] as const;
    for (let load = 0; load <= LOADS; load++) {
      for (const name of load % 2 ? names : [...names].reverse()) {
        // A context of its own has no cache.
        const context = await browser.newContext();
        const page = await context.newPage();
        const started = performance.now();
        await page.goto(portal.url + PAGES[name].path, { waitUntil: 'commit' });
        const enter = page.getByRole('button', { name: 'Enter as Guest' });
        await enter.waitFor();
        const signedIn = performance.now();
        await enter.click();
        await page.locator(PAGES[name].shown).first().waitFor();
        const shown = performance.now();
        await context.close();
        const time = { all: shown - started, signedIn: shown - signedIn };
        console.error(
          `${name} ${load}: ${Math.round(time.all)} ms, ${Math.round(
            time.signedIn,
          )} ms of it signed in`,
        );
        if (load > 0) {
          times[name].push(time);
        }
      }
    }
    return times;
  } finally {
    await browser.close();
    await portal.stop();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
