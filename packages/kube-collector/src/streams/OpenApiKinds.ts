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
import { isResourceName } from '@keyward/observation';
import pLimit from 'p-limit';
import { type ClusterClient, ClusterError, readJson } from '../client';
import { compareVersions } from './compareVersions';
import { readResources } from './discoverKinds';
import { type CustomKind, parseGroupVersion } from './kindNames';
import type { KindLimits } from './kindLimits';
import { type FoundKind, readOpenApiKinds } from './readOpenApiKinds';

const INDEX = '/openapi/v3';
const INDEX_BYTES = 8 * 1024 * 1024;
const DOCUMENT_MS = 60_000;
const LONGEST_HASH = 256;

/** What Kubernetes itself serves, of which the kinds that tell something are known, and numbers. */
const OTHER_GROUPS = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'custom.metrics.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'extensions',
  'external.metrics.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'internal.apiserver.k8s.io',
  'metrics.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
  'storagemigration.k8s.io',
]);

/** A parsed document takes several times its bytes, and there may be a hundred clusters. */
const documentsAtATime = pLimit(2);

/**
 * Why a schema was not looked at: its document is larger than one may be, or than what
 * is left of all, or makes no sense, or there was none.
 */
export type UnreadReason = 'too-large' | 'budget' | 'bad-answer' | 'no-answer';

/** A kind of which the schema was not looked at; `*` stands for all of a group. */
export interface UnreadKind extends CustomKind {
  reason: UnreadReason;
}

/** The kinds of a cluster whose objects can name Secrets. */
export interface OpenApiAnswer {
  found: FoundKind[];
  unread: UnreadKind[];
  /** Groups of which it could not be asked. */
  unsure: string[];
  /** Groups that were looked at. */
  groups: string[];
}

interface Document {
  group: string;
  version: string;
  hash: string;
}

/** What is known of a document of a hash. */
interface Known {
  hash: string;
  kinds: { resource: string; found?: FoundKind }[];
  /** Why it was not looked at. */
  unread?: UnreadReason;
  /** Not looked at either, as all its kinds are in a better version, or known. */
  isSpared?: boolean;
}

/**
 * Finds the kinds whose objects can name Secrets by their schemas: `/openapi/v3`
 * lists a document for each group and version, with its hash, and needs no right that
 * is not everybody's. A document is read again only when its hash is another.
 */
export class OpenApiKinds {
  readonly #client: ClusterClient;
  readonly #limits: KindLimits;
  readonly #known = new Map<string, Known>();

  constructor(client: ClusterClient, limits: KindLimits) {
    this.#client = client;
    this.#limits = limits;
  }

  /**
   * @param isWanted - of the others it is of no account what they hold
   * @throws {@link ClusterError} if the list of documents cannot be had
   */
  async find(
    isWanted: (kind: CustomKind) => boolean,
    signal: AbortSignal,
  ): Promise<OpenApiAnswer> {
    const groups = byGroup(await this.#readIndex(signal));
    const answer: OpenApiAnswer = {
      found: [],
      unread: [],
      unsure: [],
      groups: [...groups.keys()],
    };
    const present = new Set<string>();
    let left = this.#limits.totalBytes;
    for (const [group, documents] of groups) {
      const seen = new Set<string>();
      const isCovered = (resource: string) =>
        seen.has(resource) || !isWanted({ group, resource });
      for (const document of documents) {
        const key = `${group}/${document.version}`;
        present.add(key);
        let known = this.#known.get(key);
        if (!known || !isGood(known, document, isCovered)) {
          const read = await this.#read(document, isCovered, left, signal);
          if (!read) {
            answer.unsure.push(group);
            const all = { group, resource: '*' };
            if (!known && isWanted(all)) {
              answer.unread.push({ ...all, reason: 'no-answer' });
            }
          } else {
            left -= read.bytes;
            this.#known.set(key, read.known);
          }
          known = read?.known ?? known;
        }
        for (const { resource, found } of known?.kinds ?? []) {
          const kind = { group, resource };
          if (!seen.has(resource) && isWanted(kind)) {
            if (known?.unread) {
              answer.unread.push({ ...kind, reason: known.unread });
            } else if (found) {
              answer.found.push(found);
            }
          }
          seen.add(resource);
        }
      }
    }
    for (const key of this.#known.keys()) {
      if (!present.has(key)) {
        this.#known.delete(key);
      }
    }
    return answer;
  }

  async #readIndex(signal: AbortSignal): Promise<Document[]> {
    const { body } = await this.#get(INDEX, INDEX_BYTES, signal);
    const { paths } = (body ?? {}) as { paths?: unknown };
    if (typeof paths !== 'object' || paths === null) {
      throw new ClusterError('bad-answer', {
        path: INDEX,
        what: 'the answer is no list of documents',
      });
    }
    const documents = Object.entries(paths).flatMap(([path, entry]) => {
      const named = path.startsWith('apis/')
        ? parseGroupVersion(path.slice('apis/'.length))
        : undefined;
      return named && !OTHER_GROUPS.has(named.group)
        ? [{ ...named, hash: hashOf(entry) }]
        : [];
    });
    if (documents.length > this.#limits.documents) {
      throw new ClusterError('too-many', {
        path: INDEX,
        what: `there are more than ${this.#limits.documents} documents`,
      });
    }
    return documents;
  }

  /** @returns undefined if the server of an aggregated API is away */
  async #read(
    { group, version, hash }: Document,
    isCovered: (resource: string) => boolean,
    left: number,
    signal: AbortSignal,
  ): Promise<{ known: Known; bytes: number } | undefined> {
    const groupVersion = `${group}/${version}`;
    // Small, and enough where all kinds of a version are in a better one, or known.
    const served = await readResources(this.#client, groupVersion, signal);
    if (!served) {
      return undefined;
    }
    const kinds = served.flatMap(entry => {
      const { name, verbs } = entry ?? {};
      return isResourceName(name) &&
        Array.isArray(verbs) &&
        verbs.includes('list')
        ? [{ resource: name }]
        : [];
    });
    if (kinds.every(({ resource }) => isCovered(resource))) {
      return { known: { hash, kinds, isSpared: true }, bytes: 0 };
    }
    const limit = Math.min(this.#limits.documentBytes, left);
    const unread = (reason: UnreadReason, bytes: number) => ({
      known: { hash, kinds, unread: reason },
      bytes,
    });
    if (limit <= 0) {
      return unread('budget', 0);
    }
    try {
      return await documentsAtATime(async () => {
        const { body, bytes } = await this.#get(
          `${INDEX}/apis/${groupVersion}`,
          limit,
          signal,
        );
        const read = await readOpenApiKinds(body, { group, version });
        return { known: { hash, kinds: read }, bytes };
      });
    } catch (error) {
      if (!(error instanceof ClusterError)) {
        throw error;
      }
      switch (error.code) {
        case 'too-large':
          return unread(
            limit < this.#limits.documentBytes ? 'budget' : 'too-large',
            limit,
          );
        case 'bad-answer':
          return unread('bad-answer', 0);
        case 'not-found':
        case 'server-error':
          return undefined;
        default:
          throw error;
      }
    }
  }

  async #get(path: string, limit: number, outer: AbortSignal) {
    const signal = AbortSignal.any([outer, AbortSignal.timeout(DOCUMENT_MS)]);
    try {
      const response = await this.#client.get(path, { signal });
      return await readJson(path, response, limit);
    } catch (error) {
      outer.throwIfAborted();
      throw signal.aborted
        ? new ClusterError('unreachable', { path, what: 'no answer in time' })
        : error;
    }
  }
}

/** Whether nothing new would be read in a document. */
function isGood(
  known: Known,
  { hash }: Document,
  isCovered: (resource: string) => boolean,
): boolean {
  return (
    // Without a hash nobody can tell whether it is another.
    hash !== '' &&
    known.hash === hash &&
    // What did not fit in is looked at the next time.
    known.unread !== 'budget' &&
    (!known.isSpared ||
      known.kinds.every(({ resource }) => isCovered(resource)))
  );
}

function byGroup(documents: Document[]): Map<string, Document[]> {
  const groups = new Map<string, Document[]>();
  for (const document of documents) {
    groups.set(document.group, [
      ...(groups.get(document.group) ?? []),
      document,
    ]);
  }
  for (const each of groups.values()) {
    each.sort((a, b) => compareVersions(a.version, b.version));
  }
  return groups;
}

/** Part of the address that is given for a document; empty where there is none. */
function hashOf(entry: unknown): string {
  const { serverRelativeURL: url } = (entry ?? {}) as Record<string, unknown>;
  const [, hash = ''] =
    typeof url === 'string' ? /[?&]hash=([^&]+)/.exec(url) ?? [] : [];
  return hash.length <= LONGEST_HASH ? hash : '';
}
