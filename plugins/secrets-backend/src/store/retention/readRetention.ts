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
import { readDays } from '../../config';

/** For how many days what is over is kept. */
export interface Retention {
  /** Who creates a secret again after longer does not learn how old its value is. */
  goneSecretsDays: number;
  /** For so long a source that nobody names may come back as it was. */
  retiredSourcesDays: number;
  /** What happened to secrets and to findings. */
  historyDays: number;
  resolvedFindingsDays: number;
}

export const DEFAULT_RETENTION: Retention = {
  goneSecretsDays: 400,
  retiredSourcesDays: 7,
  historyDays: 400,
  resolvedFindingsDays: 400,
};

/** @throws an InputError that names the place of what is wrong */
export function readRetention(config: Config): Retention {
  const days = (key: keyof Retention) =>
    readDays(config, `secrets.retention.${key}`, DEFAULT_RETENTION[key]);
  return {
    goneSecretsDays: days('goneSecretsDays'),
    retiredSourcesDays: days('retiredSourcesDays'),
    historyDays: days('historyDays'),
    resolvedFindingsDays: days('resolvedFindingsDays'),
  };
}
