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
import type { Severity } from '@keyward/findings';
import { SEVERITIES } from '../store/common/ranks';

const PLACE = 'secrets.notifications';

/** Hours of a day in which people are left alone. */
export interface QuietHours {
  /** Minutes since midnight. */
  from: number;
  to: number;
  timeZone: string;
  /** Whether Saturdays and Sundays are quiet as a whole. */
  weekends: boolean;
}

/** Of what people are told, and when. */
export interface NotificationsConfig {
  minSeverity: Severity;
  quietHours?: QuietHours;
  /** More new matters than these for one owner at a time are told in one notification. */
  digestOver: number;
  /** Whether the secrets are named. */
  names: boolean;
}

/**
 * @throws an InputError that names the place of what is wrong
 */
export function readNotificationsConfig(config: Config): NotificationsConfig {
  const own = config.getOptionalConfig(PLACE);
  const minSeverity = (own?.getOptionalString('minSeverity') ??
    'medium') as Severity;
  if (!SEVERITIES.includes(minSeverity)) {
    throw new InputError(
      `${PLACE}.minSeverity has to be one of ${SEVERITIES.join(', ')}`,
    );
  }
  const quiet = own?.getOptionalConfig('quietHours');
  return {
    minSeverity,
    digestOver: own?.getOptionalNumber('digestOver') ?? 5,
    // A policy may hide a secret from its owner, and cannot be asked for a recipient.
    names:
      own?.getOptionalBoolean('names') ??
      !config.getOptionalBoolean('permission.enabled'),
    ...(quiet ? { quietHours: readQuietHours(quiet) } : {}),
  };
}

function readQuietHours(quiet: Config): QuietHours {
  const timeZone = quiet.getOptionalString('timeZone') ?? 'UTC';
  try {
    Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new InputError(
      `${PLACE}.quietHours.timeZone: there is no time zone ${timeZone}; name one as Europe/Berlin`,
    );
  }
  return {
    from: readTime(quiet, 'from'),
    to: readTime(quiet, 'to'),
    timeZone,
    weekends: quiet.getOptionalBoolean('weekends') ?? false,
  };
}

function readTime(quiet: Config, key: string): number {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(quiet.getString(key));
  if (!match) {
    throw new InputError(
      `${PLACE}.quietHours.${key} has to be a time of day, as 18:30`,
    );
  }
  return Number(match[1]) * 60 + Number(match[2]);
}
