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

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RequestLog } from '@internal/e2e';
import { chromium, type Browser, type Page } from '@playwright/test';
import { packageFolder } from '../packageFolder';

const BUILD_MS = 600_000;

/** The front end that portals serve and the path of a Chromium: made once, if need be. */
export async function ensureBrowser(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(packageFolder, '../../scripts/browser.mjs')],
    { timeout: BUILD_MS },
  );
  return stdout.trim().split('\n').at(-1)!;
}

/** A page of a portal in Chromium, and all that it sent and was answered. */
export class PortalBrowser {
  readonly #browser: Browser;

  private constructor(
    browser: Browser,
    readonly page: Page,
    readonly log: RequestLog,
  ) {
    this.#browser = browser;
  }

  /**
   * @param executable - the Chromium of {@link ensureBrowser}
   * @param url - of a portal that was started after it
   */
  static async open(executable: string, url: string): Promise<PortalBrowser> {
    const browser = await chromium.launch({
      executablePath: executable,
      // Chromium's own sandbox does not work for root, as in containers.
      chromiumSandbox: process.getuid?.() !== 0,
    });
    try {
      const context = await browser.newContext({
        baseURL: url,
        viewport: { width: 1400, height: 900 },
      });
      const log = new RequestLog(context);
      return new PortalBrowser(browser, await context.newPage(), log);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** What the page shows and keeps. */
  async kept(): Promise<string> {
    return await this.page.evaluate(() =>
      [
        document.documentElement.outerHTML,
        JSON.stringify([
          window.location.href,
          window.history.state,
          { ...window.localStorage },
          { ...window.sessionStorage },
        ]),
      ].join('\n'),
    );
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
