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

import type {
  Judgement,
  PlaceFacts,
  Rule,
  RuleSettings,
  SecretFacts,
} from '../facts/types';

/**
 * Asks all rules of one secret.
 *
 * @returns what any of them found, and the first moment at which one wants to be asked again
 * @public
 */
export function judgeSecret(
  rules: readonly Rule[],
  secret: SecretFacts,
  settings: RuleSettings,
): Judgement {
  return gather(
    rules.map(rule => rule.judge(secret, settings)),
    settings,
  );
}

/**
 * Asks the rules that look at what is no Secret of one object.
 *
 * @public
 */
export function judgePlace(
  rules: readonly Rule[],
  place: PlaceFacts,
  settings: RuleSettings,
): Judgement {
  return gather(
    rules.flatMap(rule => rule.judgePlace?.(place, settings) ?? []),
    settings,
  );
}

/**
 * What several judgements say together.
 *
 * @public
 */
export function gather(
  judgements: Judgement[],
  settings: Pick<RuleSettings, 'now'>,
): Judgement {
  const undecided = judgements.flatMap(each => each.undecided ?? []);
  const failed = judgements.flatMap(each => each.failed ?? []);
  let reviewAt: string | undefined;
  for (const { reviewAt: at } of judgements) {
    if (at && at > settings.now && (reviewAt === undefined || at < reviewAt)) {
      reviewAt = at;
    }
  }
  return {
    verdicts: judgements.flatMap(({ verdicts }) => verdicts),
    ...(undecided.length > 0 ? { undecided } : {}),
    ...(failed.length > 0 ? { failed } : {}),
    ...(reviewAt === undefined ? {} : { reviewAt }),
  };
}
