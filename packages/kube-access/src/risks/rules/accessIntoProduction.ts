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
import type { RiskRule } from './types';

export const accessIntoProduction: RiskRule = {
  kind: 'access-into-production',
  find(subject, { isProduction, production }) {
    const { home } = subject;
    if (
      home === undefined ||
      isProduction(home) !== false ||
      !production.hasNamespaces
    ) {
      return undefined;
    }
    const isInto = ({ namespace }: SubjectRight) =>
      namespace === undefined || isProduction(namespace) === true;
    const reads = subject.reads.filter(
      read =>
        isInto(read) &&
        // Names that count everywhere may be found elsewhere only.
        (!read.names || production.hasAny(read.namespace, read.names)),
    );
    const ways = subject.ways.filter(isInto);
    return reads.length + ways.length > 0
      ? { severity: 'critical', reads, ways, secrets: production }
      : undefined;
  },
};
