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
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  describeError,
  rebuildError,
} from '@keyward/backstage-plugin-secrets-node';

/**
 * Runs something between the start and the end of an auditor event. What it throws is
 * rebuilt, as the auditor logs it, and Backstage logs and answers it.
 */
export async function audited<T>(
  auditor: AuditorService,
  event: AuditorServiceCreateEventOptions,
  run: () => Promise<T>,
  /** What the end of the event tells of the result. */
  describe?: (result: T) => JsonObject,
): Promise<T> {
  const audit = await auditor.createEvent(event);
  try {
    const result = await run();
    await audit.success(describe && { meta: describe(result) });
    return result;
  } catch (error) {
    const rebuilt = rebuildError(error);
    await audit.fail({ error: withoutCalls(rebuilt) });
    throw rebuilt;
  }
}

/** What is refused is no fault of the program; what is one, Backstage logs with its calls. */
function withoutCalls(error: Error): Error {
  const told = new Error(describeError(error));
  told.name = error.name;
  told.stack = String(told);
  return told;
}
