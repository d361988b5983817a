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

import type { Config } from '@backstage/config';

const PLACE = 'secrets.externalSecrets';
const DEFAULT_SECONDS = 60;
/** A week. Timers take no more than some. */
const MOST_SECONDS = 604_800;

/** What is configured of the External Secrets Operator. */
export interface Settings {
  everyMs: number;
  /** The addresses of the metrics of operators, by the names of their clusters. */
  metricsUrls?: ReadonlyMap<string, string>;
}

/**
 * Reads `secrets.externalSecrets`.
 *
 * @throws an error that names the place of what is wrong
 */
export function readSettings(config: Config): Settings {
  const own = config.getOptionalConfig(PLACE);
  const seconds = own?.getOptionalNumber('everySeconds') ?? DEFAULT_SECONDS;
  if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
    throw new Error(
      `${PLACE}.everySeconds: has to be a number above 0, at most ${MOST_SECONDS}`,
    );
  }
  return { everyMs: seconds * 1000, metricsUrls: readMetricsUrls(config) };
}

function readMetricsUrls(config: Config): ReadonlyMap<string, string> {
  const place = `${PLACE}.clusters`;
  const found = new Map<string, string>();
  const named = new Set<string>();
  (config.getOptionalConfigArray(place) ?? []).forEach((entry, index) => {
    const cluster = entry.getString('cluster');
    const url = entry.getOptionalString('metricsUrl');
    if (named.has(cluster)) {
      throw new Error(`${place}[${index}].cluster: ${cluster} is there twice`);
    }
    named.add(cluster);
    if (url !== undefined) {
      if (!isAddress(url)) {
        throw new Error(
          `${place}[${index}].metricsUrl: must be an http or https address without a user and a password`,
        );
      }
      found.set(cluster, url);
    }
  });
  return found;
}

function isAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined &&
    ['http:', 'https:'].includes(url.protocol) &&
    url.username === '' &&
    url.password === ''
  );
}
