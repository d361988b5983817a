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

import type { Stream } from '../streams';

/**
 * What is stored to go on from: a revision, and how its objects were read.
 *
 * @param isOpen - whether the next run has to read all objects anew, as only this
 * one knows which of their texts may name a Secret that is made later
 */
export function formatCursor(
  stream: Stream,
  revision: string,
  isOpen = false,
): string {
  return `${revision};${stream.reading}${isOpen ? ';open' : ''}`;
}

/**
 * The revision of a stored cursor.
 *
 * @returns undefined where everything is to be read anew: nothing is stored, or
 * by now it would be read in another way (a new classifier, another key)
 */
export function parseCursor(
  stream: Stream,
  cursor: string | undefined,
): string | undefined {
  const [, revision, reading] = /^([^;]+);(.*)$/.exec(cursor ?? '') ?? [];
  return reading === stream.reading ? revision : undefined;
}
