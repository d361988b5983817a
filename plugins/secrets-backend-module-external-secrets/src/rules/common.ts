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
import type { Cause } from '../causes';

const PAGE =
  'https://github.com/keyward/keyward/blob/main/docs/external-secrets.md';
const SYSTEM = 'kubernetes';

export const STORE = { system: SYSTEM, kinds: ['secret-store'] };
export const EXTERNAL_SECRET = { system: SYSTEM, kinds: ['external-secret'] };

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

const WORDS: Readonly<Record<Cause, string>> = {
  missing: 'the provider has no such key',
  denied: 'the provider denies access',
  'not-logged-in': 'the provider does not accept the credentials of the store',
  throttled: 'the provider throttles the requests',
  timeout: 'the provider did not answer in time',
  unreachable: 'the provider cannot be reached or fails',
  malformed: 'the answer or the value cannot be read',
  'store-not-found': 'the store does not exist',
  'store-not-ready': 'the store is not ready',
  'store-not-allowed': 'the store does not serve this namespace',
  'credentials-missing': 'the credentials of the store do not exist',
  template: 'the template of the target fails',
  'target-owned': 'the Secret belongs to something else',
  'target-immutable': 'the Secret is immutable',
  'not-known': 'the cause is not known',
};

/** A cause in words. */
export function wordsOf(cause: unknown): string {
  return WORDS[cause as Cause] ?? WORDS['not-known'];
}
