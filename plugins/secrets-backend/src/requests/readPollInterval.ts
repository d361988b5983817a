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

import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

const PLACE = 'secrets.requests.pollInterval';
const DEFAULT_MS = 10_000;
const LEAST_MS = 1_000;
const MOST_MS = 600_000;

/**
 * Reads `secrets.requests.pollInterval`.
 *
 * @returns milliseconds
 * @throws an InputError that names the place, and what can stand there
 */
export function readPollInterval(config: Config): number {
  if (!config.has(PLACE)) {
    return DEFAULT_MS;
  }
  const ms = readMs(config);
  if (ms === undefined || !(ms >= LEAST_MS && ms <= MOST_MS)) {
    throw new InputError(
      `${PLACE} must be a duration from one second to 10 minutes, for example { seconds: 30 } or '30s', not ${JSON.stringify(
        config.getOptional(PLACE),
      )}`,
    );
  }
  return ms;
}

function readMs(config: Config): number | undefined {
  try {
    return durationToMilliseconds(
      readDurationFromConfig(config, { key: PLACE }),
    );
  } catch {
    return undefined;
  }
}
