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

/**
 * A pod for as long as it was there.
 *
 * @public
 */
export interface PodInterval {
  namespace: string;
  name: string;
  uid?: string;
  node?: string;
  addresses: string[];
  serviceAccount: string;
  /** What owns it in the end, such as `Deployment shop/checkout`; itself if nothing does. */
  workload: string;
  /** The names of the Secrets in its namespace that it mounts or takes as variables. */
  secrets: ReadonlySet<string>;
  /** As ISO 8601 in UTC. */
  since: string;
  /** Absent while it is there. */
  until?: string;
}

/** A kubelet asks for Secrets before the start time of the pod is written, and clocks differ. */
const SLACK_MS = 60_000;

/**
 * Which pods there were, and when. Addresses are used again, so each question
 * names an instant.
 *
 * @public
 */
export class PodHistory {
  /**
   * Whether all pods of the time that is asked about are in it, also those that are gone.
   * Otherwise no pod is named for being the only one.
   */
  readonly isComplete: boolean;
  readonly #byNode = new Map<string, PodInterval[]>();
  readonly #byAddress = new Map<string, PodInterval[]>();
  readonly #byAccount = new Map<string, PodInterval[]>();

  constructor(options: { isComplete?: boolean } = {}) {
    this.isComplete = options.isComplete ?? false;
  }

  /** Adds a pod. */
  add(pod: PodInterval): void {
    if (pod.node !== undefined) {
      push(this.#byNode, pod.node, pod);
    }
    for (const address of pod.addresses) {
      push(this.#byAddress, address, pod);
    }
    push(this.#byAccount, `${pod.namespace}/${pod.serviceAccount}`, pod);
  }

  /** The pods on a node at an instant. */
  onNode(node: string, instant: string): PodInterval[] {
    return at(this.#byNode.get(node), instant);
  }

  /** The pods that had an address at an instant. */
  withAddress(address: string, instant: string): PodInterval[] {
    return at(this.#byAddress.get(address), instant);
  }

  /** The pods that ran as a ServiceAccount at an instant. */
  ofAccount(namespace: string, name: string, instant: string): PodInterval[] {
    return at(this.#byAccount.get(`${namespace}/${name}`), instant);
  }
}

function push(map: Map<string, PodInterval[]>, key: string, pod: PodInterval) {
  const pods = map.get(key);
  if (pods) {
    pods.push(pod);
  } else {
    map.set(key, [pod]);
  }
}

function at(pods: PodInterval[] | undefined, instant: string): PodInterval[] {
  const time = Date.parse(instant);
  return (pods ?? []).filter(
    ({ since, until }) =>
      Date.parse(since) - SLACK_MS <= time &&
      (until === undefined || time <= Date.parse(until) + SLACK_MS),
  );
}
