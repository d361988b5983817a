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

const PAGE = 'https://github.com/keyward/keyward/blob/main/docs/aws.md';

export const ABOUT_SECRETS = { system: 'aws', kinds: ['secret'] };
export const DAY_MS = 86_400_000;

/** Where the documentation tells of a rule. */
export function pageOf(rule: string): string {
  return `${PAGE}#${rule}`;
}

/** An instant of the attributes as a number; undefined where it is not known. */
export function timeOf(instant: unknown): number | undefined {
  return typeof instant === 'string' ? Date.parse(instant) : undefined;
}

/** The day of an instant, in words. */
export function dayOf(instant: unknown): string {
  return String(instant).slice(0, 10);
}

/** Evidence and sentences take texts: a list of the attributes as one; undefined where it is empty. */
export function listed(list: unknown): string | undefined {
  return Array.isArray(list) && list.length > 0 ? list.join(', ') : undefined;
}
