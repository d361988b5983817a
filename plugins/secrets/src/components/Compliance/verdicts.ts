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

import { type ComplianceCounts } from './types';

/** What each result is called. */
export const VERDICT_MESSAGES = {
  pass: 'compliance.verdict.pass',
  fail: 'compliance.verdict.fail',
  unknown: 'compliance.verdict.unknown',
  'not-applicable': 'compliance.verdict.notApplicable',
} as const;

/** The worst first: what is at fault, then what is not known. */
export const VERDICT_ORDER = [
  'fail',
  'unknown',
  'pass',
  'not-applicable',
] as const;

/** The numbers of results, the worst first, as they are named in an answer. */
export const COUNT_ORDER = [
  'fail',
  'unknown',
  'pass',
  'notApplicable',
] as const satisfies readonly (keyof ComplianceCounts)[];
