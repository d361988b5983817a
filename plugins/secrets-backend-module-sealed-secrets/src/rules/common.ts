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

import {
  isProduction,
  type ResourceFacts,
  type RuleSettings,
  type Severity,
} from '@keyward/findings';

const PAGE =
  'https://github.com/keyward/keyward/blob/main/docs/sealed-secrets.md';

export const SEALED_SECRET = { system: 'kubernetes', kinds: ['sealed-secret'] };
export const CONTROLLER = {
  system: 'kubernetes',
  kinds: ['sealing-controller'],
};
export const KEY = { system: 'kubernetes', kinds: ['sealing-key'] };

/** Where the documentation tells of a rule. */
export function pageOf(rule: string): string {
  return `${PAGE}#${rule}`;
}

/** Names of resources begin with their kind. */
export function bareName(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

export function severityOf(
  resource: ResourceFacts,
  settings: RuleSettings,
): Severity {
  return isProduction(resource, settings) ? 'high' : 'medium';
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The day of an instant. */
export function dayOf(value: unknown): string {
  return String(value ?? '').slice(0, 10);
}
