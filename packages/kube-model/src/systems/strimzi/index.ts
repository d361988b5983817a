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

import { kafkaUser } from './kafkaUser';
import type { KnownSystem } from '../KnownSystem';

/** Strimzi: https://strimzi.io */
export const strimzi: KnownSystem = {
  id: 'strimzi',
  kinds: [
    {
      group: 'kafka.strimzi.io',
      kind: 'KafkaUser',
      resource: 'kafkausers',
      extractor: kafkaUser,
    },
    // https://strimzi.io/docs/operators/latest/deploying#security-str
    {
      group: 'kafka.strimzi.io',
      kind: 'Kafka',
      resource: 'kafkas',
      impliedSecrets: [
        '{name}-clients-ca',
        '{name}-clients-ca-cert',
        '{name}-cluster-ca',
        '{name}-cluster-ca-cert',
        '{name}-cluster-operator-certs',
      ],
    },
  ],
};
