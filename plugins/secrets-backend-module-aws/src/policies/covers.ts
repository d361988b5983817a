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

import { type Answer, matchesAction, matchesArn } from './matchesPattern';
import type { PolicyStatement } from './parsePolicy';

/**
 * Whether a statement is about an action on a resource, whoever does it and whatever its
 * conditions. Where a statement names no resource, as in a trust policy, it is about the
 * one that it belongs to.
 */
export function covers(
  statement: PolicyStatement,
  { action, arn }: { action: string; arn: string },
): Answer {
  const { actions, notActions, resources, notResources } = statement;
  const answers = [
    anyOf(actions, each => matchesAction(each, action)),
    negated(anyOf(notActions, each => matchesAction(each, action))),
    anyOf(resources, each => matchesArn(each, arn)),
    negated(anyOf(notResources, each => matchesArn(each, arn))),
  ].filter(each => each !== undefined);
  if (answers.includes('no')) {
    return 'no';
  }
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

function anyOf(
  patterns: readonly string[] | undefined,
  matches: (pattern: string) => Answer,
): Answer | undefined {
  const answers = patterns?.map(matches);
  if (answers?.includes('yes')) {
    return 'yes';
  }
  return answers && (answers.includes('unknown') ? 'unknown' : 'no');
}

function negated(answer: Answer | undefined): Answer | undefined {
  if (answer === undefined || answer === 'unknown') {
    return answer;
  }
  return answer === 'yes' ? 'no' : 'yes';
}
