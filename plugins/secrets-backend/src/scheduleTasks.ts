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

import type {
  SchedulerService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { Knex } from 'knex';
import { keepDay, measureCompliance, recount } from './app/compliance';
import { rebuildingErrors } from './errors';
import type { RequestRunner } from './requests';
import type { FindingsNotifier, OutagesNotifier } from './notify';
import {
  type AuditRetention,
  type DatabaseAuditStore,
  forgetAudit,
} from './store/audit';
import { touchCounted } from './store/compliance';
import type { DraftStore } from './store/requests';
import { forgetOld, type readRetention } from './store/retention';
import { snapshotRotation } from './store/rotation/snapshotRotation';

interface TaskOptions {
  audit: Pick<DatabaseAuditStore, 'prepare'>;
  auditRetention: AuditRetention;
  compliance: Parameters<typeof recount>[0];
  drafts: Pick<DraftStore, 'purge'>;
  knex: Knex;
  metrics: MetricsService;
  notifier: Pick<FindingsNotifier, 'run'>;
  outages: Pick<OutagesNotifier, 'run'>;
  requests: Pick<RequestRunner, 'pollMs' | 'run'>;
  retention: ReturnType<typeof readRetention>;
  /** Sources whose numbers for compliance may be others; emptied once they are noted. */
  toCount: Set<string>;
}

interface Task extends SchedulerServiceTaskScheduleDefinition {
  id: string;
  run(signal: AbortSignal): Promise<unknown>;
}

/** What the plugin does from time to time. */
function tasksOf(options: TaskOptions): Task[] {
  const { audit, compliance, drafts, knex, notifier, outages } = options;
  const { requests, retention, toCount } = options;
  const measure = measureCompliance(options.metrics, compliance);
  const rests = new Map<string, number>();
  return [
    {
      id: 'forget-old',
      frequency: { hours: 1 },
      initialDelay: { minutes: 5 },
      timeout: { minutes: 30 },
      scope: 'global',
      run: async signal => await forgetOld(knex, { retention, signal }),
    },
    {
      id: 'keep-audit-days',
      frequency: { hours: 1 },
      initialDelay: { seconds: 30 },
      timeout: { minutes: 30 },
      scope: 'global',
      async run(signal) {
        await audit.prepare();
        await forgetAudit(knex, { retention: options.auditRetention, signal });
      },
    },
    {
      id: 'delete-expired-drafts',
      frequency: { minutes: 10 },
      initialDelay: { minutes: 1 },
      timeout: { minutes: 5 },
      scope: 'global',
      run: async () => await drafts.purge(),
    },
    {
      id: 'advance-requests',
      frequency: { milliseconds: requests.pollMs },
      initialDelay: { milliseconds: requests.pollMs },
      timeout: { minutes: 10 },
      // Leases tell the replicas apart; a global task would wait for one that was killed.
      scope: 'local',
      run: async signal => await requests.run(signal),
    },
    {
      id: 'tell-owners',
      frequency: { minutes: 1 },
      initialDelay: { minutes: 1 },
      timeout: { minutes: 5 },
      scope: 'global',
      run: async () => await notifier.run(),
    },
    {
      id: 'report-outages',
      frequency: { minutes: 1 },
      initialDelay: { minutes: 1 },
      timeout: { minutes: 5 },
      scope: 'global',
      run: async () => await outages.run(),
    },
    {
      id: 'note-changes-for-compliance',
      frequency: { minutes: 1 },
      timeout: { minutes: 1 },
      scope: 'local',
      async run() {
        const changed = [...toCount];
        toCount.clear();
        try {
          await touchCounted(knex, changed);
        } catch (error) {
          changed.forEach(id => toCount.add(id));
          throw error;
        }
      },
    },
    {
      id: 'count-for-compliance',
      frequency: { minutes: 1 },
      initialDelay: { seconds: 20 },
      timeout: { minutes: 30 },
      scope: 'global',
      run: async signal =>
        await recount(compliance, { signal, budgetMs: 20_000, rests }),
    },
    {
      id: 'measure-compliance',
      frequency: { minutes: 5 },
      initialDelay: { minutes: 1 },
      timeout: { minutes: 10 },
      // The metrics are those of each replica.
      scope: 'local',
      run: measure,
    },
    {
      id: 'compliance-of-the-day',
      frequency: { hours: 6 },
      initialDelay: { minutes: 10 },
      timeout: { hours: 2 },
      scope: 'global',
      run: async signal => await keepDay(compliance, { signal }),
    },
    {
      id: 'rotation-of-the-day',
      frequency: { hours: 1 },
      initialDelay: { minutes: 2 },
      timeout: { minutes: 30 },
      scope: 'global',
      run: async () => await snapshotRotation(knex, new Date().toISOString()),
    },
  ];
}

/** Schedules what the plugin does from time to time. */
export async function scheduleTasks(
  scheduler: Pick<SchedulerService, 'scheduleTask'>,
  options: TaskOptions,
): Promise<void> {
  for (const { run, ...task } of tasksOf(options)) {
    await scheduler.scheduleTask({
      ...task,
      fn: rebuildingErrors(async (signal: AbortSignal) => {
        await run(signal);
      }),
    });
  }
}
