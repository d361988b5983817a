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

import type { SealedTarget, WorkloadReference } from '../types';
import { podSpecPath } from './workloads';

/** An entry that a reference adds to a workload. */
export interface ExpectedEntry {
  /** The list that it is added to. */
  list: readonly (string | number)[];
  value: unknown;
}

/**
 * What a reference adds to a workload.
 *
 * @param container - its index in the list of the workload's containers
 * @param volume - the name of the volume
 */
export function expectedUse(
  { name }: SealedTarget,
  { kind, use }: WorkloadReference,
  container: number,
  volume: string,
): ExpectedEntry[] {
  const podSpec = podSpecPath(kind) ?? [];
  const inContainer = (list: string) => [
    ...podSpec,
    'containers',
    container,
    list,
  ];
  switch (use?.as) {
    case 'env':
      return Object.entries(use.variables).map(([variable, key]) => ({
        list: inContainer('env'),
        value: { name: variable, valueFrom: { secretKeyRef: { name, key } } },
      }));
    case 'envFrom':
      return [{ list: inContainer('envFrom'), value: { secretRef: { name } } }];
    case 'volume':
      return [
        {
          list: inContainer('volumeMounts'),
          value: { name: volume, mountPath: use.mountPath, readOnly: true },
        },
        {
          list: [...podSpec, 'volumes'],
          value: { name: volume, secret: { secretName: name } },
        },
      ];
    default:
      return [];
  }
}
