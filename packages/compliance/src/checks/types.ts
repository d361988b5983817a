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

import type { ComplianceFacts, FactRef, FactSource } from '../facts';

/**
 * What a check or a control says. Unknown is never a pass; not applicable is
 * said only where it is known that there is nothing of the kind.
 *
 * @public
 */
export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/**
 * A fact that a verdict rests on.
 *
 * @public
 */
export interface Evidence {
  /** What this fact alone says. */
  verdict: Verdict;
  /** A sentence. */
  text: string;
  /** How many the sentence is about. */
  count?: number;
  /** How many there are of the kind. */
  total?: number;
  /** The rows behind it, at most 20. */
  refs?: FactRef[];
}

/**
 * What a check says of a scope.
 *
 * @public
 */
export interface CheckResult {
  verdict: Verdict;
  /** What is at fault first. */
  evidence: Evidence[];
  /** Would tell what is not known; absent where all is known. */
  missing?: FactSource;
}

/**
 * Judges one thing about a scope, by facts alone. A module adds its own under
 * an id of its own, and gives the facts for it.
 *
 * @public
 */
export interface ComplianceCheck {
  /** Small letters, digits and hyphens. */
  id: string;
  /** What is so when it passes, as a sentence without a full stop. */
  title: string;
  /** Gives the facts. */
  source: FactSource;
  /** What to do when it fails. */
  remedy: string;
  /** The rules of the findings that its bad ones have, if any. */
  rules: readonly string[];
  evaluate(facts: ComplianceFacts): CheckResult;
}
