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

import type { Rule, RuleWords, SharedValueRule } from '../facts';

/**
 * The words of rules that bring their own, by which findings of theirs are shown
 * wherever nothing else is known of them.
 *
 * @public
 */
export function wordedRules(
  rules: readonly (Rule | SharedValueRule)[],
): ({ id: string } & RuleWords)[] {
  return rules.flatMap(({ id, words }) => (words ? [{ id, ...words }] : []));
}
