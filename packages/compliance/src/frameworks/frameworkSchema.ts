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

const SCOPES = ['service', 'team', 'system', 'cluster', 'portal'] as const;

/** Of this many at most: a framework is read by people. */
export const MOST_CONTROLS = 2_000;

const text = (most: number) =>
  z
    .string({ error: 'has to be text; put a number in quotes' })
    .trim()
    .min(1, 'is empty')
    .max(most, `is longer than ${most} characters`);

const url = z
  .url({ protocol: /^https?$/, error: 'has to be an address with https' })
  .max(500);

const id = (pattern: RegExp, words: string) =>
  z
    .string({ error: 'has to be text; put a number in quotes' })
    .max(64, 'is longer than 64 characters')
    .regex(pattern, `has to be of ${words}`);

const controlId = /^[A-Za-z0-9][A-Za-z0-9.()_-]*$/;
const list = <T extends z.ZodType>(items: T) =>
  z
    .array(items, { error: 'has to be a list' })
    .max(100, 'has over 100 entries');

const controlSchema = z
  .strictObject({
    id: id(controlId, 'letters, digits and . ( ) _ -'),
    title: text(200),
    asks: text(2_000),
    reference: z.strictObject(
      { number: text(64), url: url.optional() },
      { error: 'has to have a `number`' },
    ),
    scope: list(
      z.enum(SCOPES, { error: `has to be one of ${SCOPES.join(', ')}` }),
    )
      .min(1, 'is empty')
      .default([...SCOPES]),
    checks: list(id(/^[a-z0-9-]+$/, 'small letters, digits and -')).default([]),
    restsOn: list(
      id(
        /^([a-z0-9-]+\/)?[A-Za-z0-9][A-Za-z0-9.()_-]*$/,
        'a control, or of a framework, / and a control',
      ),
    ).default([]),
    remedy: text(2_000),
  })
  .refine(({ checks, restsOn }) => checks.length + restsOn.length > 0, {
    path: ['checks'],
    error: 'names no check, so nothing could ever be said of it',
  });

/** What the YAML of a framework has to be. */
export const frameworkSchema = z.strictObject(
  {
    schema: z.literal(1, { error: 'has to be 1' }),
    id: id(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and -'),
    version: text(64),
    title: text(200),
    url,
    controls: z
      .array(controlSchema, { error: 'has to be a list' })
      .min(1, 'is empty'),
  },
  { error: 'has to be a framework: see docs/compliance.md' },
);
