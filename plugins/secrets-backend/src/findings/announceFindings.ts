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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { EventsService } from '@backstage/plugin-events-node';
import {
  describeError,
  type FindingEvent,
  findingsEventTopic,
} from '@keyward/backstage-plugin-secrets-node';
import type { FindingsListener } from './FindingsEngine';

/** Tells other plugins and the metrics what happens to findings. */
export function announceFindings(options: {
  events: EventsService;
  logger: LoggerService;
  metrics: MetricsService;
}): FindingsListener {
  const { events, logger, metrics } = options;
  const counter = metrics.createCounter<{
    rule: string;
    event: string;
    severity: string;
  }>('finding_events', {
    description: 'What happened to findings: opened, escalated, resolved',
    unit: '{event}',
  });
  return changes => {
    for (const change of changes) {
      const { id, event, rule, severity, sourceId, secretId, dueAt } = change;
      counter.add(1, { rule, event, severity });
      const eventPayload: FindingEvent = {
        findingId: id,
        event,
        rule,
        severity,
        sourceId,
        secretId,
        ...(dueAt ? { dueAt } : {}),
      };
      events
        .publish({ topic: findingsEventTopic, eventPayload })
        .catch(error => {
          logger.warn(
            `Plugins could not be told of the finding ${id}: ${describeError(
              error,
            )}`,
          );
        });
    }
  };
}
