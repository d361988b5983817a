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

import { readManifest } from './readManifest';
import type { ChangeableName, ChangeableObject } from './types';

/** As many as a large operator brings, and some. */
const MOST = 2000;

/**
 * A manifest with the place in the text where it stands.
 *
 * @public
 */
export type PlacedManifest = { place: string } & (
  | { object: unknown; kind?: string; apiVersion?: string }
  | { error: string }
);

/**
 * What manifests are to a change of access.
 *
 * @public
 */
export interface ReadManifests {
  manifests: ChangeableObject[];
  /** How many were passed over, as no right follows from them by itself. */
  ignored: number;
  /** What is wrong, and where; it quotes nothing. */
  problems: { place: string; problem: string }[];
}

/**
 * Reads the manifests of a change. Two of the same object are a problem, as
 * are more than a change can sensibly have.
 *
 * @public
 */
export function readManifests(placed: Iterable<PlacedManifest>): ReadManifests {
  const read: ReadManifests = { manifests: [], ignored: 0, problems: [] };
  const places = new Map<string, string>();
  for (const each of placed) {
    const { place } = each;
    if ('error' in each) {
      read.problems.push({ place, problem: each.error });
      continue;
    }
    const manifest = readManifest(each);
    if ('problem' in manifest) {
      read.problems.push({ place, problem: manifest.problem });
    } else if ('ignored' in manifest) {
      read.ignored += 1;
    } else {
      const key = keyOf(manifest.object);
      const known = places.get(key);
      if (known !== undefined) {
        const problem = `it is the same ${manifest.object.kind} as ${known}`;
        read.problems.push({ place, problem });
      }
      places.set(key, place);
      read.manifests.push(manifest.object);
    }
    if (read.manifests.length + read.ignored > MOST) {
      read.problems.push({ place, problem: `there are more than ${MOST}` });
      break;
    }
  }
  return read;
}

function keyOf({ kind, namespace, name }: ChangeableName): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
