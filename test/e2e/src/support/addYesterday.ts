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

import type { Page } from '@playwright/test';

const DAY_MS = 86_400_000;

/** Has the score of yesterday stand before that of today: a portal that has just started knows today alone. */
export async function addYesterday(page: Page): Promise<void> {
  await page.route(/\/api\/secrets\/compliance\/overview/, async route => {
    const response = await route.fetch({ maxRetries: 3 });
    const { trend, score, confidence, ...overview } = await response.json();
    const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
    const today = trend.at(-1) ?? { day: dayOf(Date.now()), score, confidence };
    const yesterday = {
      day: dayOf(Date.parse(today.day) - DAY_MS),
      score: today.score - 3,
      confidence: today.confidence - 1,
    };
    await route.fulfill({
      response,
      json: { ...overview, score, confidence, trend: [yesterday, today] },
    });
  });
}
