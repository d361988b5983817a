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

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClusterObserver,
  describeError,
  type ObservedCluster,
  type SourceProblem,
  UnfitObservations,
} from '@keyward/backstage-plugin-secrets-node';

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;

/**
 * Runs the observers of other modules until the signal aborts. One that fails is told
 * of and started again, and takes nothing else down; a lost lease ends all.
 *
 * @param onProblems - takes the problems of all observers
 */
export async function followObservers(
  observers: readonly ClusterObserver[],
  cluster: Omit<ObservedCluster, 'warn'>,
  onProblems: (problems: SourceProblem[]) => Promise<void>,
  options: { pauseMs?: number } = {},
): Promise<void> {
  const problems = new Map<string, SourceProblem[]>();
  await Promise.all(
    observers.map(observer => {
      const unfit = new UnfitObservations(observer.attributes);
      const warn = async (told: SourceProblem[]) => {
        const before = JSON.stringify(problems.get(observer.id) ?? []);
        const found = [
          ...told,
          ...unfit.leftOut().map(each => leftOut(observer.id, each)),
        ];
        problems.set(observer.id, found);
        if (before !== JSON.stringify(found)) {
          await onProblems([...problems.values()].flat());
        }
      };
      const apply: ObservedCluster['apply'] = batch =>
        cluster.apply(unfit.leaveOut(batch));
      return follow(observer, { ...cluster, apply, warn }, options);
    }),
  );
}

async function follow(
  observer: ClusterObserver,
  cluster: ObservedCluster,
  { pauseMs = FIRST_PAUSE_MS }: { pauseMs?: number },
): Promise<void> {
  const { signal } = cluster;
  let pause = pauseMs;
  while (!signal.aborted) {
    try {
      await observer.observe(cluster);
      return;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if ((error as Error)?.name === 'LeaseLostError') {
        throw error;
      }
      await cluster.warn([
        {
          code: 'observer-failed',
          message: `What the module ${
            observer.id
          } observes of this cluster is out of date: ${describeError(error)}`,
          remedy: 'It is tried again by itself. Look at the log if it stays.',
        },
      ]);
      await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}

function leftOut(
  observer: string,
  { count, ref }: { count: number; ref: string },
): SourceProblem {
  const what = count === 1 ? '1 object' : `${count} objects`;
  const withoutNames = `${what} of this cluster could not be read by the module ${observer}, so nothing is found about them`;
  return {
    code: 'observer-left-out',
    message: `${withoutNames}: ${ref}`,
    withoutNames,
    remedy:
      'Look at the object: names in it, or lists, are longer than Kubernetes and its controllers take them.',
  };
}
