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

import type { ComplianceCheck } from './types';

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Puts checks together, those of this package and those of modules.
 *
 * @throws an Error where two have the same id, or one has an id that no framework could name
 * @public
 */
export function checksById(
  ...lists: readonly (readonly ComplianceCheck[])[]
): ReadonlyMap<string, ComplianceCheck> {
  const checks = new Map<string, ComplianceCheck>();
  for (const check of lists.flat()) {
    if (!ID.test(check.id)) {
      throw new Error(
        `The id of a check has small letters, digits and hyphens: ${JSON.stringify(
          check.id,
        )}`,
      );
    }
    if (checks.has(check.id)) {
      throw new Error(`Two checks have the id ${check.id}`);
    }
    checks.set(check.id, check);
  }
  return checks;
}
