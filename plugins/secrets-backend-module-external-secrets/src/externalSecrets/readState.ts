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

import {
  at,
  instantOf,
  type Json,
  jsonsOf,
  stringOf,
} from '@keyward/observation/json';
import { parseDuration } from './parseDuration';

/** With it a Secret is kept that has nothing at the provider any more; only the message says so. */
const RETAINED = 'secret retained due to DeletionPolicy=Retain';
const MISSED_INTERVALS = 2;
/** What the operator may take for a refresh, and what our clocks may differ by. */
const GRACE_MS = 60_000;

/**
 * What has become of the Secret that an ExternalSecret makes.
 *
 * - `synced`: it has what the provider has
 * - `retained`: the provider has nothing, and the Secret is kept as it was
 * - `deleted`: the provider has nothing, and the Secret was deleted
 * - `no-target`: there is no Secret to merge into
 * - `failing`: it could not be read, or not be written
 * - `pending`: the operator said nothing yet
 *
 * Of these, the operator calls the first four ready.
 */
export type State =
  | 'synced'
  | 'retained'
  | 'deleted'
  | 'no-target'
  | 'failing'
  | 'pending'
  | 'unknown';

/** Whether a refresh can be requested, or why not. */
export type Refreshes =
  | 'periodic'
  | 'on-change'
  | 'created-once'
  | 'no-interval';

/** What an ExternalSecret says of how it does. */
export interface ReadState {
  state: State;
  /** The message of its Ready condition, to be compared and not to be kept. */
  message: unknown;
  since?: string;
  refreshTime?: string;
  refreshes: Refreshes;
  intervalMs?: number;
  /** More than two intervals have passed since it was refreshed last. */
  isStale: boolean;
}

/** Reads the state of an ExternalSecret, at an instant. */
export function readState(item: Json, now: Date): ReadState {
  const ready = jsonsOf(at(item, 'status', 'conditions')).find(
    ({ type }) => type === 'Ready',
  );
  const since = instantOf(ready?.lastTransitionTime);
  const refreshTime = instantOf(at(item, 'status', 'refreshTime'));
  const intervalMs = parseDuration(at(item, 'spec', 'refreshInterval'));
  const refreshes = readRefreshes(
    at(item, 'spec', 'refreshPolicy'),
    intervalMs,
  );
  return {
    state: stateOf(ready),
    message: ready?.message,
    ...(since ? { since } : {}),
    ...(refreshTime ? { refreshTime } : {}),
    refreshes,
    ...(intervalMs === undefined ? {} : { intervalMs }),
    isStale:
      refreshes === 'periodic' &&
      intervalMs !== undefined &&
      refreshTime !== undefined &&
      Date.parse(refreshTime) + MISSED_INTERVALS * intervalMs + GRACE_MS <
        now.getTime(),
  };
}

/** By default it is refreshed once per interval, which an interval of 0 turns off. */
function readRefreshes(
  policy: unknown,
  intervalMs: number | undefined,
): Refreshes {
  switch (policy) {
    case 'CreatedOnce':
      return 'created-once';
    case 'OnChange':
      return 'on-change';
    default:
      return intervalMs !== undefined && intervalMs <= 0
        ? 'no-interval'
        : 'periodic';
  }
}

function stateOf(ready: Json | undefined): State {
  if (!ready) {
    return 'pending';
  }
  if (ready.status === 'False') {
    return 'failing';
  }
  if (ready.status !== 'True') {
    return 'unknown';
  }
  switch (stringOf(ready.reason)) {
    case 'SecretSynced':
      return ready.message === RETAINED ? 'retained' : 'synced';
    case 'SecretDeleted':
      return 'deleted';
    case 'SecretMissing':
      return 'no-target';
    // Of targets that are no Secrets.
    case 'ResourceSynced':
      return 'synced';
    case 'ResourceDeleted':
      return 'deleted';
    case 'ResourceMissing':
      return 'no-target';
    default:
      return 'unknown';
  }
}
