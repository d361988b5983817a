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

import type { BrowserContext, Request } from '@playwright/test';

/** All that the pages of a browser sent, and what they were answered by the API. */
export class RequestLog {
  readonly texts: string[] = [];

  constructor(context: BrowserContext) {
    context.on('request', request => this.#note(request));
    context.on('response', async response => {
      if (new URL(response.url()).pathname.startsWith('/api/')) {
        // The answer is lost where the page that asked is left.
        const text = await response.text().catch(() => '');
        this.texts.push(text);
      }
    });
  }

  #note(request: Request): void {
    this.texts.push(
      request.url(),
      JSON.stringify(request.headers()),
      request.postDataBuffer()?.toString('latin1') ?? '',
    );
  }
}
