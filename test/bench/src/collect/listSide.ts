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

import { fetchPages } from './fetchPages';
import { RssWatch } from './RssWatch';
import type { SideOptions, SideResult } from './SideOptions';

/** The pages fetched and parsed, twice. */
export async function listSide(options: SideOptions): Promise<SideResult> {
  const watch = new RssWatch();
  const times: number[] = [];
  let secrets = 0;
  for (let run = 0; run < 2; run++) {
    secrets = 0;
    const started = performance.now();
    for await (const page of fetchPages(options.server, options.pages)) {
      secrets += page.length;
    }
    times.push(performance.now() - started);
  }
  return {
    firstMs: times[0],
    secondMs: times[1],
    rssOverIdleMb: watch.stop(),
    secrets,
  };
}
