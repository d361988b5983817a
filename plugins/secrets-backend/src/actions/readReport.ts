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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { readCompliance } from '../app/compliance';
import type { VisibilityFilter } from '../store/inventory';
import type { ActionsOptions } from './ActionsOptions';

/** How an entity stands to frameworks of compliance, or the whole portal. */
export async function readReport(
  { compliance, scopes }: ActionsOptions,
  {
    credentials,
    input: { entityRef },
  }: { credentials: BackstageCredentials; input: { entityRef?: string } },
  granted: { visibility: VisibilityFilter; others?: VisibilityFilter },
) {
  return await readCompliance(compliance, {
    ...granted,
    scope: entityRef
      ? { kind: 'service', ref: entityRef }
      : { kind: 'portal', ref: '*' },
    seesAll: await scopes.seesAll(credentials),
  });
}
