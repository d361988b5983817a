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
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { readEntityRef } from '../catalog';
import type { ClusterGroup } from '../permissions';
import type { AccessSubject } from './describeSubject';

const STAR = '*';
/** Of one request to the catalog. */
const AT_ONCE = 500;

/** What is known of a subject that may be a group. */
type Nameable = Pick<AccessSubject, 'id' | 'name'> & { kind: string };

/** A subject, and the entity of the catalog that it is. */
export type NamedSubject<T extends Nameable = AccessSubject> = T & {
  entityRef?: string;
};

/**
 * Knows the groups of clusters as groups of the catalog, by word of the configuration.
 * One that the catalog does not have, or that the caller may not see, stays as it is.
 */
export class CatalogGroups {
  readonly #groups: readonly ClusterGroup[];
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;

  constructor(options: {
    groups: readonly ClusterGroup[];
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  }) {
    this.#groups = options.groups;
    this.#catalog = options.catalog;
  }

  async name<T extends Nameable>(
    subjects: T[],
    credentials: BackstageCredentials,
  ): Promise<NamedSubject<T>[]> {
    const refs = new Map<string, string>();
    for (const { id, kind, name } of subjects) {
      const ref = kind === 'Group' ? this.#refOf(name) : undefined;
      if (ref !== undefined) {
        refs.set(id, ref);
      }
    }
    if (refs.size === 0) {
      return subjects;
    }
    const there = await this.#findThere(
      [...new Set(refs.values())],
      credentials,
    );
    return subjects.map(subject => {
      const entityRef = refs.get(subject.id);
      return entityRef !== undefined && there.has(entityRef)
        ? { ...subject, entityRef }
        : subject;
    });
  }

  /** The same of what speaks of one subject, or of none. */
  async nameSubject<T extends { subject?: AccessSubject }>(
    items: T[],
    credentials: BackstageCredentials,
  ): Promise<T[]> {
    const subjects = items.flatMap(({ subject }) => subject ?? []);
    const named = await this.#namedById(subjects, credentials);
    return items.map(item =>
      item.subject
        ? { ...item, subject: named.get(item.subject.id) ?? item.subject }
        : item,
    );
  }

  /** The same of what speaks of some subjects. */
  async nameWho<T extends { who: AccessSubject[] }>(
    items: T[],
    credentials: BackstageCredentials,
  ): Promise<T[]> {
    const subjects = items.flatMap(({ who }) => who);
    const named = await this.#namedById(subjects, credentials);
    return items.map(item => ({
      ...item,
      who: item.who.map(each => named.get(each.id) ?? each),
    }));
  }

  async #namedById(
    subjects: AccessSubject[],
    credentials: BackstageCredentials,
  ): Promise<Map<string, NamedSubject>> {
    const named = await this.name(subjects, credentials);
    return new Map(named.map(each => [each.id, each]));
  }

  /** The first entry that fits counts. */
  #refOf(name: string): string | undefined {
    for (const { name: pattern, entity } of this.#groups) {
      const star = starOf(pattern, name);
      if (star !== undefined) {
        try {
          return readEntityRef(
            entity.replace(STAR, () => star),
            {
              place: 'secrets.access.clusterGroups',
              defaultKind: 'group',
            },
          );
        } catch {
          // A group of a cluster may have a name that no entity can have.
          return undefined;
        }
      }
    }
    return undefined;
  }

  async #findThere(
    refs: string[],
    credentials: BackstageCredentials,
  ): Promise<Set<string>> {
    const there = new Set<string>();
    for (let from = 0; from < refs.length; from += AT_ONCE) {
      const { items } = await this.#catalog.getEntitiesByRefs(
        {
          entityRefs: refs.slice(from, from + AT_ONCE),
          fields: ['kind', 'metadata.namespace', 'metadata.name'],
        },
        { credentials },
      );
      for (const entity of items) {
        if (entity) {
          there.add(stringifyEntityRef(entity));
        }
      }
    }
    return there;
  }
}

/** What the star of a pattern stands for in a name; empty for a pattern without one, undefined if it does not fit. */
function starOf(pattern: string, name: string): string | undefined {
  const at = pattern.indexOf(STAR);
  if (at < 0) {
    return pattern === name ? '' : undefined;
  }
  const before = pattern.slice(0, at);
  const after = pattern.slice(at + 1);
  return name.length > before.length + after.length &&
    name.startsWith(before) &&
    name.endsWith(after)
    ? name.slice(before.length, name.length - after.length)
    : undefined;
}
