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
const LONGEST_TEXT = 1024;
/** With lists longer than any that a system gives. */
const LONGEST_EVENT = 65_536;

/**
 * The event with its hash, which does not depend on the order of the fields. The end of
 * a watch has the hash of its begin: they say the same, of one request.
 *
 * A longer text is cut: whoever may impersonate could else choose a name that keeps
 * the event out of the trail. The hash is of the whole.
 */
export function hashEvent(
  event: Omit<AccessEvent, 'hash'>,
): { event: AccessEvent } | { refused: string } {
  const { endsWatch: _, ...said } = event;
  const short = shorten(event);
  if (canonical(short).length > LONGEST_EVENT) {
    return { refused: 'its names are too long' };
  }
  return { event: { hash: sha256(canonical(said)), ...short } };
}

/** The same, with the texts cut that are too long; what they have lost is told apart by a hash. */
function shorten<T>(value: T): T {
  if (typeof value === 'string') {
    return (
      value.length > LONGEST_TEXT
        ? `${value.slice(0, LONGEST_TEXT)}… (sha256 ${sha256(value)})`
        : value
    ) as T;
  }
  if (Array.isArray(value)) {
    return value.map(shorten) as T;
  }
  return typeof value === 'object' && value !== null
    ? (Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, shorten(item)]),
      ) as T)
    : value;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
