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
import type { KnownSystem } from '../KnownSystem';

/** Prometheus Operator: https://prometheus-operator.dev */
export const prometheusOperator: KnownSystem = {
  id: 'prometheus-operator',
  kinds: [
    // spec.secrets, spec.volumes, spec.serviceAccountName
    ...podMakers(
      'monitoring.coreos.com',
      'https://prometheus-operator.dev/docs/api-reference/api/',
      ['Prometheus', 'prometheuses', ANY],
      ['PrometheusAgent', 'prometheusagents', ANY],
      ['Alertmanager', 'alertmanagers', ANY],
      ['ThanosRuler', 'thanosrulers', ANY],
    ),
    // https://prometheus-operator.dev/docs/platform/alerting-routes/
    {
      group: 'monitoring.coreos.com',
      kind: 'Alertmanager',
      resource: 'alertmanagers',
      impliedSecrets: [
        'alertmanager-{name}',
        'alertmanager-{name}-cluster-tls-config',
        'alertmanager-{name}-generated',
        'alertmanager-{name}-tls-assets-0',
        'alertmanager-{name}-web-config',
      ],
    },
    {
      group: 'monitoring.coreos.com',
      kind: 'Prometheus',
      resource: 'prometheuses',
      impliedSecrets: [
        'prometheus-{name}',
        'prometheus-{name}-tls-assets-0',
        'prometheus-{name}-web-config',
      ],
    },
    {
      group: 'monitoring.coreos.com',
      kind: 'PrometheusAgent',
      resource: 'prometheusagents',
      impliedSecrets: [
        'prom-agent-{name}',
        'prom-agent-{name}-tls-assets-0',
        'prom-agent-{name}-web-config',
      ],
    },
    {
      group: 'monitoring.coreos.com',
      kind: 'ThanosRuler',
      resource: 'thanosrulers',
      impliedSecrets: [
        'thanos-ruler-{name}-config',
        'thanos-ruler-{name}-tls-assets-0',
        'thanos-ruler-{name}-web-config',
      ],
    },
  ],
};
