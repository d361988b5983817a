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

import { OwnerObservation } from '@keyward/observation';
import { OwnedObject, topLevelOf } from './topLevelOf';

function owner(kind: string, name: string, controller = true) {
  return { apiVersion: 'v1', kind, name, uid: name, controller };
}

function object(ref: string, ...owners: OwnerObservation[]): OwnedObject {
  return { ref, namespace: 'payments', owners };
}

function lookupIn(...objects: OwnedObject[]) {
  return ({ kind, name }: OwnerObservation) =>
    objects.find(({ ref }) => ref === `${kind}/${name}`);
}

describe('topLevelOf', () => {
  it('goes from the pod over the ReplicaSet to the Deployment', () => {
    const deployment = object('Deployment/api');
    const replicaSet = object('ReplicaSet/api-1', owner('Deployment', 'api'));
    const pod = object('Pod/api-1-x', owner('ReplicaSet', 'api-1'));
    expect(topLevelOf(pod, lookupIn(deployment, replicaSet))).toBe(deployment);
    expect(topLevelOf(replicaSet, lookupIn(deployment))).toBe(deployment);
    expect(topLevelOf(deployment, lookupIn(deployment))).toBe(deployment);
  });

  it('goes from the pod over the Job to the CronJob', () => {
    const cronJob = object('CronJob/report');
    const job = object('Job/report-1', owner('CronJob', 'report'));
    const pod = object('Pod/report-1-x', owner('Job', 'report-1'));
    expect(topLevelOf(pod, lookupIn(cronJob, job))).toBe(cronJob);
  });

  it('stops below an owner that is not known', () => {
    const replicaSet = object('ReplicaSet/api-1', owner('Rollout', 'api'));
    const pod = object('Pod/api-1-x', owner('ReplicaSet', 'api-1'));
    expect(topLevelOf(pod, lookupIn(replicaSet))).toBe(replicaSet);
    expect(topLevelOf(pod, lookupIn())).toBe(pod);
  });

  it('follows the controller only, and in the own namespace', () => {
    const config = object('ConfigMap/x');
    const pod = object('Pod/a', owner('ConfigMap', 'x', false));
    expect(topLevelOf(pod, lookupIn(config))).toBe(pod);

    const lookup = jest.fn();
    topLevelOf(object('Pod/b', owner('ReplicaSet', 'b')), lookup);
    expect(lookup).toHaveBeenCalledWith(owner('ReplicaSet', 'b'), 'payments');
  });

  it('ends at a cycle', () => {
    const a = object('Deployment/a', owner('Deployment', 'b'));
    const b = object('Deployment/b', owner('Deployment', 'a'));
    const self = object('Deployment/self', owner('Deployment', 'self'));
    expect(topLevelOf(a, lookupIn(a, b))).toBe(b);
    expect(topLevelOf(self, lookupIn(self))).toBe(self);
  });
});
