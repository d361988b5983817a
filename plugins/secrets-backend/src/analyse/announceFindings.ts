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

import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { FindingChange } from './applyVerdicts';
import type { FindingEventQueue } from './FindingEventQueue';

/** What is told of a finding that is another one now. */
export type AnnouncedChange = Omit<FindingChange, 'item' | 'evidence'> & {
  /** Of a finding about equal values: the owners who may hear of it. */
  ownerRefs?: string[];
};

/** Tells other plugins and the metrics what happens to findings. */
export function announceFindings(options: {
  queue: Pick<FindingEventQueue, 'add'>;
  metrics: MetricsService;
}): (changes: AnnouncedChange[]) => void {
  const { queue, metrics } = options;
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
      const { id, event, rule, severity, sourceId, secretId } = change;
      const { dueAt, ownerRefs } = change;
      counter.add(1, { rule, event, severity });
      queue.add({
        findingId: id,
        event,
        rule,
        severity,
        sourceId,
        secretId,
        ...(dueAt ? { dueAt } : {}),
        ...(ownerRefs ? { ownerRefs } : {}),
      });
    }
  };
}
