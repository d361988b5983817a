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

import { useRouteRef } from '@backstage/core-plugin-api';
import { type ComplianceFix } from '@keyward/backstage-plugin-secrets-common';
import { type ScopeRequest, type SecretsFilter } from '../../api';
import {
  findingsSearchOf,
  scopeOf,
  searchOf,
  useEntityTabs,
} from '../../hooks';
import {
  accessRouteRef,
  complianceRouteRef,
  findingsRouteRef,
  inventoryRouteRef,
  rotationRouteRef,
} from '../../routes';

/** What a list of secrets is narrowed by to show what a check finds at fault. */
const SECRETS: Record<string, SecretsFilter> = {
  'secrets-from-manager': { delivery: ['by hand'] },
  'secrets-owned': { owner: ['none'] },
};

/** The checks whose clusters have a page of their own. */
const ENCRYPTION = ['encryption-at-rest', 'encryption-provider'];

/** Where it leads, and the last part of the message that says so. */
interface FixTarget {
  href: string;
  label:
    | 'findings'
    | 'rotation'
    | 'ages'
    | 'certificates'
    | 'access'
    | 'inventory'
    | 'encryption';
}

/** Tells where what a check finds at fault in a scope is shown and mended, if anywhere. */
export function useFixTarget(request: ScopeRequest) {
  const { entityRef } = request;
  const tabs = useEntityTabs(entityRef);
  const access = useRouteRef(accessRouteRef)();
  const compliance = useRouteRef(complianceRouteRef)();
  const findings = useRouteRef(findingsRouteRef)();
  const inventory = useRouteRef(inventoryRouteRef)();
  const rotation = useRouteRef(rotationRouteRef)();
  const scope = scopeOf(request);

  return (
    check: string,
    fix: ComplianceFix | undefined,
  ): FixTarget | undefined => {
    if (ENCRYPTION.includes(check) && !entityRef) {
      const search = new URLSearchParams(searchOf(scope));
      search.set('view', 'encryption');
      return { href: `${compliance}?${search}`, label: 'encryption' };
    }
    switch (fix?.page) {
      case 'findings': {
        const search = new URLSearchParams(
          findingsSearchOf({ ...scope, rule: fix.rules }),
        );
        if (entityRef) {
          search.set('entity', entityRef);
        }
        return { href: `${findings}?${search}`, label: 'findings' };
      }
      case 'rotation': {
        const search = new URLSearchParams(searchOf(scope));
        if (fix.state) {
          search.set('rotation', fix.state);
        }
        const text = search.size > 0 ? `?${search}` : '';
        return {
          href: `${tabs ? tabs('rotation') : rotation}${text}`,
          label: fix.state ? 'rotation' : 'ages',
        };
      }
      case 'certificates':
        return {
          href: `${tabs ? tabs('rotation') : rotation}${searchOf(
            scope,
          )}#certificates`,
          label: 'certificates',
        };
      case 'access':
        return {
          href: tabs ? tabs('rbac') : access,
          label: 'access',
        };
      case 'inventory': {
        const own = Object.hasOwn(SECRETS, check) ? SECRETS[check] : {};
        const filter: SecretsFilter = {
          ...scope,
          ...own,
          ...(fix.state && { state: [fix.state] }),
        };
        return {
          href: `${tabs ? tabs('secrets') : inventory}${searchOf(filter)}`,
          label: 'inventory',
        };
      }
      default:
        return undefined;
    }
  };
}
