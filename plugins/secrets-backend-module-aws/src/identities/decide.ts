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
  type Answer,
  covers,
  type Policy,
  type PolicyStatement,
} from '../policies';
import { allOf, anyOf } from './answers';
import { holds, type RequestContext } from './holds';

/** A policy by the name that people know it by. */
export interface NamedPolicy {
  name: string;
  /** Absent where it could not be read. */
  policy?: Policy;
}

/** What decides what a role may do. */
export interface RoleRights {
  /** What is attached to it, or stands in it. */
  policies: readonly NamedPolicy[];
  /** Each must allow it as well: the boundary of the role, the policy of its session. */
  limits: readonly NamedPolicy[];
}

/** A request of the role. */
export interface Asked {
  action: string;
  arn: string;
  context: RequestContext;
}

/** Whether it may do that, and why, in words. */
export interface Decision {
  answer: Answer;
  /** What allows it, or what is not known; absent for `no`. */
  because?: string;
}

interface Found {
  allows: Decision;
  denies: Decision;
}

/**
 * Whether a role may do something by the policies that are its own: one must allow it, so
 * must each that limits it, and none may deny it. A condition that is not understood, and
 * a policy that could not be read, make the answer `unknown` where it depends on these.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide(
  { policies, limits }: RoleRights,
  asked: Asked,
): Decision {
  const own = findIn(policies, asked);
  if (own.allows.answer === 'no') {
    return own.allows;
  }
  const limiting = limits.map(each => findIn([each], asked));
  const all = [own, ...limiting];
  if (
    all.some(({ denies }) => denies.answer === 'yes') ||
    limiting.some(({ allows }) => allows.answer === 'no')
  ) {
    return { answer: 'no' };
  }
  const open = all
    .flatMap(({ allows, denies }) => [allows, denies])
    .find(({ answer }) => answer === 'unknown');
  return open ?? own.allows;
}

function findIn(policies: readonly NamedPolicy[], asked: Asked): Found {
  const allows: Decision[] = [];
  const denies: Decision[] = [];
  for (const { name, policy } of policies) {
    if (!policy || 'malformed' in policy) {
      const because = `the policy ${name} ${
        policy ? 'is not understood' : 'could not be read'
      }`;
      allows.push({ answer: 'unknown', because });
      denies.push({ answer: 'unknown', because });
      continue;
    }
    policy.statements.forEach((statement, index) => {
      const answer = applies(statement, asked);
      const place = `the policy ${name} (statement ${index + 1})`;
      if (statement.effect === 'Allow') {
        const because =
          answer === 'yes'
            ? `${place} allows ${asked.action}`
            : `${place} allows ${asked.action} under conditions that are not known`;
        allows.push({ answer, because });
      } else {
        const because = `${place} denies ${asked.action} under conditions that are not known`;
        denies.push({ answer, because });
      }
    });
  }
  return { allows: strongest(allows), denies: strongest(denies) };
}

/** Whether a statement is about a request. */
export function applies(statement: PolicyStatement, asked: Asked): Answer {
  const covered = covers(statement, asked);
  return covered === 'no'
    ? covered
    : allOf([
        covered,
        ...statement.conditions.map(each => holds(each, asked.context)),
      ]);
}

function strongest(decisions: readonly Decision[]): Decision {
  const answer = anyOf(decisions.map(each => each.answer));
  return answer === 'no'
    ? { answer }
    : decisions.find(each => each.answer === answer)!;
}
