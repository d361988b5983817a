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

import { useAddress } from '../../hooks';

/** What the page is narrowed to; all of it stands in the address. */
export interface AwsFilter {
  /** The id of a source. */
  account?: string;
  /** A region and a service of it, as `eu-central-1/secrets-manager`. */
  place?: string;
  /** Set where only those are shown that nothing gets its value from. */
  feeds?: 'none';
}

export function useAwsFilter(): {
  filter: AwsFilter;
  /** Undefined takes a part of the filter away. */
  change(patch: Partial<AwsFilter>): void;
} {
  const { read, change } = useAddress<AwsFilter>();
  return {
    filter: {
      account: read('account'),
      place: read('place'),
      feeds: read('feeds') === 'none' ? 'none' : undefined,
    },
    change,
  };
}
