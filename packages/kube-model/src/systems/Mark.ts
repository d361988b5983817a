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

import type { ObjectMetadata } from '../metadata';

/**
 * A tool's object, as a mark tells it.
 *
 * @public
 */
export interface MarkedObject {
  namespace?: string;
  name?: string;
}

/**
 * A label or annotation by which a tool marks what it made.
 *
 * @public
 */
export interface Mark {
  /** What the deliverer is called: the kind of the tool's objects, or the tool. */
  kind: string;
  apiGroup?: string;
  key: string;
  basis: 'label' | 'annotation';
  /**
   * What the tool does to the Secret. Of several marks that of the tool closest
   * to the value counts: who makes it, then who copies it, applies its manifest,
   * or renders it. A mark `over-owner` counts more than the object's owner.
   */
  tool: 'over-owner' | 'makes' | 'copies' | 'applies' | 'renders';
  /** The tool's object; undefined when the mark says something else after all. */
  read: (
    value: string,
    metadata: Pick<
      ObjectMetadata,
      'namespace' | 'name' | 'labels' | 'annotations'
    >,
  ) => MarkedObject | undefined;
}

/** For marks whose value is the name of an object in the Secret's namespace. */
export const inOwnNamespace: Mark['read'] = (name, { namespace }) => ({
  namespace,
  name,
});

/** For marks of objects that have the Secret's own name. */
export const ofOwnName: Mark['read'] = (_, { namespace, name }) => ({
  namespace,
  name,
});

/** For marks whose value is the name of an object in no namespace, or in one that is not said. */
export const byName: Mark['read'] = name => ({ name });

/** For marks whose value is `namespace/name`. */
export const byNamespacedName: Mark['read'] = value => {
  const [namespace, name] = value.split('/', 2);
  return name ? { namespace, name } : { name: namespace };
};
