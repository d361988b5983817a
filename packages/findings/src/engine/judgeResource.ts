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
  ResourceFacts,
  ResourceRule,
  RuleSettings,
} from '../facts';
import { gather } from './judgeSecret';

/**
 * Asks the rules of modules of one resource. One that fails says nothing, and takes
 * nothing back either.
 *
 * @param onError - told of a rule that failed
 * @public
 */
export function judgeResource(
  rules: readonly ResourceRule[],
  resource: ResourceFacts,
  settings: RuleSettings,
  onError: (rule: ResourceRule, error: unknown) => void,
): Judgement {
  const asked = rules.filter(
    ({ about, isAboutDelivery }) =>
      about.system === resource.system &&
      about.kinds.includes(resource.kind) &&
      !(isAboutDelivery && resource.status?.ready === 'false'),
  );
  return gather(
    asked.map((rule): Judgement => {
      try {
        const { verdicts, undecided, reviewAt } = rule.judge(
          resource,
          settings,
        );
        return {
          verdicts: verdicts.map(verdict => ({ ...verdict, rule: rule.id })),
          ...(undecided
            ? { undecided: undecided.map(each => ({ ...each, rule: rule.id })) }
            : {}),
          ...(reviewAt ? { reviewAt } : {}),
        };
      } catch (error) {
        onError(rule, error);
        return { verdicts: [], failed: [rule.id] };
      }
    }),
    settings,
  );
}
