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
import { InputError } from '@backstage/errors';
import { readDays } from '../../config';
import { dayOf } from './times';

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Days of UTC since 1970, both included. */
export interface Hold {
  from: number;
  to: number;
}

/** For how long events are kept. */
export interface AuditRetention {
  eventsDays: number;
  /** The numbers of each hour. */
  rollupsDays: number;
  /** What is kept until the hold is lifted, whatever its age. */
  holds: readonly Hold[];
}

export const DEFAULT_AUDIT_RETENTION: AuditRetention = {
  eventsDays: 90,
  rollupsDays: 400,
  holds: [],
};

/** @throws an InputError that names the place of what is wrong */
export function readAuditRetention(config: Config): AuditRetention {
  const days = (key: 'eventsDays' | 'rollupsDays') =>
    readDays(
      config,
      `secrets.audit.retention.${key}`,
      DEFAULT_AUDIT_RETENTION[key],
    );
  const holds = config.getOptionalConfigArray('secrets.audit.holds') ?? [];
  return {
    eventsDays: days('eventsDays'),
    rollupsDays: days('rollupsDays'),
    holds: holds.map((hold, index) => ({
      from: readDay(hold, 'from', index),
      to: readDay(hold, 'to', index),
    })),
  };
}

function readDay(hold: Config, key: string, index: number): number {
  const text = hold.getString(key);
  const ms = DAY.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) {
    throw new InputError(
      `secrets.audit.holds[${index}].${key} has to be a day, for example 2026-11-30`,
    );
  }
  return dayOf(ms);
}
