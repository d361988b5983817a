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

import { AccessQuestion } from '@keyward/kube-access';
import { Random } from './createRandom';
import {
  GROUPS,
  NAMES,
  NAMESPACES,
  RESOURCES,
  SERVICE_ACCOUNTS,
  USERS,
  VERBS,
} from './generateRbac';

const NODES = ['n1', 'n2', 'n3', ''];
const NODE_RESOURCES: [string, string][] = [
  ['', 'services'],
  ['', 'pods/status'],
  ['', 'pods/eviction'],
  ['', 'nodes/status'],
  ['', 'events'],
  ['coordination.k8s.io', 'leases'],
  ['storage.k8s.io', 'csinodes'],
  ['storage.k8s.io', 'csidrivers'],
  ['resource.k8s.io', 'resourceslices'],
  ['certificates.k8s.io', 'certificatesigningrequests'],
];
const ODD_PLACES: [string, string][] = [
  ['*', 'secrets'],
  ['', '*'],
  ['', 'secrets/status'],
  ['apps', 'secrets'],
];

/** Questions about the RBAC that `generateRbac` makes, half of them where something is granted. */
export function* generateQuestions(
  random: Random,
  count: number,
): Generator<AccessQuestion> {
  for (let index = 0; index < count; index++) {
    const isNode = random.next() < 0.1;
    const places = random.next() < 0.05 ? ODD_PLACES : RESOURCES;
    const [group, resource] = random.pick(
      isNode ? [...RESOURCES, ...NODE_RESOURCES] : places,
    );
    const [plain, subresource] = resource.split('/');
    yield {
      ...(isNode ? nodeFrom(random) : subjectFrom(random)),
      verb: random.pick(VERBS),
      group,
      resource: plain,
      ...(subresource && { subresource }),
      ...(random.next() < 0.85 && {
        namespace: random.pick([...NAMESPACES, 'kube-node-lease', 'missing']),
      }),
      ...(random.next() < 0.7 && {
        name: random.pick([...NAMES, 'other', 'n3']),
      }),
    };
  }
}

function nodeFrom(random: Random) {
  return {
    user: `system:node:${random.pick(NODES)}`,
    groups:
      random.next() < 0.9
        ? ['system:nodes', 'system:authenticated']
        : ['staff'],
  };
}

function subjectFrom(random: Random) {
  const dice = random.next();
  if (dice < 0.45) {
    const namespace = random.pick(NAMESPACES);
    const name = random.pick([...SERVICE_ACCOUNTS, 'deleted']);
    return {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: [
        'system:serviceaccounts',
        `system:serviceaccounts:${namespace}`,
        'system:authenticated',
      ],
    };
  }
  return {
    user: random.pick([...USERS, 'nobody']),
    groups:
      dice < 0.46
        ? ['system:masters']
        : random.some(GROUPS, 3).slice(random.next() < 0.2 ? 1 : 0),
  };
}
