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
