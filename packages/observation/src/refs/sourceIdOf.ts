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

import { createHash } from 'crypto';

const ID = /^[a-z0-9][a-z0-9.-]{0,62}$/;
const LONGEST_SLUG = 56;

/**
 * Whether a text is fit to be a source's id.
 *
 * @public
 */
export function isSourceId(text: string): boolean {
  return ID.test(text);
}

/**
 * The id of a source that was given none: a slug of its name and 6 hex digits
 * of the name's hash, so that names with the same slug differ.
 *
 * @public
 */
export function sourceIdOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, LONGEST_SLUG)
    .replace(/[^a-z0-9]+$/, '');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return slug ? `${slug}-${hash}` : `source-${hash}`;
}
