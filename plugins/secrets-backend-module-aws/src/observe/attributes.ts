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
import { SERVICES } from '../config';
import { REACHES } from '../policies';

const text = z.string().max(1000);
const instant = z.string().datetime();
const count = z.number().int().nonnegative();

/** What is kept of secrets; anything else is dropped. */
export const attributes: Readonly<Record<string, AttributesSchema>> = {
  secret: z.object({
    service: z.enum(SERVICES),
    arn: text.optional(),
    state: z.enum(['live', 'empty', 'deleting']),
    /** The alias of a default key, or the key that is named. */
    kmsKey: text.optional(),
    usesDefaultKey: z.boolean().optional(),
    /** It uses the default key where that is not allowed. */
    lacksOwnKey: z.literal(true).optional(),
    rotation: z.enum(['on', 'off', 'by-service']).optional(),
    rotationDays: count.optional(),
    lastRotatedAt: instant.optional(),
    nextRotationAt: instant.optional(),
    pendingSince: instant.optional(),
    lastAccessedAt: instant.optional(),
    deletionRequestedAt: instant.optional(),
    owningService: text.optional(),
    primaryRegion: text.optional(),
    versions: count.optional(),
    parameterVersion: count.optional(),
    tier: text.optional(),
    /** Whom its resource policy lets in, of all that leads to its value. */
    resourcePolicy: z.enum(REACHES).optional(),
    policyActions: z.array(text).optional(),
    policyAccounts: z.array(text).optional(),
    policyPrincipals: z.array(text).optional(),
    policyConditions: z.array(text).optional(),
  }) as unknown as AttributesSchema,
  'aws-role': z.object({
    arn: text,
    /** As `namespace/name`, with `*` for any characters. */
    serviceAccounts: z.array(text).optional(),
    policies: z.array(text).optional(),
    boundary: text.optional(),
    mayReadSecrets: z.boolean(),
    /** Who may have it as well, in words. */
    unknown: z.array(text).optional(),
  }) as unknown as AttributesSchema,
};
