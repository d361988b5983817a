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

import { expect, type Page, type Request } from '@playwright/test';

/** The network is quiet when nothing was asked or answered for this long. */
const QUIET_MS = 400;
/** A page asks for no more after this. */
const SETTLED_MS = 5_000;
/** A page is still after this. */
const STILL_MS = 10_000;
/** A page without anything of the plugin, which is left before the next one. */
const NEUTRAL = { path: '/settings', heading: 'Settings' };

/** Goes to a page of the portal. */
export interface Visitor {
  (path: string): Promise<void>;
  /** Waits until the page has what it asked for, or for this long. */
  settled(patienceMs?: number): Promise<void>;
}

/**
 * Goes from page to page as links do, without loading the portal anew, which
 * takes longer than all that is looked at on a page. Each visit starts from a
 * page that has nothing of the plugin, so that nothing of the page before is
 * taken for the next one.
 */
export function visitor(page: Page): Visitor {
  const pending = new Set<Request>();
  let lastEvent = Date.now();
  page.on('request', request => {
    pending.add(request);
    lastEvent = Date.now();
  });
  const ended = (request: Request) => {
    pending.delete(request);
    lastEvent = Date.now();
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);

  const visit = async (path: string) => {
    await follow(page, NEUTRAL.path);
    await expect(
      page.getByRole('heading', { name: NEUTRAL.heading }).first(),
    ).toBeVisible();
    // What the page before still waits for is nothing to wait for here.
    pending.clear();
    await follow(page, path);
  };
  return Object.assign(visit, {
    async settled(patienceMs = SETTLED_MS) {
      const end = Date.now() + patienceMs;
      while (
        Date.now() < end &&
        (pending.size > 0 || Date.now() - lastEvent < QUIET_MS)
      ) {
        await page.waitForTimeout(50);
      }
      await page.waitForFunction(isStill, undefined, { timeout: STILL_MS });
    },
  });
}

/** Whether nothing fades, as rows do that are about to be replaced: colours are others meanwhile. */
function isStill(): boolean {
  return (
    document.querySelector('[data-stale="true"]') === null &&
    document
      .getAnimations()
      .every(animation => !(animation instanceof CSSTransition))
  );
}

/** What a link of the portal does: the address changes, and its router hears of it. */
async function follow(page: Page, path: string) {
  await page.evaluate(to => {
    window.history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate', { state: null }));
  }, path);
}
