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

import { ANY, podMakers } from '../podMakers';
import { triggerAuthentication } from './triggerAuthentication';
import type { KnownSystem } from '../KnownSystem';

/** KEDA: https://keda.sh */
export const keda: KnownSystem = {
  id: 'keda',
  kinds: [
    {
      group: 'keda.sh',
      kind: 'TriggerAuthentication',
      resource: 'triggerauthentications',
      extractor: triggerAuthentication,
    },
    {
      group: 'keda.sh',
      kind: 'ClusterTriggerAuthentication',
      resource: 'clustertriggerauthentications',
      extractor: triggerAuthentication,
    },
    // spec.jobTargetRef.template
    ...podMakers(
      'keda.sh',
      'https://keda.sh/docs/latest/reference/scaledjob-spec/',
      ['ScaledJob', 'scaledjobs', ANY],
    ),
  ],
  operators: [
    {
      groups: ['keda.sh'],
      names: ['keda-operator', 'keda'],
      variable: 'KEDA_CLUSTER_OBJECT_NAMESPACE',
    },
  ],
};
