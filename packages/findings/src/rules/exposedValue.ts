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

import type { ExposureObservation } from '@keyward/observation';
import type {
  PlaceFacts,
  Rule,
  RuleSettings,
  Severity,
  Verdict,
} from '../facts';
import { isProduction } from './isProduction';

const RULE = 'exposed-value';

/**
 * A credential that stands in plain text where everybody may look who may look
 * at the object: in a ConfigMap, a literal environment variable, a command line,
 * an annotation.
 */
export const exposedValue: Rule = {
  id: RULE,
  judge({ exposures = [] }) {
    // Whoever may read the annotation may read the Secret; it is printed where
    // values are not, though.
    return { verdicts: exposures.map(found => toVerdict(found, 'low')) };
  },
  judgePlace(place, settings) {
    return {
      verdicts: place.exposures.map(found =>
        toVerdict(found, severityOf(place, settings), place.kind),
      ),
    };
  },
};

function severityOf(place: PlaceFacts, settings: RuleSettings): Severity {
  return isProduction(place, settings) ? 'high' : 'medium';
}

function toVerdict(
  {
    place,
    name,
    container,
    path,
    class: found,
    count,
    names,
  }: ExposureObservation,
  severity: Severity,
  kind?: string,
): Verdict {
  return {
    rule: RULE,
    item: [place, container, name].filter(Boolean).join('/'),
    severity,
    evidence: {
      place,
      name,
      path,
      class: found,
      count,
      ...(container ? { container } : {}),
      ...(names ? { names } : {}),
      ...(kind ? { kind } : {}),
    },
  };
}
