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

import { isApplicable, narrowTo, readApplier } from './appliers';
import { type Holder, matchKind } from './matchKind';
import type {
  AccessPathKind,
  AccessPlace,
  AccessStep,
  RightScope,
} from './types';

type MayBeThere = (place: AccessPlace) => boolean;

/**
 * The steps that somebody's rights are, of one kind.
 *
 * @param part - what of the scope of a right counts
 */
export function* stepsBy(
  from: AccessPlace,
  kind: AccessPathKind,
  holder: Holder,
  mayBeThere: MayBeThere,
  part: (scope: RightScope) => RightScope | undefined = scope => scope,
): Iterable<AccessStep> {
  for (const { evidence, ...whole } of matchKind(kind, holder)) {
    const scope = part(whole);
    for (const to of scope ? kind.reaches(scope) : []) {
      if (mayBeThere(to)) {
        yield { from, to, kind: kind.id, evidence };
      }
    }
  }
}

/** The steps of what is applied as an account. */
export function* stepsByApplier(
  place: AccessPlace,
  kinds: readonly AccessPathKind[],
  holder: Holder,
  mayBeThere: MayBeThere,
): Iterable<AccessStep> {
  const applier = readApplier(place);
  for (const kind of kinds) {
    if (isApplicable(kind, applier)) {
      yield* stepsBy(place, kind, holder, mayBeThere, scope =>
        narrowTo(applier, scope),
      );
    }
  }
}
