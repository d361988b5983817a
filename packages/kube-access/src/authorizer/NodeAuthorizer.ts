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

import type { PodObject } from '../objects';
import { type AccessQuestion } from './AccessQuestion';
import { CompiledRole, type ResourceRequest } from './CompiledRole';
import { NODE_RULES } from './nodeRules';

const NODE_USER = 'system:node:';
const NODES_GROUP = 'system:nodes';
const READS = ['get', 'list', 'watch'];
const OWN_OBJECT = ['get', 'create', 'update', 'patch', 'delete'];

/** What the pods of a node refer to, as `kind/namespace/name`. */
type NodeReferences = Set<string>;

/**
 * The Node authorizer of Kubernetes 1.34 as it stands by default: a node may
 * read exactly what its pods refer to. Left out, as no Secret hangs on it:
 * claims, volumes, attachments and resource slices are always refused here.
 */
export class NodeAuthorizer {
  readonly #references = new Map<string, NodeReferences>();
  readonly #rules = new CompiledRole({
    kind: 'ClusterRole',
    name: 'node rules',
    rules: NODE_RULES,
  });

  constructor(pods: Iterable<PodObject>) {
    for (const pod of pods) {
      if (pod.node) {
        this.#add(pod, pod.node);
      }
    }
  }

  /** The node that a user is, `undefined` for all others. */
  nodeOf(user: string | undefined, groups: string[]): string | undefined {
    return user?.startsWith(NODE_USER) && groups.includes(NODES_GROUP)
      ? user.slice(NODE_USER.length) || undefined
      : undefined;
  }

  allows(
    node: string,
    question: AccessQuestion,
    request: ResourceRequest,
  ): boolean {
    const { verb, group = '', resource, subresource = '' } = question;
    const { namespace = '', name = '' } = question;
    switch (group ? `${resource}.${group}` : resource) {
      case 'secrets':
      case 'configmaps':
        return (
          READS.includes(verb) &&
          subresource === '' &&
          this.#refers(node, resource, namespace, name)
        );
      case 'serviceaccounts':
        return (
          ((verb === 'get' && subresource === '') ||
            (verb === 'create' && subresource === 'token')) &&
          this.#refers(node, resource, namespace, name)
        );
      case 'pods':
        return this.#allowsPod(node, question);
      case 'nodes':
        return allowsNode(node, question);
      case 'leases.coordination.k8s.io':
        return (
          OWN_OBJECT.includes(verb) &&
          namespace === 'kube-node-lease' &&
          (verb === 'create' || name === node)
        );
      case 'csinodes.storage.k8s.io':
        return (
          OWN_OBJECT.includes(verb) &&
          subresource === '' &&
          (verb === 'create' || name === node)
        );
      case 'resourceslices.resource.k8s.io':
        return verb === 'create' && subresource === '';
      case 'persistentvolumeclaims':
      case 'persistentvolumes':
      case 'resourceclaims.resource.k8s.io':
      case 'volumeattachments.storage.k8s.io':
        return false;
      default:
        return this.#rules.allows(request);
    }
  }

  #allowsPod(node: string, question: AccessQuestion): boolean {
    const { verb, subresource = '', namespace = '', name = '' } = question;
    switch (subresource) {
      case '':
        return (
          verb === 'create' ||
          verb === 'delete' ||
          (READS.includes(verb) && this.#refers(node, 'pods', namespace, name))
        );
      case 'status':
        return verb === 'update' || verb === 'patch';
      case 'eviction':
        return verb === 'create';
      default:
        return false;
    }
  }

  #refers(node: string, kind: string, namespace: string, name: string) {
    return (
      namespace !== '' &&
      name !== '' &&
      (this.#references.get(node)?.has(`${kind}/${namespace}/${name}`) ?? false)
    );
  }

  #add(pod: PodObject, node: string) {
    const references = this.#references.get(node) ?? new Set();
    this.#references.set(node, references);
    references.add(`pods/${pod.namespace}/${pod.name}`);
    if (pod.isMirror) {
      return;
    }
    if (pod.serviceAccount) {
      references.add(`serviceaccounts/${pod.namespace}/${pod.serviceAccount}`);
    }
    for (const secret of pod.secrets) {
      references.add(`secrets/${pod.namespace}/${secret}`);
    }
    for (const configMap of pod.configMaps ?? []) {
      references.add(`configmaps/${pod.namespace}/${configMap}`);
    }
  }
}

function allowsNode(node: string, question: AccessQuestion): boolean {
  const { verb, subresource = '', name = '' } = question;
  if (subresource === 'status') {
    return verb === 'update' || verb === 'patch';
  }
  return (
    subresource === '' &&
    (['create', 'update', 'patch'].includes(verb) ||
      (READS.includes(verb) && name === node))
  );
}
