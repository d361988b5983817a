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

import { defineConfig } from '@playwright/test';

const SCREENSHOTS = '**/screenshots/*.e2e.ts';

/**
 * Runs against a portal that is up: `npm test -- --only browser` starts one
 * and names it in KEYWARD_BASE_URL, and the browser in KEYWARD_CHROMIUM.
 *
 * With KEYWARD_SCREENSHOTS it renews the pictures in docs/screenshots instead.
 */
export default defineConfig({
  testDir: 'src',
  outputDir: 'test-results',
  // One portal, and a person of it at a time.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: process.env.KEYWARD_BASE_URL,
    viewport: { width: 1400, height: 900 },
    screenshot: 'only-on-failure',
    // Pictures and snapshots of each step take longer than the steps.
    trace: {
      mode: 'retain-on-failure',
      screenshots: false,
      snapshots: false,
      sources: false,
    },
    launchOptions: {
      executablePath: process.env.KEYWARD_CHROMIUM,
      // What would be drawn on a GPU is drawn by software that emulates one.
      args: ['--disable-gpu'],
      // Chromium's own sandbox does not work for root, as in containers.
      chromiumSandbox: process.getuid?.() !== 0,
    },
  },
  projects: [
    process.env.KEYWARD_SCREENSHOTS
      ? { name: 'screenshots', testMatch: SCREENSHOTS }
      : { name: 'portal', testMatch: '**/*.e2e.ts', testIgnore: SCREENSHOTS },
  ],
});
