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
import { isApiGroup, isApiVersion } from '@keyward/observation';

/**
 * A kind, as API servers name it in paths.
 *
 * @public
 */
export interface CustomKind {
  /** For example `postgresql.cnpg.io`. */
  group: string;
  /** Plural, for example `clusters`. */
  resource: string;
  /** For example `v1`; the one that the cluster prefers unless given. */
  version?: string;
}

/** Group and version of a text like `apps/v1`. */
export function parseGroupVersion(
  text: unknown,
): { group: string; version: string } | undefined {
  const [group, version, ...more] =
    typeof text === 'string' && text.length <= 320 ? text.split('/') : [];
  return isApiGroup(group) && isApiVersion(version) && more.length === 0
    ? { group, version }
    : undefined;
}

/** As kubectl and CRDs name a kind, for example `clusters.postgresql.cnpg.io`. */
export function nameOfKind({ group, resource }: CustomKind): string {
  return `${resource}.${group}`;
}

/** Reads {@link nameOfKind}. */
export function parseKindName(
  name: string,
): Pick<CustomKind, 'group' | 'resource'> {
  const dot = name.indexOf('.');
  return { group: name.slice(dot + 1), resource: name.slice(0, dot) };
}

/**
 * Whether one of some patterns names a kind: `clusters.postgresql.cnpg.io`, or
 * `*.postgresql.cnpg.io` for all of a group.
 *
 * @public
 */
export function isKindNamed(
  patterns: readonly string[],
  kind: Pick<CustomKind, 'group' | 'resource'>,
): boolean {
  return patterns.some(
    pattern => pattern === nameOfKind(kind) || pattern === `*.${kind.group}`,
  );
}
