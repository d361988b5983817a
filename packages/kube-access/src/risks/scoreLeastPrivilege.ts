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

import type { AccessObject, SecretObject } from '../objects';
import { Reach } from './Reach';
import { readGrants } from './readGrants';
import type { AccessNeed } from './types';

/**
 * How close rights are to what is needed.
 *
 * @public
 */
export interface LeastPrivilegeScore {
  /** From 0 to 1; undefined where nothing is granted, so that there is nothing to say. */
  score?: number;
  /** Granted and needed, by weight. */
  needed: number;
  /** Granted, by weight. */
  granted: number;
}

/**
 * The scores of a cluster and of its parts.
 *
 * @public
 */
export interface LeastPrivilegeScores {
  cluster: LeastPrivilegeScore;
  /** Of each namespace with Secrets. */
  namespaces: Map<string, LeastPrivilegeScore>;
  /** Of each service, as far as it is known whose a Secret is. */
  services: Map<string, LeastPrivilegeScore>;
}

/** The sums of one part. */
class Tally {
  needed = 0;
  granted = 0;

  score(): LeastPrivilegeScore {
    const { needed, granted } = this;
    return {
      ...(granted > 0 && { score: needed / granted }),
      needed,
      granted,
    };
  }
}

/**
 * How much of what is granted is needed, for each service, each namespace and
 * the cluster.
 *
 * An access is a pair of a subject and a Secret. It is *granted* if RBAC lets
 * the subject, by name, read the Secret directly; however many bindings do, it
 * counts once. It is *needed* if it is granted and among the needs. With the
 * weight `w` of a Secret, 1 if not said otherwise:
 *
 *     score = Σ w(needed accesses) ÷ Σ w(granted accesses)
 *
 * over all Secrets of the service, the namespace or the cluster. 1 is the least
 * privilege. Where nothing is granted the score is undefined: there is nothing
 * to be too much. A group counts as one subject; what is part of Kubernetes
 * itself does not count; people and groups are not known to need anything, so
 * that what they are given lowers the score.
 *
 * @public
 */
export function scoreLeastPrivilege(
  objects: Iterable<AccessObject>,
  needs: Iterable<AccessNeed>,
  options: {
    /** Whose a Secret is. */
    serviceOf?: (secret: SecretObject) => string | undefined;
    /** How much a Secret counts; not below 0. */
    weightOf?: (secret: SecretObject) => number;
  } = {},
): LeastPrivilegeScores {
  const all = [...objects];
  const secrets = new Map<string, SecretObject>();
  for (const object of all) {
    if (object.kind === 'Secret') {
      secrets.set(`${object.namespace}/${object.name}`, object);
    }
  }
  const { reaches, counts } = countReaders(all, secrets);
  const needed = new Map<string, Set<string>>();
  for (const { subject, namespace, name } of needs) {
    const reach = reaches.get(subject);
    if (reach && mayRead(reach, namespace, name)) {
      const key = `${namespace}/${name}`;
      needed.set(key, (needed.get(key) ?? new Set()).add(subject));
    }
  }
  const cluster = new Tally();
  const namespaces = new Map<string, Tally>();
  const services = new Map<string, Tally>();
  for (const [key, secret] of secrets) {
    const weight = options.weightOf?.(secret) ?? 1;
    const service = options.serviceOf?.(secret);
    const tallies = [cluster, tallyOf(namespaces, secret.namespace)];
    if (service !== undefined) {
      tallies.push(tallyOf(services, service));
    }
    for (const tally of tallies) {
      tally.granted += weight * counts(secret, key);
      tally.needed += weight * (needed.get(key)?.size ?? 0);
    }
  }
  return {
    cluster: cluster.score(),
    namespaces: scoresOf(namespaces),
    services: scoresOf(services),
  };
}

/**
 * How many subjects may read each Secret. Rights over whole namespaces, or over
 * everything, are counted there and not for each Secret; of several rights of
 * one subject the narrower ones are left out.
 */
function countReaders(
  objects: AccessObject[],
  secrets: Map<string, SecretObject>,
) {
  const reaches = new Map<string, Reach>();
  let everywhere = 0;
  const byNamespace = new Map<string, number>();
  const byName = new Map<string, number>();
  /** What single rights add, and what has been counted twice takes away. */
  const single = new Map<string, number>();
  for (const { place, reads } of readGrants(objects).subjects()) {
    if (reads.length === 0) {
      continue;
    }
    const reach = new Reach();
    for (const read of reads) {
      reach.addRead(read);
    }
    reaches.set(place, reach);
    if (reach.isEverywhere) {
      everywhere += 1;
      continue;
    }
    for (const namespace of reach.namespaces) {
      add(byNamespace, namespace, 1);
    }
    for (const name of reach.anywhere) {
      add(byName, name, 1);
      for (const namespace of reach.namespaces) {
        const key = `${namespace}/${name}`;
        if (secrets.has(key)) {
          add(single, key, -1);
        }
      }
    }
    for (const [namespace, names] of reach.named) {
      if (!reach.namespaces.has(namespace)) {
        for (const name of names) {
          if (!reach.anywhere.has(name)) {
            add(single, `${namespace}/${name}`, 1);
          }
        }
      }
    }
  }
  return {
    reaches,
    counts: ({ namespace, name }: SecretObject, key: string) =>
      everywhere +
      (byNamespace.get(namespace) ?? 0) +
      (byName.get(name) ?? 0) +
      (single.get(key) ?? 0),
  };
}

function mayRead(reach: Reach, namespace: string, name: string): boolean {
  return (
    reach.isEverywhere ||
    reach.namespaces.has(namespace) ||
    reach.anywhere.has(name) ||
    reach.named.get(namespace)?.has(name) === true
  );
}

function add(counts: Map<string, number>, key: string, by: number) {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  let tally = tallies.get(key);
  if (!tally) {
    tally = new Tally();
    tallies.set(key, tally);
  }
  return tally;
}

function scoresOf(tallies: Map<string, Tally>) {
  return new Map([...tallies].map(([key, each]) => [key, each.score()]));
}
