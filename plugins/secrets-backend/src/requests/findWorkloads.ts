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

import type {
  Refusal,
  SealRepository,
  SealWorkload,
} from '@keyward/backstage-plugin-secrets-common';
import {
  describeError,
  type GitHost,
} from '@keyward/backstage-plugin-secrets-node';
import { listWorkloads } from '@keyward/git-changes';
import { readFolder } from './readFolders';

const MOST_WORKLOADS = 200;

/** The workloads of a folder, or why they are not known. */
export interface FoundWorkloads {
  items: SealWorkload[];
  isComplete: boolean;
  refusal?: Refusal;
}

/**
 * The workloads in a folder that a request can have refer to its Secrets.
 *
 * @param wanted - the folder as the caller names it
 * @param repositories - those of the entity, as they are confirmed
 */
export async function findWorkloads(
  hostOf: (id: string) => GitHost | undefined,
  wanted: Pick<SealRepository, 'repository' | 'branch' | 'path'>,
  repositories: readonly SealRepository[],
): Promise<FoundWorkloads> {
  const { repository, branch, path } = wanted;
  const confirmed = repositories.find(
    each =>
      each.repository === repository &&
      each.branch === branch &&
      each.path === path,
  );
  const host = confirmed && hostOf(confirmed.host);
  if (!confirmed?.confirmedBy || confirmed.refusal || !host) {
    return refused(
      confirmed?.refusal ?? {
        code: 'repository-unconfirmed',
        reason: 'This folder of a repository is not confirmed for the entity.',
        remedy: 'Select one of those that are. See docs/requests.md.',
      },
    );
  }
  try {
    const { files, isComplete } = await readFolder(host, wanted);
    const items = listWorkloads(files, path);
    return {
      items: items.slice(0, MOST_WORKLOADS),
      isComplete: isComplete && items.length <= MOST_WORKLOADS,
    };
  } catch (error) {
    const { name, code, remedy } = error as Error & {
      code?: string;
      remedy?: string;
    };
    if (name === 'GitHostError') {
      return refused({ code: `git-${code}`, reason: describeError(error) });
    }
    if (name === 'GitChangeError') {
      return refused({
        code: `change-${code}`,
        reason: `${describeError(error)}.`,
        ...(remedy ? { remedy } : {}),
      });
    }
    throw error;
  }
}

function refused(refusal: Refusal): FoundWorkloads {
  return { items: [], isComplete: false, refusal };
}
