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
import { NotAllowedError } from '@backstage/errors';
import {
  portalReadPermission,
  secretReadPermission,
} from '@keyward/backstage-plugin-secrets-common';
import type { VisibilityFilter } from '../store/inventory';
import type { ScopeResolver } from '../permissions';

/**
 * What counts and compares all secrets, for those who may see all of them: a
 * caller whose policy shows only some is refused, as numbers and ranks would
 * tell of the others.
 *
 * @returns what they may see
 */
export async function requirePortalWide(
  scopes: ScopeResolver,
  credentials: BackstageCredentials,
): Promise<VisibilityFilter> {
  // The policy's word on reading secrets counts here as well.
  const visibility = await scopes.secrets(credentials);
  if (!(await scopes.mayLookBeyond(credentials))) {
    throw new NotAllowedError(`${portalReadPermission.name} is not allowed`);
  }
  if (!(await scopes.seesAll(credentials))) {
    throw new NotAllowedError(
      `This is for those who may see all secrets, and the policy allows ${secretReadPermission.name} only under conditions`,
    );
  }
  return visibility;
}
