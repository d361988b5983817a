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
import { ClusterError } from '../client';
import type { Stream } from '../streams';

/** Why so many objects of a kind that nobody asked for are not taken; undefined where they are. */
export function tooManyOf(
  { discovered, id, path, namespace }: Stream,
  count: number,
): ClusterError | undefined {
  const what = discovered?.pool.refuse(id, count, namespace !== undefined);
  return what === undefined
    ? undefined
    : new ClusterError('too-many', { path, what });
}

/** Whether there is no room for one more object than there are. */
export function isFull(stream: Stream): boolean {
  const { discovered, id } = stream;
  return (
    discovered !== undefined &&
    tooManyOf(stream, discovered.pool.countOf(id) + 1) !== undefined
  );
}
