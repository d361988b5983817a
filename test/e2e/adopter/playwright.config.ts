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

/** The portal is started, and named, by the stage `adopter` of `npm test`. */
export default defineConfig({
  testDir: __dirname,
  testMatch: '*.e2e.ts',
  // Both frontend systems are looked at at once.
  outputDir: `../../../.cache/adopter-results/${process.env.KEYWARD_ADOPTER}`,
  timeout: 90_000,
  expect: { timeout: 60_000 },
  workers: 1,
  forbidOnly: true,
  use: {
    baseURL: process.env.KEYWARD_BASE_URL,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.KEYWARD_CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
