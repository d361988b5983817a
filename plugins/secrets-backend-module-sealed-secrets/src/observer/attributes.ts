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
import { LONGEST_PEM } from '../api';

const text = z.string().max(1000);
const instant = z.string().datetime();
const count = z.number().int().nonnegative();
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

/** What is kept of each kind of resource; anything else is dropped. */
export const attributes: Readonly<Record<string, AttributesSchema>> = {
  'sealed-secret': z.object({
    scope: text,
    templateScope: text,
    verdict: z.enum(['broken', 'unreadable', 'cannot-tell']),
    problems: z.array(text),
    problemCount: count,
    neverOpens: z.boolean(),
    isUnserved: z.boolean(),
    opened: z.enum(['true', 'false', 'unknown']),
    openedBy: z.enum(['status', 'verify']),
    controllers: z.array(text),
    sealed: z.array(text).max(100),
    stale: z.enum(['proven', 'unknown']),
    writtenBefore: instant.optional(),
    newestKeyAt: instant.optional(),
  }) as unknown as AttributesSchema,
  'sealing-controller': z.object({
    isDeployed: z.boolean(),
    version: text.optional(),
    renewal: z.enum(['on', 'off', 'unknown']),
    renewalSeconds: z.number().positive().optional(),
    namespaces: z.array(text).optional(),
    selectsByLabel: z.boolean(),
    openTo: z.array(text).optional(),
    keysKnown: z.boolean(),
    activeKeys: count,
    compromisedKeys: count,
    newestKeyAt: instant.optional(),
    backup: z.enum(['unknown', 'complete', 'incomplete']),
    lastBackupAt: instant.optional(),
    keysWithoutBackup: count.optional(),
    withoutBackupSince: instant.optional(),
    certificate: z.enum([
      'not-asked',
      'no-answer',
      'unreadable',
      'not-compared',
      'matches',
      'matches-no-key',
    ]),
    certificateNotBefore: instant.optional(),
    certificateNotAfter: instant.optional(),
    certificateFingerprint: fingerprint.optional(),
    certificateBits: count.optional(),
  }) as unknown as AttributesSchema,
  'sealing-certificate': z.object({
    controller: text,
    pem: z.string().max(LONGEST_PEM),
    notBefore: instant,
    notAfter: instant,
    fingerprint,
    keyBits: count,
    // Absent from what was observed before it was recorded.
    keyCreatedAt: instant.optional(),
    servedOn: z.string().date(),
  }) as unknown as AttributesSchema,
  'sealing-key': z.object({
    state: z.enum(['active', 'compromised', 'other']),
    isMadeHere: z.boolean(),
    createdAt: instant.optional(),
  }) as unknown as AttributesSchema,
};
