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

import type { Config } from '@backstage/config';

const PEOPLE = ['group', 'user'];

/**
 * Whether the catalog takes groups and users from wherever somebody registers a location.
 * Ownership rests on their names, so that who adds them can become a member of any group.
 */
export function areGroupsOpen(config: Config): boolean {
  const rules = config.getOptionalConfigArray('catalog.rules') ?? [];
  return rules.some(
    rule =>
      (rule.getOptional<unknown[]>('allow') ?? []).some(isOfPeople) &&
      (rule.getOptionalConfigArray('locations')?.some(isAnywhere) ?? true),
  );
}

/** A kind is allowed by its name, or as an object that narrows it. */
function isOfPeople(allowed: unknown): boolean {
  const kind = (allowed as { kind?: unknown } | undefined)?.kind ?? allowed;
  return typeof kind === 'string' && PEOPLE.includes(kind.toLowerCase());
}

/** Nobody but an administrator names a location of another type. */
function isAnywhere(location: Config): boolean {
  return (
    location.getOptionalString('type') === 'url' &&
    !location.has('exact') &&
    !location.has('pattern')
  );
}
