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

import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';

/** What a run of an action left. */
export interface ActionRun {
  output: Record<string, unknown>;
  /** All that was logged, one entry per line. */
  log: string;
}

/** Runs an action as a task of the scaffolder does. */
export async function runAction(
  action: TemplateAction<any, any, any>,
  options: { workspacePath: string; input: object; isDryRun?: boolean },
): Promise<ActionRun> {
  const output: Record<string, unknown> = {};
  const lines: string[] = [];
  const logger = mockServices.logger.mock();
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    logger[level].mockImplementation((message, meta) => {
      lines.push(`${message} ${JSON.stringify(meta ?? '')}`);
    });
  }
  await action.handler({
    ...options,
    logger,
    secrets: {},
    output: (name: string, value: unknown) => {
      output[name] = value;
    },
    checkpoint: async ({ fn }: { fn: () => unknown }) => await fn(),
    createTemporaryDirectory: async () => {
      throw new Error('No action needs one');
    },
    getInitiatorCredentials: async () => mockCredentials.user(),
    task: { id: 'a-task' },
  } as any);
  return { output, log: lines.join('\n') };
}
