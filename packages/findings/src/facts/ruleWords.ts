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

import type { Verdict } from './types';

/**
 * A finding as a rule puts it into words.
 *
 * @public
 */
export type FindingFacts = Pick<Verdict, 'item' | 'severity' | 'evidence'> & {
  /** Of the resource that it is about. */
  name: string;
};

/**
 * What a rule says to people. Pages that have no texts for it show these.
 *
 * @public
 */
export interface RuleWords {
  /** Names the rule, for example `Store is sealed`. */
  title: string;
  /** What a finding says, in a sentence without its full stop. */
  sentence(finding: FindingFacts): string;
  /** What to do about it, in a sentence. */
  remedy: string;
  /** A page about the rule. */
  docsUrl?: string;
}

/**
 * What the documentation says of a rule; `scripts/rule-pages.mjs` makes its page of it.
 *
 * @public
 */
export interface RulePage {
  /** Its line in the table of rules. */
  says: string;
  severity: string;
  /** Markdown, without its title and what to do. */
  text: string;
}
