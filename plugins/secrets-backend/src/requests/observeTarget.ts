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

import type { Sealer } from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import {
  type ConsumingPod,
  findAppliers,
  findSecretsAt,
  loadConsumingPods,
  type RequestBlock,
  type StoredRequestTarget,
} from '../store/requests';
import type { Destinations } from './Destinations';
import { explainAbsent, PATIENCE_MS } from './explainAbsent';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
/** So long after it was unsealed, what refers to a Secret would have been seen. */
const DELIVERED_MS = 10 * MINUTE_MS;
/** The kubelet syncs each minute, and may use a copy that is another minute old. */
const KUBELET_MS = 2 * MINUTE_MS;
/** The kubelet brings a new value into these, unless they mount a subPath. */
const FOLLOWS: readonly string[] = ['volume', 'projected'];
/** Without the Secret, a container with one of these does not start. */
const WAITS: readonly string[] = ['env', 'envFrom', 'volume', 'projected'];

/** What was seen of one Secret of a request. */
export interface ObservedTarget {
  target: StoredRequestTarget;
  blocked?: Omit<RequestBlock, 'since'>;
}

/** What was merged, and when. */
export interface MergedChange {
  at: number;
  /** That it was merged to. */
  branch: string;
  /** The address of the repository. */
  repository: string;
}

/** How far a Secret of a merged request has come in its cluster, by what the inventory has. */
export async function observeTarget(
  {
    destinations,
    knex,
    sealer,
  }: { destinations: Destinations; knex: Knex; sealer: Sealer },
  target: StoredRequestTarget,
  { merged, now }: { merged: MergedChange; now: number },
): Promise<ObservedTarget> {
  if (target.step === 'used' || target.step === 'delivered') {
    return { target };
  }
  const place = `${target.namespace}/${target.name}`;
  const { kind, name } = sealer.resourceOf(target.name);
  const [resource] = await findSecretsAt(knex, target, [name], kind);
  const progress = sealer.progressOf(target.digests, resource);
  switch (progress) {
    case 'absent': {
      const blocked = explainAbsent(
        {
          name,
          sourceId: target.sourceId,
          namespace: target.namespace,
          branch: merged.branch,
          mergedAt: merged.at,
          now,
        },
        await findAppliers(knex, {
          sourceId: target.sourceId,
          sourceIds: destinations.ids,
          repository: merged.repository,
          folder: target.path,
          isOf: to => destinations.isOf(target.sourceId, to),
        }),
      );
      return { target, ...(blocked ? { blocked } : {}) };
    }
    case 'not-opened':
      return {
        target: { ...target, step: 'applied' },
        blocked: {
          code: 'not-opened',
          reason: `The controller did not open ${place}.`,
          remedy:
            'Read the status of the object in the cluster. Its name, namespace and scope must be those that the values were sealed for.',
        },
      };
    case 'applied':
      return {
        target: { ...target, step: 'applied' },
        ...(now - merged.at > PATIENCE_MS
          ? {
              blocked: {
                code: 'not-unsealed',
                reason: `${place} is in the cluster, and its controller has not said yet whether it opens.`,
                remedy: 'Check that the controller runs.',
              },
            }
          : {}),
      };
    default: {
      const [secret] = await findSecretsAt(knex, target, [target.name]);
      const unsealedAt =
        setSince(merged.at, secret?.setBy, now) ??
        target.unsealedAt ??
        new Date(now).toISOString();
      const unsealed = { ...target, step: 'unsealed' as const, unsealedAt };
      return judgeUse(unsealed, await loadConsumingPods(knex, target), {
        sinceMs: now - Date.parse(unsealedAt),
        bornAt: bornOf(target, secret?.createdAt, merged.at),
      });
    }
  }
}

/**
 * When the values of a Secret were set, if that was after the merge. Pods are often restarted
 * before anybody looks, so when it was seen first would be too late.
 */
function setSince(
  mergedAt: number,
  setBy: string | undefined,
  now: number,
): string | undefined {
  const set = Date.parse(setBy ?? '');
  return set >= wholeSecond(mergedAt) && set <= now
    ? new Date(set).toISOString()
    : undefined;
}

/** The API server writes seconds. */
function wholeSecond(time: number): number {
  return time - (time % SECOND_MS);
}

/** When the Secret came to be, of one that was made of the request. */
function bornOf(
  { mode }: StoredRequestTarget,
  createdAt: string | undefined,
  mergedAt: number,
): number | undefined {
  const born = Date.parse(createdAt ?? '');
  return mode === 'create' && born >= wholeSecond(mergedAt) ? born : undefined;
}

/**
 * Whether a pod that takes values at its start has the new ones: it began after these, or it
 * waited for a Secret that there was not before.
 */
function beganWith(
  { createdAt, how, optional }: ConsumingPod,
  since: number,
  bornAt: number | undefined,
): boolean {
  return (
    (bornAt !== undefined && !optional && WAITS.includes(how)) ||
    Date.parse(createdAt ?? '') >= (bornAt ?? since)
  );
}

/**
 * Whether the new values are used. Nobody says so: it is inferred from when pods started,
 * and for volumes from how long the kubelet takes.
 */
function judgeUse(
  target: StoredRequestTarget,
  consumers: readonly ConsumingPod[],
  { sinceMs, bornAt }: { sinceMs: number; bornAt: number | undefined },
): ObservedTarget {
  if (consumers.length === 0) {
    return sinceMs > DELIVERED_MS
      ? { target: { ...target, step: 'delivered' } }
      : { target };
  }
  const since = Date.parse(target.unsealedAt!);
  // A Job that ended takes no other values, and says something only if it began with them.
  const pods = consumers.filter(
    pod =>
      pod.isPod && (!pod.hasEnded || Date.parse(pod.createdAt ?? '') >= since),
  );
  if (pods.length === 0) {
    return {
      target,
      ...(sinceMs > DELIVERED_MS
        ? {
            blocked: {
              code: 'no-pods',
              reason: `What refers to ${target.namespace}/${target.name} runs no pod.`,
              remedy: 'Start it, or wait for its next run.',
            },
          }
        : {}),
    };
  }
  const atStart = pods.filter(
    ({ how, subPath }) => !FOLLOWS.includes(how) || subPath,
  );
  const older = atStart.filter(pod => !beganWith(pod, since, bornAt));
  if (older.length > 0) {
    return {
      target,
      ...(sinceMs > KUBELET_MS
        ? {
            blocked: {
              code: 'restart-needed',
              reason: `${older.length} of ${pods.length} references by pods to ${target.namespace}/${target.name} are older than its new values, and take values when the pod starts.`,
              remedy:
                'Restart the workload, or have Reloader restart it when the Secret changes.',
            },
          }
        : {}),
    };
  }
  const began = pods.filter(pod => beganWith(pod, since, bornAt));
  if (began.length < pods.length && sinceMs < KUBELET_MS) {
    return { target };
  }
  const parts = [
    ...(began.length > 0 ? [describeBegan(began.length < pods.length)] : []),
    ...(began.length < pods.length
      ? ['pods that mount it got the new files from the kubelet by now']
      : []),
  ];
  return {
    target: {
      ...target,
      step: 'used',
      usedHow: `Inferred: ${parts.join('; ')}.`,
    },
  };
}

function describeBegan(areOthers: boolean): string {
  return areOthers
    ? 'all pods that take it at their start began with it'
    : 'all pods began with it';
}
