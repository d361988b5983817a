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

import { encodeSegment } from './encodeSegment';

/**
 * A location as text, for example `secret/prod`: its segments percent-encoded, so that
 * none is taken for two.
 *
 * @public
 */
export function formatLocation(segments: readonly string[]): string {
  return segments.map(encodeSegment).join('/');
}

/**
 * The inverse of {@link formatLocation}.
 *
 * @public
 */
export function parseLocation(text: string): string[] {
  return text === '' ? [] : text.split('/').map(decode);
}

/** Names of other kinds of places, as of namespaces, may hold what is no encoding. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Whether a location is another one or below it, both as text.
 *
 * @public
 */
export function isWithinLocation(location: string, other: string): boolean {
  return other === '' || location === other || location.startsWith(`${other}/`);
}

/**
 * Whether a location is one that a pattern means, both as text. In a pattern, a segment
 * `*` stands for any one and `**` for any number of them, none too.
 *
 * @public
 */
export function matchesLocation(location: string, pattern: string): boolean {
  const given = location === '' ? [] : location.split('/');
  // The rests of the location that are left for what of the pattern is still to come.
  let rests = new Set([0]);
  for (const part of pattern === '' ? [] : pattern.split('/')) {
    const next = new Set<number>();
    for (const at of rests) {
      if (part === '**') {
        for (let end = at; end <= given.length; end += 1) {
          next.add(end);
        }
      } else if (at < given.length && (part === '*' || part === given[at])) {
        next.add(at + 1);
      }
    }
    rests = next;
  }
  return rests.has(given.length);
}

/**
 * A pattern as text, of what somebody wrote: like {@link formatLocation}, but for the
 * segments `*` and `**`.
 *
 * @public
 */
export function formatLocationPattern(segments: readonly string[]): string {
  return segments
    .map(segment =>
      segment === '*' || segment === '**' ? segment : encodeSegment(segment),
    )
    .join('/');
}
