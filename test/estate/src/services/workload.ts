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

import { Manifest } from '../Manifest';
import { SeededRandom } from '../render/seededRandom';
import { PodParts } from './podTemplate';
import { ServiceSpec } from './ServiceSpec';

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * A workload and what its controllers make of it, down to the pods.
 *
 * @param options.isWaiting - for a Secret that is not there: a Job cannot begin without it
 */
export function workload(
  service: ServiceSpec,
  pod: PodParts,
  options: {
    labels: Record<string, string>;
    cluster: string;
    isWaiting: boolean;
  },
): Manifest[] {
  const { labels, cluster, isWaiting } = options;
  const { service: name, namespace, kind = 'Deployment', age } = service;
  const random = new SeededRandom(`${cluster}/${namespace}/${name}`);
  const suffix = (length: number) => random.text(length, suffixAlphabet);
  const selector = { matchLabels: { app: name } };
  const replicas = service.replicas ?? 1;
  const podLabels = { ...labels, app: name };
  const meta = (ownName: string) => ({ name: ownName, namespace, labels });
  const template = (extra: object = {}) => ({
    metadata: { labels: podLabels },
    spec: { ...pod.spec, ...extra },
  });
  const pods = (
    ownerVersion: string,
    ownerKind: string,
    ownerName: string,
    names: string[],
    phase = 'Running',
    extra: object = {},
  ): Manifest[] =>
    names.map((podName, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      'x-age': '6d',
      'x-manager': 'kube-controller-manager',
      metadata: {
        ...meta(podName),
        labels: podLabels,
        ownerReferences: [owner(ownerVersion, ownerKind, ownerName)],
      },
      spec: {
        ...pod.spec,
        ...extra,
        nodeName: `${cluster}-node-${(index % 2) + 1}`,
        ...(index === 0 && (pod.ephemeral.env || pod.ephemeral.envFrom)
          ? { ephemeralContainers: [pod.ephemeral] }
          : {}),
      },
      status: {
        phase,
        conditions: [
          { type: 'Ready', status: phase === 'Pending' ? 'False' : 'True' },
        ],
      },
    }));

  switch (kind) {
    case 'StatefulSet':
      return [
        {
          apiVersion: 'apps/v1',
          kind,
          'x-age': age,
          metadata: meta(name),
          spec: { replicas, serviceName: name, selector, template: template() },
          status: { replicas, readyReplicas: replicas },
        },
        ...pods(
          'apps/v1',
          kind,
          name,
          Array.from({ length: replicas }, (_, index) => `${name}-${index}`),
        ),
      ];
    case 'DaemonSet':
      return [
        {
          apiVersion: 'apps/v1',
          kind,
          'x-age': age,
          metadata: meta(name),
          spec: { selector, template: template() },
          status: { desiredNumberScheduled: 2, numberReady: 2 },
        },
        ...pods('apps/v1', kind, name, [
          `${name}-${suffix(5)}`,
          `${name}-${suffix(5)}`,
        ]),
      ];
    case 'CronJob':
    case 'Job': {
      const once = { restartPolicy: 'Never' };
      const jobName = kind === 'Job' ? name : `${name}-29385600`;
      const cron: Manifest = {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        'x-age': age,
        metadata: meta(name),
        spec: {
          schedule: service.schedule ?? '0 3 * * *',
          jobTemplate: { spec: { template: template(once) } },
        },
        status: { lastScheduleTime: '${ago 7h}' },
      };
      const job: Manifest = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        'x-age': kind === 'Job' ? age : '7h',
        metadata: {
          ...meta(jobName),
          ...(kind === 'CronJob'
            ? { ownerReferences: [owner('batch/v1', 'CronJob', name)] }
            : {}),
        },
        spec: { template: template(once) },
        status: isWaiting ? { active: 1 } : { succeeded: 1 },
      };
      return [
        ...(kind === 'CronJob' ? [cron] : []),
        job,
        ...pods(
          'batch/v1',
          'Job',
          jobName,
          [`${jobName}-${suffix(5)}`],
          isWaiting ? 'Pending' : 'Succeeded',
          once,
        ),
      ];
    }
    default: {
      const setName = `${name}-${suffix(10)}`;
      return [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          'x-age': age,
          metadata: meta(name),
          spec: { replicas, selector, template: template() },
          status: { observedGeneration: 1, replicas, readyReplicas: replicas },
        },
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          'x-age': '6d',
          'x-manager': 'kube-controller-manager',
          metadata: {
            ...meta(setName),
            ownerReferences: [owner('apps/v1', 'Deployment', name)],
          },
          spec: { replicas, selector, template: template() },
          status: { replicas, readyReplicas: replicas },
        },
        ...pods(
          'apps/v1',
          'ReplicaSet',
          setName,
          Array.from({ length: replicas }, () => `${setName}-${suffix(5)}`),
        ),
      ];
    }
  }
}

function owner(apiVersion: string, kind: string, name: string): any {
  return { apiVersion, kind, name, controller: true, blockOwnerDeletion: true };
}
