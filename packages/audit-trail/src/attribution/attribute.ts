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

import type { AccessEvent, AuditPod } from '../event';
import type { PodHistory, PodInterval } from './PodHistory';

/**
 * How sure it is which pod an event is of.
 *
 * - `exact`: the API server wrote the pod into the event.
 * - `probable`: one pod, or the pods of one workload, fit what the event says.
 * - `transitive`: somebody read it on behalf of these pods.
 * - `none`: no pod is known; the subject is.
 *
 * @public
 */
export type AttributionGrade = 'exact' | 'probable' | 'transitive' | 'none';

/**
 * Why an event has its grade.
 *
 * @public
 */
export type AttributionReason =
  | 'token-of-pod'
  | 'address-of-pod'
  | 'only-workload-of-account'
  | 'mounted-on-node'
  | 'impersonated'
  | 'denied'
  | 'address-of-another'
  | 'address-not-known'
  | 'gone-pods-not-known'
  | 'several-workloads'
  | 'no-pod-of-account'
  | 'no-pod-of-node'
  | 'person';

/**
 * The pods that an event is of.
 *
 * @public
 */
export interface Attribution {
  grade: AttributionGrade;
  reason: AttributionReason;
  pods: AuditPod[];
}

/**
 * Tells which pods an event is of, by what was there when it happened. What is
 * not told by the event is never more than probable.
 *
 * @public
 */
export function attribute(
  event: AccessEvent,
  history: PodHistory,
): Attribution {
  const { subject, pod } = event;
  if (pod) {
    return { grade: 'exact', reason: 'token-of-pod', pods: [pod] };
  }
  // Where it comes from is the impersonator's.
  if (event.impersonator) {
    return none('impersonated');
  }
  if (subject.kind === 'Node') {
    if (event.outcome !== 'allowed') {
      return none('denied');
    }
    const pods = history
      .onNode(subject.name, event.at)
      .filter(each => consumes(each, event));
    return pods.length > 0
      ? {
          grade: 'transitive',
          reason: 'mounted-on-node',
          pods: pods.map(toPod),
        }
      : none('no-pod-of-node');
  }
  if (subject.kind === 'User') {
    return none('person');
  }
  return attributeAccount(event, subject, history);
}

function attributeAccount(
  event: AccessEvent,
  { namespace, name }: { namespace: string; name: string },
  history: PodHistory,
): Attribution {
  // Of several the first is nearest to the client: behind a proxy, what the client says.
  const address = event.addresses.length === 1 ? event.addresses[0] : undefined;
  const candidates = history.ofAccount(namespace, name, event.at);
  const there =
    address === undefined ? [] : history.withAddress(address, event.at);
  // Of pods on the host's network several have one address.
  if (there.length === 1 && candidates.includes(there[0])) {
    return probable('address-of-pod', there);
  }
  // Somebody has the token of another pod, or takes the way over another one.
  if (there.length > 0 && !there.some(pod => candidates.includes(pod))) {
    return none('address-of-another');
  }
  // A Vault serves several clusters, in which accounts have the same names.
  if (event.target.system === 'vault') {
    return none('address-not-known');
  }
  if (candidates.length === 0) {
    return none('no-pod-of-account');
  }
  if (!history.isComplete) {
    return none('gone-pods-not-known');
  }
  const workloads = new Set(candidates.map(({ workload }) => workload));
  return workloads.size === 1
    ? probable('only-workload-of-account', candidates)
    : none('several-workloads');
}

/** A kubelet gets each Secret by its name; a list of one is one, too. */
function consumes(pod: PodInterval, { target }: AccessEvent): boolean {
  return (
    target.system === 'kubernetes' &&
    target.name !== undefined &&
    pod.namespace === target.namespace &&
    pod.secrets.has(target.name)
  );
}

function probable(reason: AttributionReason, pods: PodInterval[]): Attribution {
  return { grade: 'probable', reason, pods: pods.map(toPod) };
}

function none(reason: AttributionReason): Attribution {
  return { grade: 'none', reason, pods: [] };
}

function toPod({ namespace, name, uid, node }: PodInterval): AuditPod {
  return { namespace, name, ...(uid && { uid }), ...(node && { node }) };
}
