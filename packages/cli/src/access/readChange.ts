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

import {
  type ChangeableName,
  type ChangeableObject,
  type PlacedManifest,
  readManifests,
} from '@keyward/kube-access';
import { readKubectl } from '@keyward/kube-model';
import { readWholeText } from '@keyward/observation';
import type { Readable } from 'stream';
import { emptyInput, withInput } from '../input';
import { UserError } from '../run/UserError';

const KINDS = [
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ServiceAccount',
];

/** A change as somebody asks about it. */
export interface Change {
  manifests: ChangeableObject[];
  deletions: ChangeableName[];
  /** How many manifests are of other kinds. */
  ignored: number;
}

/** Reads the manifests of a change; what is wrong is told by its place alone. */
export async function readChange(
  files: string[],
  deletions: string[],
  io: { stdin: Readable },
): Promise<Change> {
  const placed: PlacedManifest[] = [];
  for (const file of files) {
    for (const manifest of readKubectl(await textOf(file, io))) {
      placed.push({ ...manifest, place: `${file}, ${manifest.place}` });
    }
  }
  const { manifests, ignored, problems } = readManifests(placed);
  if (problems.length > 0) {
    const [{ place, problem }, ...more] = problems;
    throw new UserError(`The change cannot be read: ${problem}`, {
      where:
        more.length > 0 ? `${place}, and ${more.length} more places` : place,
      remedy:
        'give Roles, ClusterRoles, bindings and ServiceAccounts as the API server takes them',
    });
  }
  if (manifests.length + deletions.length === 0) {
    throw new UserError('There is no change to look at', {
      where: files.join(', '),
      remedy:
        'give files with a Role, a ClusterRole, a binding or a ServiceAccount, or --delete',
    });
  }
  return { manifests, deletions: deletions.map(readDeletion), ignored };
}

async function textOf(file: string, io: { stdin: Readable }): Promise<string> {
  return await withInput(file, io, async ({ text }, name) => {
    const whole = await readWholeText(text);
    if (whole.trim() === '') {
      throw emptyInput(name);
    }
    return whole;
  });
}

/** `KIND/NAME` or `KIND/NAMESPACE/NAME`. */
function readDeletion(text: string): ChangeableName {
  const [kind, ...place] = text.split('/');
  const name = place.pop();
  const [namespace] = place;
  const isOfCluster = kind.startsWith('Cluster');
  if (
    !KINDS.includes(kind) ||
    !name ||
    (isOfCluster ? place.length > 0 : place.length !== 1 || !namespace)
  ) {
    throw new UserError('This names nothing that could be deleted', {
      where: `--delete ${text}`,
      remedy:
        'give it as RoleBinding/NAMESPACE/NAME or as ClusterRoleBinding/NAME',
    });
  }
  return {
    kind: kind as ChangeableName['kind'],
    ...(!isOfCluster && { namespace }),
    name,
  };
}
