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

import type { SourceProblem } from '@keyward/backstage-plugin-secrets-node';
import type { Problem, Source } from '../../schema/openapi/generated/models';
import type { StoredSource } from '../../store/inventory';

const UNREADABLE =
  'Some objects could not be read; their names are shown to those who may see all secrets';
const DIFFERING =
  'The API server answers otherwise than Keyward about some rights to read Secrets; their names are shown to those who may see all secrets';

/** What is said instead of warnings that name objects, Secrets among them, and do not say it themselves. */
const WITHOUT_NAMES: Record<string, string> = {
  'access-answers-differ': DIFFERING,
  dump: UNREADABLE,
  'other-authorizer-grants': DIFFERING,
  'unreadable-object': UNREADABLE,
};

/**
 * A source as the API shows it.
 *
 * @param options.seesAll - whether problems may name whatever Secret they are about
 */
export function toSource(
  source: StoredSource,
  options: { now: Date; seesAll: boolean },
): Source {
  const { stale, followedTo, ...shown } = source;
  return {
    ...shown,
    problems: shown.problems.map(each => toProblem(each, options)),
    warnings: shown.warnings.map(each => toProblem(each, options)),
    ...(followedTo
      ? {
          followedTo,
          lagMs: Math.max(0, options.now.getTime() - Date.parse(followedTo)),
        }
      : {}),
  };
}

function toProblem(
  { withoutNames, isOutage: _, ...problem }: SourceProblem,
  { seesAll }: { seesAll: boolean },
): Problem {
  const instead =
    withoutNames ??
    (Object.hasOwn(WITHOUT_NAMES, problem.code)
      ? WITHOUT_NAMES[problem.code]
      : undefined);
  return seesAll || instead === undefined
    ? problem
    : { ...problem, message: instead };
}
