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

import type { ComplianceCheck } from '@keyward/compliance';
import type { ComplianceFix } from '../../schema/openapi/generated/models';

const PAGES: Record<string, ComplianceFix> = {
  'certificates-in-date': { page: 'certificates' },
  'certificates-renewed': { page: 'certificates' },
  'delivery-works': { page: 'inventory', state: 'deliveryFailed' },
  'rotation-in-period': { page: 'rotation', state: 'overdue' },
  'secrets-from-manager': { page: 'inventory' },
  'secrets-owned': { page: 'inventory' },
  'system-masters-unused': { page: 'access' },
  'value-age': { page: 'rotation' },
};

/** The page on which what a check finds at fault is shown and mended, where there is one. */
export function fixOf({
  id,
  rules,
  source,
}: ComplianceCheck): ComplianceFix | undefined {
  if (Object.hasOwn(PAGES, id)) {
    return PAGES[id];
  }
  if (source.id === 'access') {
    return { page: 'access' };
  }
  return rules.length > 0 ? { page: 'findings', rules: [...rules] } : undefined;
}
