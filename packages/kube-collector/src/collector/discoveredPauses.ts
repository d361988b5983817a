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
import type { ClusterError, ClusterErrorCode } from '../client';
import type { Stream } from '../streams';

/** Kinds that are not watched are listed about as often. */
const POLL_MS = 600_000;
/** What waiting does not mend of a kind that nobody asked for: a role that was widened is seen by then. */
const REFUSED_MS = 900_000;
const REFUSED: ClusterErrorCode[] = ['forbidden', 'too-large', 'too-many'];
/** Answers to a watch of what may only be listed. */
const NOT_WATCHED = [403, 405];

/** How long to wait until what is not watched is listed again. */
export function pollPause(): number {
  return spread(POLL_MS);
}

/** How long to leave a stream alone that is refused; undefined where it is to be tried again soon. */
export function refusedPause(
  { discovered }: Stream,
  { code }: ClusterError,
): number | undefined {
  return discovered && REFUSED.includes(code) ? spread(REFUSED_MS) : undefined;
}

/** Whether an answer to a watch says that a kind which nobody asked for can only be listed. */
export function mayOnlyList(
  { discovered }: Stream,
  { status = 0 }: ClusterError,
): boolean {
  return discovered !== undefined && NOT_WATCHED.includes(status);
}

/** About as long, so that not all ask at once. */
function spread(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}
