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

const text = z.string().max(1000);
const count = z.number().int().nonnegative();

/** What is kept of secrets and of each kind of resource; anything else is dropped. */
export const attributes: Readonly<Record<string, AttributesSchema>> = {
  secret: z.object({
    engine: z.enum(['kv-1', 'kv-2']),
    state: z.enum(['live', 'deleted', 'destroyed', 'unknown']),
    currentVersion: count.optional(),
    versions: count.optional(),
    isCasRequired: z.boolean().optional(),
    kubernetesRolesThatRead: z.array(text).optional(),
  }) as unknown as AttributesSchema,
  'vault-server': z.object({
    isInitialized: z.boolean(),
    isSealed: z.boolean(),
    leader: z.enum(['yes', 'no', 'unknown']),
    isHighlyAvailable: z.boolean().optional(),
    version: text.optional(),
    clusterName: text.optional(),
    auditDevices: count.optional(),
    clockSkewSeconds: z.number().optional(),
    isEnterprise: z.boolean().optional(),
    licenseExpiresAt: text.optional(),
    peers: count.optional(),
    lostPeers: z.array(text).optional(),
    failureTolerance: count.optional(),
    lastSnapshotAt: text.optional(),
    latencyMs: count.optional(),
    usualLatencyMs: count.optional(),
    isSlow: z.boolean().optional(),
  }) as unknown as AttributesSchema,
  'vault-engine': z.object({
    type: text,
    engineVersion: text.optional(),
    isRead: z.boolean(),
  }) as unknown as AttributesSchema,
  'vault-role': z.object({
    serviceAccounts: z.array(text),
    namespaces: z.array(text),
    selectsNamespaces: z.boolean(),
    policies: z.array(text),
    audience: text.optional(),
    ttlSeconds: count,
    maxTtlSeconds: count,
    readsAllOf: z.array(text).optional(),
  }) as unknown as AttributesSchema,
  'vault-database-role': z.object({
    connection: text.optional(),
    ttlSeconds: count,
    maxTtlSeconds: count,
    leases: count.optional(),
    leasesLookedUp: count.optional(),
    leasesOfAnHour: count.optional(),
    leasesOfADay: count.optional(),
    leasesOfAWeek: count.optional(),
    leasesOfLonger: count.optional(),
    kubernetesRolesThatRead: z.array(text).optional(),
  }) as unknown as AttributesSchema,
  'vault-static-role': z.object({
    connection: text.optional(),
    username: text.optional(),
    schedule: text.optional(),
    rotationSeconds: count,
    lastRotatedAt: text.optional(),
    kubernetesRolesThatRead: z.array(text).optional(),
  }) as unknown as AttributesSchema,
  // Vault says nothing of them that is no secret.
  'vault-database-connection': z.object({}) as unknown as AttributesSchema,
};
