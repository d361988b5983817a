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
  matchesArn,
  matchesPattern,
  type PolicyCondition,
} from '../policies';
import { anyOf, negated } from './answers';

/** The values of the condition keys of a request, by their names in lower case. Of others nothing is known. */
export type RequestContext = Readonly<Record<string, string>>;

type Compare = (wanted: string, value: string) => Answer;

/** Of keys that have one value a set operator asks the same as the plain one. */
const SET = /^ForA(?:ny|ll)Values?:/;
const IF_EXISTS = /IfExists$/;

const equals: Compare = (wanted, value) => {
  if (wanted.includes('${')) {
    return 'unknown';
  }
  return wanted === value ? 'yes' : 'no';
};
const ignoringCase: Compare = (wanted, value) =>
  equals(wanted.toLowerCase(), value.toLowerCase());

const COMPARE = new Map<string, { compare: Compare; isNegated?: true }>([
  ['StringEquals', { compare: equals }],
  ['StringNotEquals', { compare: equals, isNegated: true }],
  ['StringEqualsIgnoreCase', { compare: ignoringCase }],
  ['StringNotEqualsIgnoreCase', { compare: ignoringCase, isNegated: true }],
  ['StringLike', { compare: matchesPattern }],
  ['StringNotLike', { compare: matchesPattern, isNegated: true }],
  ['ArnEquals', { compare: matchesArn }],
  ['ArnNotEquals', { compare: matchesArn, isNegated: true }],
  ['ArnLike', { compare: matchesArn }],
  ['ArnNotLike', { compare: matchesArn, isNegated: true }],
  ['Bool', { compare: ignoringCase }],
  // The key is in the request, as its value is known.
  ['Null', { compare: wanted => ignoringCase(wanted, 'false') }],
]);

/**
 * Whether a condition of a statement holds for a request. What is not understood of it
 * makes the answer `unknown`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function holds(
  { operator, key, values }: PolicyCondition,
  context: RequestContext,
): Answer {
  const name = key.toLowerCase();
  const known = COMPARE.get(plainOperator(operator));
  if (!known || !Object.hasOwn(context, name)) {
    return 'unknown';
  }
  const fits = anyOf(values.map(each => known.compare(each, context[name])));
  return known.isNegated ? negated(fits) : fits;
}

/** `StringLike` of `ForAnyValue:StringLikeIfExists`. */
export function plainOperator(operator: string): string {
  return operator.replace(SET, '').replace(IF_EXISTS, '');
}
