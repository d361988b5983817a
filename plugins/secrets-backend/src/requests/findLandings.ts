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

import { posix } from 'node:path';
import type { GitFile } from '@keyward/backstage-plugin-secrets-node';
import { load } from 'js-yaml';
import type { RequestPlan } from './planRequest';

const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;
const LISTS = ['resources', 'bases', 'components'];
const LARGEST = 256 * 1024;

interface Kustomization {
  folder: string;
  /** What it builds from, as paths from the root. */
  listed: string[];
  /** Whether it gives its resources a namespace. */
  isGiven: boolean;
  /** Undefined where it is not known which. */
  namespace?: string;
}

/**
 * The namespaces that kustomizations give to what a plan changes: those at or above a changed
 * file, and those that build from where it is. Nothing says which of them are applied.
 *
 * @returns with undefined among them where one cannot be read
 */
export function findLandings({
  before,
  planned,
}: RequestPlan): (string | undefined)[] {
  const kustomizations = before
    .filter(({ path }) => KUSTOMIZATION.test(posix.basename(path)))
    .map(readKustomization);
  const found = new Set<string | undefined>();
  for (const { path } of planned.files) {
    for (const each of thatBuild(path, kustomizations)) {
      if (each.isGiven) {
        found.add(each.namespace);
      }
    }
  }
  return [...found];
}

/** Those that build a file, directly or from another one that does. */
function thatBuild(
  path: string,
  kustomizations: readonly Kustomization[],
): Set<Kustomization> {
  const found = new Set<Kustomization>();
  const built = [path];
  for (const place of built) {
    for (const each of kustomizations) {
      const takes =
        isIn(place, each.folder) ||
        each.listed.some(listed => isIn(place, listed));
      if (takes && !found.has(each)) {
        found.add(each);
        built.push(each.folder);
      }
    }
  }
  return found;
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function readKustomization({ path, content }: GitFile): Kustomization {
  const folder = plain(posix.dirname(path));
  const unknown = { folder, listed: [], isGiven: true };
  if (!content || content.length > LARGEST) {
    return unknown;
  }
  let read: unknown;
  try {
    read = load(Buffer.from(content).toString('utf8'));
  } catch {
    return unknown;
  }
  if (typeof read !== 'object' || read === null) {
    return unknown;
  }
  const fields = read as Record<string, unknown>;
  const { namespace } = fields;
  return {
    folder,
    listed: LISTS.flatMap(name => fields[name])
      .filter(each => typeof each === 'string')
      .map(each => plain(posix.join(folder, each))),
    isGiven: Boolean(namespace),
    ...(typeof namespace === 'string' ? { namespace } : {}),
  };
}

/** Without a slash at the end; empty for the root. */
function plain(path: string): string {
  return path.replace(/\/$/, '').replace(/^\.$/, '');
}
