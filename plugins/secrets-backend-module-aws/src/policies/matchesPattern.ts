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

/** Whether something holds, as far as a policy tells. */
export type Answer = 'yes' | 'no' | 'unknown';

/** What is filled in by AWS at a request, such as `${aws:username}`. */
const VARIABLE = /\$\{([^}]*)\}/g;
/** They stand for themselves: `${*}` is an asterisk. */
const SIGNS = ['*', '?', '$'];
const PARTS_OF_ARN = 6;

/** A piece of a pattern: a text as it is, any one character, or any number of them. */
type Piece = string | typeof ONE | typeof ANY;
const ONE = Symbol('one');
const ANY = Symbol('any');

/**
 * Whether a text fits a pattern with `*` and `?`. One with a variable fits nothing that
 * it does not fit with `*` in the place of the variable; whether it fits the rest is not
 * known.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function matchesPattern(pattern: string, value: string): Answer {
  const { pieces, isOpen } = piecesOf(pattern);
  if (!fits(pieces, [...value])) {
    return 'no';
  }
  return isOpen ? 'unknown' : 'yes';
}

/** Whether an action, such as `secretsmanager:GetSecretValue`, is one of a pattern. Upper and lower case are the same. */
export function matchesAction(pattern: string, action: string): Answer {
  return matchesPattern(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * Whether an ARN fits a pattern. A wildcard goes beyond the colon that ends its part only
 * where it is the last character of the pattern; AWS does not say what else it does with one
 * that would have to.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesArn(pattern: string, arn: string): Answer {
  const whole = matchesPattern(pattern, arn);
  if (whole !== 'yes') {
    return whole;
  }
  const parts = partsOf(pattern, PARTS_OF_ARN);
  const isWithinParts = partsOf(arn, parts.length).every(
    (part, index) => matchesPattern(parts[index], part) === 'yes',
  );
  return isWithinParts ? 'yes' : 'unknown';
}

/** The parts between colons, of which the last one has all the rest. */
function partsOf(arn: string, most: number): string[] {
  const parts = arn.split(':');
  const rest = parts.splice(most - 1).join(':');
  return parts.length < most - 1 ? parts : [...parts, rest];
}

function piecesOf(pattern: string): { pieces: Piece[]; isOpen: boolean } {
  const pieces: Piece[] = [];
  const add = (text: string) => {
    for (const sign of text) {
      if (sign === '*') {
        pieces.push(ANY);
      } else {
        pieces.push(sign === '?' ? ONE : sign);
      }
    }
  };
  let isOpen = false;
  let from = 0;
  for (const { index, 0: written, 1: name } of pattern.matchAll(VARIABLE)) {
    add(pattern.slice(from, index));
    from = index + written.length;
    if (SIGNS.includes(name)) {
      pieces.push(name);
    } else {
      pieces.push(ANY);
      isOpen = true;
    }
  }
  add(pattern.slice(from));
  return { pieces, isOpen };
}

/** In steps that grow with the product of both lengths at most, whatever the pattern. */
function fits(pieces: readonly Piece[], signs: readonly string[]): boolean {
  let piece = 0;
  let sign = 0;
  let lastAny = -1;
  let triedTo = 0;
  while (sign < signs.length) {
    const wanted = pieces[piece];
    if (wanted === ANY) {
      lastAny = piece;
      triedTo = sign;
      piece += 1;
    } else if (wanted === ONE || wanted === signs[sign]) {
      piece += 1;
      sign += 1;
    } else if (lastAny >= 0) {
      piece = lastAny + 1;
      triedTo += 1;
      sign = triedTo;
    } else {
      return false;
    }
  }
  return pieces.slice(piece).every(each => each === ANY);
}
