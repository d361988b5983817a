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

import { InputError } from '@backstage/errors';
import type {
  RequestDestination,
  SealRepository,
} from '@keyward/backstage-plugin-secrets-common';
import type { Draft } from '../requests';

/**
 * Where the Secrets of a draft are written when nobody says so: to the one folder that is
 * confirmed or, of several, to the one that has the name of the cluster in its path.
 *
 * @param folders - those that are confirmed for the entity of the draft
 * @throws InputError where more than one may be meant, or none
 */
export function findDestinations(
  { entityRef, targets }: Draft,
  folders: readonly SealRepository[],
): RequestDestination[] {
  const positions = new Map<SealRepository, number[]>();
  targets.forEach(({ sourceId }, position) => {
    const [folder, ...others] =
      folders.length === 1
        ? folders
        : folders.filter(({ path }) => path.split('/').includes(sourceId));
    if (!folder || others.length > 0) {
      throw new InputError(
        `${entityRef} has ${folders.length} confirmed folders of repositories${
          folders.length > 1
            ? `, and ${
                others.length + (folder ? 1 : 0)
              } of them named ${sourceId}`
            : ''
        }. Write the one that is meant to destinations`,
      );
    }
    positions.set(folder, [...(positions.get(folder) ?? []), position]);
  });
  return [...positions].map(([{ repository, branch, path }, ofFolder]) => ({
    repository,
    branch,
    path,
    targets: ofFolder,
  }));
}
