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

import { type AccessStep } from '@keyward/backstage-plugin-secrets-common';

const AMONG = 'among';

/**
 * Steps that only say that one thing is among others, as a Secret among those of
 * its namespace, are no news to people: they end the step before them.
 */
export function foldSteps(steps: AccessStep[]): AccessStep[] {
  const folded: AccessStep[] = [];
  for (const step of steps) {
    const last = folded.at(-1);
    if (step.kind === AMONG && last) {
      folded[folded.length - 1] = { ...last, to: step.to };
    } else {
      folded.push(step);
    }
  }
  return folded;
}
