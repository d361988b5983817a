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

import { chromium } from '@playwright/test';

/** A request as a browser sends it. */
export interface RecordedRequest {
  method: string;
  path: string;
  body?: string;
}

/** What the catalog page asks for to fill its table, as the network log of a browser has it. */
export async function recordCatalogQuery(
  url: string,
): Promise<RecordedRequest> {
  const browser = await chromium.launch({
    executablePath: process.env.KEYWARD_CHROMIUM,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage();
    const recorded: RecordedRequest[] = [];
    page.on('request', request => {
      const { pathname, search } = new URL(request.url());
      if (pathname === '/api/catalog/entities/by-query') {
        recorded.push({
          method: request.method(),
          path: pathname + search,
          body: request.postData() ?? undefined,
        });
      }
    });
    await page.goto(url);
    await page.getByRole('button', { name: 'Enter as Guest' }).click();
    await page
      .getByRole('link', { name: /^service-\d+$/ })
      .first()
      .waitFor({ timeout: 60_000 });
    // The table's: others only count.
    const query = recorded.find(({ path }) => !/[?&]limit=0(&|$)/.test(path));
    if (!query) {
      throw new Error('The catalog page asked for no entities');
    }
    return query;
  } finally {
    await browser.close();
  }
}
