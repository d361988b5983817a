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

import { type FactSource, readTally, sizeOf } from '../facts';
import type { CheckResult, ComplianceCheck, Evidence, Verdict } from './types';
import { combineVerdicts } from './verdicts';

/**
 * Says something of one thing. The verb is put into the plural for several.
 *
 * @public
 */
export type Predicate = Verb | `${Verb} ${string}`;

type Verb = keyof typeof PLURALS;

const PLURALS = {
  is: 'are',
  has: 'have',
  does: 'do',
  was: 'were',
  asks: 'ask',
  audits: 'audit',
  contains: 'contain',
  exists: 'exist',
  keeps: 'keep',
  looks: 'look',
  writes: 'write',
};

/**
 * A check that counts.
 *
 * @public
 */
export interface TallyCheckOptions {
  id: string;
  title: string;
  source: FactSource;
  remedy: string;
  rules?: readonly string[];
  /** What is counted: singular and plural. */
  counts: readonly [one: string, many: string];
  good: Predicate;
  bad: Predicate;
}

/**
 * Makes a check of a tally: it fails if anything is at fault, is unknown if
 * anything is not known, and passes if all is well.
 *
 * @public
 */
export function tallyCheck(options: TallyCheckOptions): ComplianceCheck {
  const { id, title, source, remedy, rules = [] } = options;
  return {
    id,
    title,
    source,
    remedy,
    rules,
    evaluate(facts) {
      const tally = readTally(facts, id);
      if (!tally) {
        return {
          verdict: 'unknown',
          evidence: [
            {
              verdict: 'unknown',
              text: `Not known: ${source.title} would tell.`,
            },
          ],
          missing: source,
        };
      }
      const total = sizeOf(tally);
      if (total === 0) {
        const text = `There are no ${options.counts[1]} here.`;
        return {
          verdict: 'not-applicable',
          evidence: [{ verdict: 'not-applicable', text, count: 0, total }],
        };
      }
      const evidence: Evidence[] = [];
      const { good, bad, unknown, examples } = tally;
      const add = (verdict: Verdict, count: number, predicate: Predicate) => {
        if (count > 0) {
          const text = sentence(count, total, options.counts, predicate);
          evidence.push({ verdict, text, count, total });
        }
      };
      add('fail', bad, options.bad);
      if (bad > 0 && examples) {
        evidence[0].refs = examples;
      }
      if (unknown > 0) {
        evidence.push({
          verdict: 'unknown',
          text: `Not known of ${amount(unknown, total, options.counts)}: ${
            source.title
          } would tell.`,
          count: unknown,
          total,
        });
      }
      add('pass', good, options.good);
      const result: CheckResult = {
        verdict: combineVerdicts(evidence.map(({ verdict }) => verdict)),
        evidence,
      };
      return tally.unknown > 0 ? { ...result, missing: source } : result;
    },
  };
}

type Words = TallyCheckOptions['counts'];

function sentence(
  count: number,
  total: number,
  words: Words,
  predicate: Predicate,
): string {
  const verb = predicate.split(' ', 1)[0] as Verb;
  const rest = predicate.slice(verb.length);
  return `${amount(count, total, words)} ${
    count === 1 ? verb : PLURALS[verb]
  }${rest}.`;
}

function amount(count: number, total: number, [one, many]: Words): string {
  const number = (value: number) => value.toLocaleString('en-US');
  const things = total === 1 ? one : many;
  return count === total
    ? `${number(count)} ${things}`
    : `${number(count)} of ${number(total)} ${things}`;
}
