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

import type { SourceStatus } from '../../store/inventory/sourceStates';

/** Says why nothing is known of a source any more, and what to do. */
export function describeStale({
  title,
  retiredAt,
}: Pick<SourceStatus, 'title' | 'retiredAt'>): {
  /** A sentence. */
  what: string;
  /** A sentence. */
  remedy: string;
} {
  return retiredAt === undefined
    ? {
        what: `${title} is out of date.`,
        remedy: 'See Sources for what is wrong with it.',
      }
    : {
        what: `${title} is no longer in the configuration, since ${retiredAt.slice(
          0,
          10,
        )}.`,
        remedy:
          'Add it again. It counts as unknown until its data is deleted, after `secrets.retention.retiredSourcesDays`.',
      };
}
