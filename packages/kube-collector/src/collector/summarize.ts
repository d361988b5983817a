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

import { ClusterError } from '../client';
import { problemOf } from './problemOf';
import type { FoundStreams } from '../streams';
import type { StreamFollower } from './StreamFollower';
import type { CollectorProblem, CollectorReport } from './types';
import {
  isDecided,
  isUnlisted,
  unlistedKindsOf,
  unlistedOf,
  unlistedWarnings,
} from './unlistedKinds';

/** Clocks that differ less do not change what is said of ages. */
const TOLERATED_SKEW_MS = 5_000;

/** Sums up how a collector stands. */
export function summarize(state: {
  followers: StreamFollower[];
  alive?: ClusterError | 'yes';
  discovery?: ClusterError;
  /** The custom kinds; undefined as long as there may be streams that are not known yet. */
  found?: FoundStreams;
  /** Those who need other rules to list in some namespaces only. */
  isNamespaced: boolean;
  clockSkewMs?: number;
}): CollectorReport {
  const { alive, clockSkewMs, found } = state;
  const unlisted = state.followers.flatMap(unlistedOf);
  const followers = state.followers.filter(each => !isUnlisted(each));
  const statuses = followers.map(({ status }) => status);
  const failing = followers.filter(({ status }) => status.error);
  const synced = statuses.filter(status => status.synced);
  const following = followers.filter(
    ({ status }) => status.phase === 'watching',
  );
  const dead = alive instanceof ClusterError && alive.code !== 'forbidden';
  const secretsFail = failing.some(
    ({ stream }) => stream.resource === 'secrets',
  );

  return {
    state: stateOf(),
    problems: problemsOf(failing, state.discovery, dead ? alive : undefined),
    warnings: [
      ...warningsOf(followers, clockSkewMs),
      ...(found ? unlistedWarnings(unlisted, found, state.isNamespaced) : []),
    ],
    ...(found && state.followers.every(isDecided)
      ? { unlistedKinds: unlistedKindsOf(unlisted, found) }
      : {}),
    ...(synced.length < statuses.length ? { progress: progressOf() } : {}),
    ...(clockSkewMs === undefined
      ? {}
      : { clockSkewMs: Math.round(clockSkewMs) }),
    // A stream that is waiting may have missed something since.
    ...(following.length === followers.length && alive === 'yes'
      ? { followedTo: new Date().toISOString() }
      : {}),
  };

  function stateOf(): CollectorReport['state'] {
    if (dead || (secretsFail && failing.length === followers.length)) {
      return 'down';
    }
    if (failing.length > 0 && following.length === 0) {
      return 'down';
    }
    if (failing.length > 0 || state.discovery) {
      return 'degraded';
    }
    return synced.length < statuses.length || !found ? 'syncing' : 'live';
  }

  function progressOf() {
    const listing = followers.filter(
      ({ status }) => status.phase === 'listing',
    );
    const current = listing[0]?.stream.resource ?? followers[0].stream.resource;
    const done = statuses.reduce((sum, status) => sum + status.done, 0);
    const totals = statuses.map(status => status.total ?? status.done);
    return {
      done,
      total: Math.max(
        done,
        totals.reduce((sum, total) => sum + total, 0),
      ),
      what: current,
    };
  }
}

/** One problem for each kind of error, naming the resources that it hits. */
function problemsOf(
  failing: StreamFollower[],
  discovery: ClusterError | undefined,
  dead: ClusterError | undefined,
): CollectorProblem[] {
  const byCode = new Map<string, { error: ClusterError; names: string[] }>();
  const add = (error: ClusterError, name: string) => {
    const entry = byCode.get(error.code) ?? { error, names: [] };
    entry.names.push(name);
    byCode.set(error.code, entry);
  };
  if (dead) {
    add(dead, 'the API server');
  }
  for (const { stream, status } of failing) {
    add(status.error!, stream.resource);
  }
  if (discovery) {
    add(discovery, 'the list of custom kinds');
  }
  return [...byCode.values()].map(({ error, names }) =>
    problemOf(error, names),
  );
}

function warningsOf(
  followers: StreamFollower[],
  clockSkewMs: number | undefined,
): CollectorProblem[] {
  const warnings: CollectorProblem[] = followers.flatMap(
    ({ stream, refused }) =>
      refused.message
        ? [
            {
              code: 'unreadable-object',
              message: `${stream.resource}: ${refused.message}`,
              remedy: 'Mend the object; everything else is read.',
            },
          ]
        : [],
  );
  if (clockSkewMs !== undefined && Math.abs(clockSkewMs) > TOLERATED_SKEW_MS) {
    warnings.push({
      code: 'clock-skew',
      message: `The cluster's clock is ${Math.round(
        Math.abs(clockSkewMs) / 1000,
      )} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} ours`,
      remedy: 'Check time synchronisation: ages are off by as much.',
    });
  }
  return warnings;
}
