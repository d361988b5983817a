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

import type { AttributesSchema } from '@keyward/backstage-plugin-secrets-node';
import { z } from 'zod/v3';
import { CAUSES } from '../causes';
import { METRIC_PROBLEMS } from '../metrics';

const text = z.string().max(1000);
const instant = z.string().datetime();
const count = z.number().int().nonnegative();
const cause = z.enum(CAUSES);

/** What is kept of each kind of resource; anything else is dropped. */
export const attributes: Readonly<Record<string, AttributesSchema>> = {
  'secret-store': z.object({
    provider: text,
    login: z.enum([
      'static-keys',
      'service-account',
      'controller',
      'none',
      'unknown',
    ]),
    loginMethod: text.optional(),
    hasAlternative: z.boolean(),
    isRestricted: z.boolean().optional(),
    health: z.enum(['failing', 'reading', 'unknown']),
    basis: z.enum(['condition', 'reads']).optional(),
    cause: cause.optional(),
    users: count,
    victims: count,
    callsPerDay: count,
    limitRequests: count.optional(),
    limitSeconds: count.optional(),
    limitScope: z.enum(['account-and-region', 'project', 'vault']).optional(),
    causes: z.array(text),
    since: instant.optional(),
    lastReadAt: instant.optional(),
  }) as unknown as AttributesSchema,
  'external-secret': z.object({
    state: z.enum([
      'synced',
      'retained',
      'deleted',
      'no-target',
      'failing',
      'pending',
      'unknown',
    ]),
    cause: cause.optional(),
    isStoreFailing: z.boolean(),
    stores: z.array(text),
    storeCount: count,
    isStale: z.boolean(),
    makesSecret: z.boolean(),
    neverSynced: z.boolean(),
    refreshes: z.enum(['periodic', 'on-change', 'created-once', 'no-interval']),
    refreshTime: instant.optional(),
    intervalSeconds: z.number().optional(),
    callsPerDay: count.optional(),
    creationPolicy: text,
    deletionPolicy: text,
    uid: text.optional(),
    madeBy: text.optional(),
  }) as unknown as AttributesSchema,
  'external-secrets-operator': z.object({
    metrics: z.enum(['read', 'not-known']),
    problem: z.enum(METRIC_PROBLEMS).optional(),
    syncs: count.optional(),
    syncErrors: count.optional(),
    providerCalls: count.optional(),
    providerErrors: count.optional(),
    providers: z.array(text).optional(),
    since: instant.optional(),
  }) as unknown as AttributesSchema,
  'push-secret': z.object({
    state: z.enum([
      'pushed',
      'source-deleted',
      'failing',
      'pending',
      'unknown',
    ]),
    stores: z.array(text),
    deletesRemote: z.boolean(),
    refreshTime: instant.optional(),
  }) as unknown as AttributesSchema,
  'cluster-external-secret': z.object({
    namespaceCount: count,
    failedNamespaces: z.array(text),
    failedCount: count,
  }) as unknown as AttributesSchema,
};
