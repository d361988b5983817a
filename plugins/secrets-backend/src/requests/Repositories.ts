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

import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ANNOTATION_MANIFESTS,
  type Refusal,
  type SealRepository,
} from '@keyward/backstage-plugin-secrets-common';
import {
  describeError,
  type GitHost,
  type GitPlace,
} from '@keyward/backstage-plugin-secrets-node';
import { load } from 'js-yaml';
import { readEntityRef } from '../catalog';
import {
  type AccessConfig,
  ownersOf,
  readFolder,
  type ScopeRepository,
} from '../permissions';

const ANNOTATION_SOURCE = 'backstage.io/source-location';
const FILE = '.keyward.yaml';
const LARGEST_FILE = 16 * 1024;
const MOST_URLS = 10;
const LONGEST_URL = 2000;
/** Hosts show commits that forks have as those of the repository: anybody can make one. */
const COMMIT = /^[0-9a-f]{40}([0-9a-f]{24})?$/i;
const ANSWER_MS = 20_000;
/** What a file says is asked again after so long; a request asks it anew. */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 500;

const PAGE = 'See docs/requests.md.';

/** What was found of the repositories of an entity. */
export interface FoundRepositories {
  repositories: SealRepository[];
  refusals: Refusal[];
}

/**
 * Where the manifests of entities may be written: what `secrets.scopes` gives to an
 * owner, or a folder that holds a file which names an owner. That an entity
 * says where its source is makes nothing writable.
 */
export class Repositories {
  readonly #access: AccessConfig;
  readonly #hosts: readonly GitHost[];
  readonly #now: () => number;
  readonly #owners = new Map<
    string,
    { at: number; ownerRef: string | undefined }
  >();

  constructor(options: {
    access: AccessConfig;
    hosts: readonly GitHost[];
    now?: () => number;
  }) {
    this.#access = options.access;
    this.#hosts = options.hosts;
    this.#now = options.now ?? Date.now;
  }

  /**
   * @param options - `fresh`: files are read again even if they were just read
   */
  async find(
    entity: Entity,
    options: { fresh?: boolean } = {},
  ): Promise<FoundRepositories> {
    if (this.#hosts.length === 0) {
      return {
        repositories: [],
        refusals: [
          {
            code: 'no-git-host',
            reason: 'This portal has no module for a Git host.',
            remedy: `Download the manifest, or have the module installed. ${PAGE}`,
          },
        ],
      };
    }
    const configured = this.#access.scopes
      .filter(({ ownerRef }) => ownersOf(entity).includes(ownerRef))
      .flatMap(({ repositories = [] }) => repositories);
    const repositories: SealRepository[] = [];
    for (const each of configured) {
      repositories.push(await this.#fromConfig(each));
    }
    for (const url of urlsOf(entity)) {
      const found = await this.#fromFile(url, entity, options);
      if (found && !repositories.some(each => isSame(each, found))) {
        repositories.push(found);
      }
    }
    return {
      repositories,
      refusals:
        repositories.length > 0
          ? []
          : [
              {
                code: 'no-repository',
                reason: `${stringifyEntityRef(
                  entity,
                )} names no repository of a Git host that this portal writes to.`,
                remedy: `List one in secrets.scopes, or name the folder of its manifests in the annotation ${ANNOTATION_MANIFESTS}. ${PAGE}`,
              },
            ],
    };
  }

  /** The host with an id. */
  hostOf(id: string): GitHost | undefined {
    return this.#hosts.find(host => host.id === id);
  }

  async #fromConfig({
    url,
    branch,
    path,
  }: ScopeRepository): Promise<SealRepository> {
    const located = this.#locate(url);
    if (!located) {
      return {
        host: '',
        repository: url,
        branch: branch ?? '',
        path,
        confirmedBy: 'config',
        refusal: {
          code: 'no-git-host',
          reason: 'No Git host of this portal has this repository.',
          remedy: `Correct secrets.scopes, or configure the host. ${PAGE}`,
        },
      };
    }
    const { host, place } = located;
    return await this.#withBranch(host, place.repository, branch, path, {
      confirmedBy: 'config',
    });
  }

  /** Undefined for a URL of another host: the source of an entity may be anywhere. */
  async #fromFile(
    url: string,
    entity: Entity,
    options: { fresh?: boolean },
  ): Promise<SealRepository | undefined> {
    const located = this.#locate(url);
    if (!located) {
      return undefined;
    }
    const { host, place } = located;
    const path = readFolder(folderOf(place.path));
    if (path === undefined || COMMIT.test(place.branch ?? '')) {
      return undefined;
    }
    const found = await this.#withBranch(
      host,
      place.repository,
      place.branch,
      path,
      {},
    );
    try {
      const ownerRef = found.refusal
        ? undefined
        : await this.#readOwner(host, found, options);
      const owners = ownersOf(entity);
      if (ownerRef !== undefined && owners.includes(ownerRef)) {
        return { ...found, confirmedBy: 'file' };
      }
      return asNamed(found, place.branch, owners, found.refusal);
    } catch (error) {
      const owners = ownersOf(entity);
      return asNamed(found, place.branch, owners, refusalOf(error));
    }
  }

  async #withBranch(
    host: GitHost,
    repository: string,
    branch: string | undefined,
    path: string,
    rest: Partial<SealRepository>,
  ): Promise<SealRepository> {
    const place = { host: host.id, repository, path, ...rest };
    try {
      return {
        ...place,
        branch:
          branch ??
          (await host.readDefaultBranch({
            repository,
            signal: AbortSignal.timeout(ANSWER_MS),
          })),
      };
    } catch (error) {
      return { ...place, branch: branch ?? '', refusal: refusalOf(error) };
    }
  }

  /** Whom the file names; undefined where there is none, or it names nobody. */
  async #readOwner(
    host: GitHost,
    { repository, branch, path }: SealRepository,
    { fresh }: { fresh?: boolean },
  ): Promise<string | undefined> {
    const key = JSON.stringify([host.id, repository, branch, path]);
    const known = this.#owners.get(key);
    if (!fresh && known && this.#now() - known.at < REMEMBERED_MS) {
      return known.ownerRef;
    }
    const wanted = path === '' ? FILE : `${path}/${FILE}`;
    const { files } = await host.readFiles({
      repository,
      ref: branch,
      path,
      reads: file => file === wanted,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const file = files.find(each => each.path === wanted);
    const ownerRef =
      file?.mode === 'file' && file.content && file.size <= LARGEST_FILE
        ? ownerIn(file.content)
        : undefined;
    this.#owners.delete(key);
    this.#owners.set(key, { at: this.#now(), ownerRef });
    for (const oldest of this.#owners.keys()) {
      if (this.#owners.size <= MOST_REMEMBERED) {
        break;
      }
      this.#owners.delete(oldest);
    }
    return ownerRef;
  }

  #locate(url: string): { host: GitHost; place: GitPlace } | undefined {
    for (const host of this.#hosts) {
      const place = host.locate(url);
      if (place) {
        return { host, place };
      }
    }
    return undefined;
  }
}

/** The folders that an entity names, else the one of its own source. */
function urlsOf(entity: Entity): string[] {
  const { annotations = {} } = entity.metadata;
  const text =
    annotations[ANNOTATION_MANIFESTS] ?? annotations[ANNOTATION_SOURCE] ?? '';
  return text
    .split(',')
    .map(url => url.trim().replace(/^url:/, ''))
    .filter(url => url !== '' && url.length <= LONGEST_URL)
    .slice(0, MOST_URLS);
}

/** Of a file, as of catalog-info.yaml, the folder that it stands in. */
function folderOf(path: string): string {
  return /\.ya?ml$/.test(path) ? path.replace(/[^/]*$/, '') : path;
}

/** @returns undefined for what is no YAML, or names no owner */
function ownerIn(content: Uint8Array): string | undefined {
  try {
    const parsed: unknown = load(Buffer.from(content).toString('utf8'));
    const { owner } = (parsed ?? {}) as { owner?: unknown };
    return typeof owner === 'string'
      ? readEntityRef(owner, { place: FILE, defaultKind: 'group' })
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a refusal tells what the credential of the portal sees. Anybody can name any
 * repository in an annotation: they learn nothing of it, not even whether it is there.
 */
function isHidden(refusal: Refusal | undefined): boolean {
  return (
    refusal === undefined ||
    ['git-not-found', 'git-forbidden', 'git-conflict'].includes(refusal.code)
  );
}

/** What is not confirmed, as the URL names it: which branch is the default one is told of none. */
function asNamed(
  found: SealRepository,
  branch: string | undefined,
  owners: string[],
  refusal: Refusal | undefined,
): SealRepository {
  const named = { ...found, branch: branch ?? '' };
  return {
    ...named,
    refusal: isHidden(refusal) ? unconfirmed(named, owners) : refusal,
  };
}

function unconfirmed(place: SealRepository, owners: string[]): Refusal {
  const branch = place.branch === '' ? 'default branch' : place.branch;
  return {
    code: 'repository-unconfirmed',
    reason: `Nothing in ${describe(
      place,
    )} that this portal can read names the owner of the entity.`,
    remedy: `Commit a file ${FILE} with "owner: ${
      owners[0] ?? 'group:default/team'
    }" to that folder (branch: ${branch}), or have it listed in secrets.scopes. ${PAGE}`,
  };
}

/** @param other - without a branch where it is not confirmed and its URL names none */
function isSame(one: SealRepository, other: SealRepository): boolean {
  return (
    one.host === other.host &&
    one.repository === other.repository &&
    (one.branch === other.branch || other.branch === '') &&
    one.path === other.path
  );
}

function describe({ repository, path }: SealRepository): string {
  return path === '' ? repository : `the folder ${path} of ${repository}`;
}

/** Why a Git host could not be asked. */
function refusalOf(error: unknown): Refusal {
  const { name, code } = error as { name?: string; code?: string };
  return name === 'GitHostError'
    ? { code: `git-${code}`, reason: describeError(error) }
    : {
        code: 'git-unavailable',
        reason: 'The Git host could not be asked.',
        remedy: 'Try again later. The log of the portal says more.',
      };
}
