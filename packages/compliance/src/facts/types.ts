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

import type { ClusterEncryption } from '../encryption';

/**
 * What facts can be about.
 *
 * @public
 */
export type ComplianceScopeKind =
  | 'service'
  | 'team'
  | 'system'
  | 'cluster'
  | 'portal';

/**
 * What facts are about.
 *
 * @public
 */
export interface ComplianceScope {
  kind: ComplianceScopeKind;
  /** The ref of an entity or the id of a cluster; `*` for the portal. */
  ref: string;
}

/**
 * A row behind a number, by its id.
 *
 * @public
 */
export interface FactRef {
  kind:
    | 'secret'
    | 'finding'
    | 'cluster'
    | 'subject'
    | 'binding'
    | 'store'
    | 'repository';
  id: string;
  /** To be shown in place of the id. */
  title?: string;
}

/**
 * How many things of a scope are well, at fault, or not known. Their sum is all
 * that there is of the kind.
 *
 * What a source told before it was lost stays in the sum, as unknown. A source that
 * has never told anything counts as one unknown: its things are not none.
 *
 * @public
 */
export interface Tally {
  good: number;
  bad: number;
  unknown: number;
  /** The worst of those at fault, worst first, at most 20. */
  examples?: FactRef[];
}

/**
 * How old values are, by the time since they were set.
 *
 * @public
 */
export interface ValueAges {
  /** For each of the bounds in `valueAgeBounds` those that are surely younger than it, and not than the one before. */
  within: number[];
  /** Surely older than the last bound. */
  older: number;
  /** Those that may stand on either side of a bound. */
  unknown: number;
}

/**
 * What is known of a scope: counts that a database can give without reading all rows.
 *
 * @public
 */
export interface ComplianceFacts {
  scope: ComplianceScope;
  /** When this was true, ISO 8601. */
  at: string;
  /** By the id of the check that they are for. An absent one is known to nobody. */
  tallies: Readonly<Record<string, Tally | undefined>>;
  /** How each cluster of the scope stores its Secrets: evidence for what the tallies say. */
  encryption?: ClusterEncryption[];
  ages?: ValueAges;
}

/**
 * A source that would tell what is not known.
 *
 * @public
 */
export interface FactSource {
  id: string;
  /** As the subject of a sentence that goes on with "would tell". */
  title: string;
  /** How to have it. */
  remedy: string;
}
