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

import { z } from 'zod';
import { type KeyCertificatesObservation } from '../observation/certificates';

const word = z.string().regex(/^[A-Za-z0-9.-]{1,64}$/);
const text = z.string().max(4096);
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  .refine(value => !Number.isNaN(Date.parse(value)));
const count = z.number().int().nonnegative();

/** The certificates of a key, as they stand in a dump. */
export const keyCertificates: z.ZodType<KeyCertificatesObservation> = z.object({
  format: z.enum(['pem', 'der', 'pkcs7', 'pkcs12', 'jks', 'jceks']).optional(),
  certificates: z
    .array(
      z.object({
        fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
        subject: text,
        issuer: text,
        serial: z.string().regex(/^-?[0-9a-f]{1,128}$/),
        sans: z.array(text).max(1000),
        sanCount: count,
        notBefore: instant,
        notAfter: instant,
        keyAlgorithm: word,
        keySize: count.optional(),
        signatureAlgorithm: word,
        role: z.enum(['leaf', 'intermediate', 'root']),
        selfSigned: z.boolean(),
        position: count,
      }),
    )
    .max(64),
  count,
  keyMatches: z.enum(['yes', 'no', 'unknown']).optional(),
  chainOrder: z.enum(['right', 'wrong', 'incomplete']).optional(),
  notes: z
    .array(
      z.object({
        code: z.enum([
          'truncated',
          'garbage',
          'no-certificate',
          'keystore-locked',
          'private-key-locked',
          'private-key-damaged',
          'unsupported',
          'too-costly',
          'too-large',
          'too-many',
        ]),
        where: text,
        message: text,
        remedy: text,
      }),
    )
    .max(20),
});
