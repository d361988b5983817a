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

/**
 * A resource of an API group.
 *
 * @public
 */
export interface ServedResource {
  group: string;
  resource: string;
}

/**
 * A right that a path needs: one of the verbs on one of the resources.
 *
 * @public
 */
export interface NeededRight {
  verbs: string[];
  /** API group and resource, with its subresource if it is one. */
  resources: [group: string, resource: string][];
  /** The request carries no name, so that resourceNames never match. */
  isUnnamed?: boolean;
  /** The one object it is about. */
  name?: string;
}

/**
 * How rights on the kinds of a system become access to secrets. Plain data, which
 * can be sent to another thread.
 *
 * @public
 */
export interface KnownAccessPath {
  id: string;
  title: string;
  explanation: string;
  /** Where it is documented. */
  source: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  /** All of them. */
  needs: NeededRight[];
  /** It leads somewhere only in clusters that serve this. */
  ifServed?: ServedResource;
  /** Objects are all that it takes, so that one who has others applied goes it as well. */
  byObjects?: true;
  /**
   * The places that one who has the rights can have, for example
   * `secrets:{namespace}`; `{namespace}` is that of the rights, or `*`.
   */
  reaches: string[];
}

/**
 * That the controller of a kind makes pods as its objects say, with the Secrets
 * and the ServiceAccount that they name.
 *
 * @public
 */
export interface PodMaking {
  /**
   * By what one has it make pods. Without `create` it is a template, of which
   * the objects of others are made.
   */
  verbs: ('create' | 'update' | 'patch')[];
  /**
   * Where: in the namespace of the object, in whichever one uses the template,
   * or with all rights in the cluster.
   */
  gives: 'namespace' | 'anywhere' | 'cluster';
  /** Its fields, as its project describes them. */
  source: string;
}

/** The verbs by which an object is written. */
export const WRITES = ['create', 'update', 'patch'];

/** Who reads one of the Secrets of a namespace. */
export const READS_SECRETS: NeededRight = {
  verbs: ['get', 'list', 'watch', 'patch'],
  resources: [['', 'secrets']],
};

/** Who makes a pod that mounts one. */
export const MAKES_PODS: NeededRight = {
  verbs: ['create'],
  resources: [['', 'pods']],
  isUnnamed: true,
};

/** All that a workload of the namespace can mount or run as. */
export const WORKLOADS = ['secrets:{namespace}', 'identities:{namespace}'];
