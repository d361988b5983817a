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

import { AwsError, type RegionApi } from '../client';
import { inPool } from './inPool';
import { instantOf } from './instants';

/** The versions of one secret that count. */
export interface WantedVersions {
  arn: string;
  versions: readonly string[];
}

/**
 * When the versions of secrets were created. A version never changes, so that a secret
 * is asked for its versions only once another one is current, or about to be.
 */
export class VersionDates {
  /** By ARN, the dates of its versions that count. */
  #known = new Map<string, ReadonlyMap<string, string>>();
  /** Those of the walk that is going on. */
  #seen = new Map<string, ReadonlyMap<string, string>>();

  /** @throws AwsError */
  async read(api: RegionApi, wanted: readonly WantedVersions[]): Promise<void> {
    const unknown = [];
    for (const each of wanted) {
      const dates = this.#known.get(each.arn);
      if (dates && each.versions.every(version => dates.has(version))) {
        this.#seen.set(each.arn, dates);
      } else if (each.versions.length > 0) {
        unknown.push(each);
      }
    }
    await inPool(unknown, async ({ arn, versions }) => {
      const dates = new Map<string, string>();
      for (const { VersionId: id, CreatedDate } of await versionsOf(api, arn)) {
        const createdAt = instantOf(CreatedDate);
        if (id && createdAt && versions.includes(id)) {
          dates.set(id, createdAt);
        }
      }
      this.#seen.set(arn, dates);
      this.#known.set(arn, dates);
    });
  }

  datesOf(arn: string): ReadonlyMap<string, string> {
    return this.#seen.get(arn) ?? new Map();
  }

  /** After all secrets were read: forgets those that no longer exist. */
  forgetOthers(): void {
    this.#known = this.#seen;
    this.#seen = new Map();
  }
}

/** None of a secret that was deleted since it was listed. */
async function versionsOf(api: RegionApi, arn: string) {
  try {
    return await api.versions(arn);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'no-such-secret') {
      return [];
    }
    throw error;
  }
}
