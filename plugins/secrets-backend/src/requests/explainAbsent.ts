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

import type { Applier, FoundAppliers, RequestBlock } from '../store/requests';

type Block = Omit<RequestBlock, 'since'>;

const MINUTE_MS = 60_000;
/** In which Argo CD, by default, looks at Git again; Flux takes less. */
const SYNC_MS = 3 * MINUTE_MS;
/** Longer than a Secret that is merged is usually on its way. */
export const PATIENCE_MS = 10 * MINUTE_MS;

/** Where a Secret of a merged request should be, and is not. */
interface AbsentTarget {
  /** As the pull request calls it. */
  name: string;
  sourceId: string;
  namespace: string;
  /** Of the pull request. */
  branch: string;
  mergedAt: number;
  now: number;
}

/**
 * Why what was merged is not in its cluster, by what its appliers say: Argo CD and
 * Flux, for example. Their messages can hold values and are never read.
 */
export function explainAbsent(
  target: AbsentTarget,
  { appliers, possible }: FoundAppliers,
): Block | undefined {
  if (possible.length > 0) {
    return notKnown(target, possible[0]);
  }
  const following = appliers.filter(
    ({ revision }) => revision === undefined || revision === target.branch,
  );
  const [applier] = following;
  if (!applier) {
    return appliers.length > 0
      ? {
          code: 'other-branch',
          reason: `${nameOf(target, appliers[0])} follows ${
            appliers[0].isShared ? 'another branch' : appliers[0].revision
          }, and the pull request was merged to ${target.branch}.`,
          remedy: 'Bring the change to what it follows.',
        }
      : late(target);
  }
  // One that applies it is enough.
  if (following.every(({ isAutomatic }) => !isAutomatic)) {
    return {
      code: 'sync-off',
      reason: `${nameOf(
        target,
        applier,
      )} syncs only when somebody asks for it.`,
      remedy: 'Sync it, or have it synced automatically.',
    };
  }
  const failing = following.filter(({ status }) => status?.ready === 'false');
  if (
    failing.length === following.length &&
    target.now - target.mergedAt > SYNC_MS
  ) {
    const { status } = failing[0];
    return {
      code: 'sync-failing',
      reason: `${nameOf(target, failing[0])} says: ${
        status?.reason ?? 'not ready'
      }${status?.since ? `, since ${status.since}` : ''}.`,
      remedy: 'Open it to see why, and mend that.',
    };
  }
  return isLate(target) ? waiting(target, applier) : undefined;
}

function waiting(target: AbsentTarget, applier: Applier): Block | undefined {
  const last = applier.status?.lastSync;
  return last && Date.parse(last) > target.mergedAt
    ? {
        code: 'not-applied',
        reason: `${nameOf(target, applier)} synced after the merge, and ${
          target.name
        } was not seen in the namespace ${target.namespace} of ${
          target.sourceId
        }.`,
        remedy:
          'Check that the file is among those that it applies, for example in a kustomization.yaml.',
      }
    : late(target, applier.isShared ? undefined : nameOf(target, applier));
}

function late(target: AbsentTarget, applier?: string): Block | undefined {
  return isLate(target)
    ? {
        code: 'not-applied',
        reason: `${target.name} of the pull request was not seen in the namespace ${target.namespace} of ${target.sourceId}.`,
        remedy: `Check that ${
          applier ?? 'what deploys the repository (Argo CD, Flux, a pipeline)'
        } follows this branch and folder, and that it did not fail.`,
      }
    : undefined;
}

/** An Application of another cluster, for example, whose destination no cluster of the portal has. */
function notKnown(target: AbsentTarget, possible: Applier): Block | undefined {
  return isLate(target)
    ? {
        code: 'applier-unknown',
        reason: `${
          target.name
        } of the pull request was not seen in the namespace ${
          target.namespace
        } of ${target.sourceId}. ${nameOf(
          target,
          possible,
        )} may apply to another cluster: that is not known.`,
        remedy:
          'Look at it in its own cluster. A destination is recognised by the address of the cluster, or by a name that one cluster alone has.',
      }
    : undefined;
}

function isLate({ mergedAt, now }: AbsentTarget): boolean {
  return now - mergedAt > PATIENCE_MS;
}

/** Of what applies more than the folder, the name is not for everybody who reads this. */
function nameOf(
  target: AbsentTarget,
  { sourceId, kind, namespace, name, isShared }: Applier,
): string {
  if (isShared) {
    return `The ${kind} that applies this folder and others`;
  }
  return `${kind} ${namespace}/${name}${
    sourceId === target.sourceId ? '' : ` of ${sourceId}`
  }`;
}
