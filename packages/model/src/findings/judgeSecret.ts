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
  Rule,
  RuleSettings,
  SecretFacts,
  Verdict,
} from './types';

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
  const verdicts: Verdict[] = [];
  let reviewAt: string | undefined;
  for (const rule of rules) {
    const judgement = rule.judge(secret, settings);
    verdicts.push(...judgement.verdicts);
    if (
      judgement.reviewAt &&
      judgement.reviewAt > settings.now &&
      (reviewAt === undefined || judgement.reviewAt < reviewAt)
    ) {
      reviewAt = judgement.reviewAt;
    }
  }
  return reviewAt === undefined ? { verdicts } : { verdicts, reviewAt };
}
