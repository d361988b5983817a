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

import type { SubjectRight } from '../SubjectAccess';
import { isEverywhere, type RiskRule } from './types';

/**
 * Every chain of paths from one namespace into another has a step that crosses,
 * by a right of its own; those are found, without walking chains.
 */
export const crossNamespaceAccess: RiskRule = {
  kind: 'cross-namespace-access',
  find(subject, { isProduction, needs }) {
    const { place, home } = subject;
    // Who reads everything needs no way there, and is told of already.
    if (home === undefined || subject.reads.some(isEverywhere)) {
      return undefined;
    }
    const isOther = ({ namespace }: SubjectRight) =>
      namespace !== home &&
      // Worse, and a risk of its own.
      !(
        isProduction(home) === false &&
        namespace !== undefined &&
        isProduction(namespace) === true
      );
    const reads = subject.reads.filter(
      read => isOther(read) && !needs?.needsAll(place, read),
    );
    const ways = subject.ways.filter(isOther);
    if (reads.length + ways.length === 0) {
      return undefined;
    }
    const severity = reads.length > 0 ? 'high' : 'medium';
    return { severity, reads, ways, except: home };
  },
};
