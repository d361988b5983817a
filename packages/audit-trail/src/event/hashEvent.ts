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

import { createHash } from 'node:crypto';
import type { AccessEvent } from './AccessEvent';

/** In characters; names of systems are far shorter, and texts of clients need not be. */
const LONGEST_EVENT = 16_384;

/**
 * The event with its hash, which does not depend on the order of the fields; refused if
 * its texts are longer than any that a system gives. The end of a watch has the hash of its
 * begin: they say the same, of one request.
 */
export function hashEvent(
  event: Omit<AccessEvent, 'hash'>,
): { event: AccessEvent } | { refused: string } {
  const { endsWatch: _, ...said } = event;
  const text = canonical(said);
  if (text.length > LONGEST_EVENT) {
    return { refused: 'its names are too long' };
  }
  const hash = createHash('sha256').update(text).digest('hex');
  return { event: { hash, ...event } };
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}
