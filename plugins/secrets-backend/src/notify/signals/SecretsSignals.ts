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

import type { SignalsService } from '@backstage/plugin-signals-node';
import { SECRETS_SIGNAL_CHANNEL } from '@keyward/backstage-plugin-secrets-common';

const EVERY_MS = 1_000;
/** No source has this id. */
const REQUESTS = '';

/**
 * Tells open pages that something changed. Anybody may listen to any channel,
 * so a signal has a source's id and a number, and no name.
 */
export class SecretsSignals {
  readonly #signals: SignalsService;
  readonly #pending = new Map<string, NodeJS.Timeout>();
  readonly #last = new Map<string, number>();
  #revision = 0;
  #stopped = false;

  constructor(signals: SignalsService) {
    this.#signals = signals;
  }

  /** Publishes at once, but not more often than each second for a source. */
  changed(sourceId: string) {
    this.#publish(sourceId, { sourceId });
  }

  /** The same of requests, all of which count as one. */
  requestsChanged() {
    this.#publish(REQUESTS, {});
  }

  #publish(key: string, what: { sourceId?: string }) {
    if (this.#stopped || this.#pending.has(key)) {
      return;
    }
    const since = Date.now() - (this.#last.get(key) ?? 0);
    const timer = setTimeout(() => {
      this.#pending.delete(key);
      this.#last.set(key, Date.now());
      this.#revision += 1;
      this.#signals
        .publish({
          recipients: { type: 'broadcast' },
          channel: SECRETS_SIGNAL_CHANNEL,
          message: { ...what, revision: this.#revision },
        })
        // A page that misses it is refreshed by the next one.
        .catch(() => {});
    }, Math.max(0, EVERY_MS - since));
    this.#pending.set(key, timer);
  }

  stop() {
    this.#stopped = true;
    for (const timer of this.#pending.values()) {
      clearTimeout(timer);
    }
    this.#pending.clear();
  }
}
