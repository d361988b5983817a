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

import type { Attributes, ObjectStatusObservation } from '@keyward/observation';
import type { RulePage, RuleWords } from './ruleWords';
import type {
  Judgement,
  RuleSettings,
  SecretFacts,
  Severity,
  Verdict,
} from './types';

/**
 * All that a rule may ask of a resource: a secret, a store, a role.
 *
 * @public
 */
export interface ResourceFacts {
  id: string;
  ref: string;
  sourceId: string;
  /** The kind of system, for example `vault`. */
  system: string;
  /** `secret`, `store`, `binding` … */
  kind: string;
  location: string[];
  name: string;
  environment?: string;
  labels: Readonly<Record<string, string>>;
  /** What only its system has, by the schema that its source names. */
  attributes: Attributes;
  status?: ObjectStatusObservation;
  /** The worst severity of what is found because of it, see `Verdict.becauseOf`; absent if nothing is. */
  worstVictim?: Severity;
  /**
   * The ServiceAccounts that it lets in by name and that their cluster does not have;
   * absent where it lets in none, and where that is not known.
   */
  absentAccounts?: string[];
  /** What is known besides of a secret. */
  secret?: SecretFacts;
}

/**
 * A rule that a module brings, about the resources of its system: one file that holds
 * what it looks at, how it judges, and its words.
 *
 * @public
 */
export interface ResourceRule extends RuleWords {
  /** For example `vault-store-sealed`; no other rule has it. */
  id: string;
  page?: RulePage;
  /**
   * Whether it says of a resource that it does not deliver its secret. It is not asked
   * where the status of the resource says so as well: then the secret has
   * `delivery-failed`, and one fault is one finding.
   */
  isAboutDelivery?: boolean;
  /**
   * Whether its finding says once, for all that fails because of the resource, that it
   * fails: lists with this finding leave theirs out. Their own pages and states keep
   * them.
   */
  coversVictims?: boolean;
  /** Of which resources it is asked. */
  about: { system: string; kinds: readonly string[] };
  /** Like any rule a pure function of facts and settings. */
  judge(
    resource: ResourceFacts,
    settings: RuleSettings,
  ): Pick<Judgement, 'reviewAt'> & {
    verdicts: Omit<Verdict, 'rule'>[];
    /** What it can neither say nor take back, see {@link Judgement.undecided}. */
    undecided?: Pick<Verdict, 'item' | 'evidence'>[];
  };
}
