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

import type { LabelRequirement } from '@keyward/kube-model';
import { matchesLocation } from '@keyward/observation';
import type { EntityOrigin } from '../store/inventory';

/** What an entity names, read from its annotations. Nothing of it counts before the other side agrees. */
export interface EntityClaims extends EntityOrigin {
  /** Marks of its name do not count, as they were made for another entity. */
  held?: boolean;
  system?: string;
  /** `backstage.io/kubernetes-cluster`: only there. */
  cluster?: string;
  /** Only in these; absent for any. */
  namespaces?: NamedNamespace[];
  /** `backstage.io/kubernetes-id` and what it selects. */
  id?: string;
  /** `backstage.io/kubernetes-label-selector`, which stands before the id. */
  selector?: { text: string; requirements?: LabelRequirement[] };
  /** Of `keyward.io/secrets`, and of what modules read as well. */
  secretRefs: NamedSecret[];
}

/** A namespace and the annotation that names it. */
export interface NamedNamespace {
  annotation: string;
  name: string;
}

/** One item of the list of secrets. */
export interface NamedSecret {
  annotation: string;
  text: string;
  /** Absent for what is no ref of a secret. */
  parsed?: {
    ref: string;
    sourceId: string;
    /** In Kubernetes, where it is but one. */
    namespace?: string;
    /** Set where it means several: with what their refs begin. */
    prefix?: string;
  };
}

/** Whether an item of the list means a secret. */
export function namesSecret({ parsed }: NamedSecret, ref: string): boolean {
  if (parsed?.prefix === undefined) {
    return parsed?.ref === ref;
  }
  return ref.startsWith(parsed.prefix) && matchesLocation(ref, parsed.ref);
}

/** Whether anything but a namespace says which objects are meant; else the whole namespaces are claimed. */
export function selectsObjects(claims: EntityClaims): boolean {
  return claims.id !== undefined || claims.selector !== undefined;
}
