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

const LONE_SURROGATE =
  /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** What `encodeURIComponent` leaves as it is, which names of Kubernetes are made of. */
const PLAIN = /^[\w.~-]*$/;

/** `encodeURIComponent`, but for lone surrogates, which it refuses. */
export function encodeSegment(segment: string): string {
  if (PLAIN.test(segment)) {
    return segment;
  }
  return encodeURIComponent(segment.replace(LONE_SURROGATE, '\uFFFD'));
}
