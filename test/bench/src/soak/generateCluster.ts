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
import { createHash } from 'node:crypto';
import type { KubernetesManifest } from '@internal/servers';
import { generateAccess } from '../access/generateAccess';

/** The share of Secrets of which each has a value of its own. */
const DIFFERENT = 0.9;

/** How much there is, and whose. */
export interface ClusterSize {
  namespaces: number;
  secrets: number;
  components: number;
  owner: string;
}

/** A cluster as kubectl prints it: who can reach which of its Secrets, and a Deployment for each component, which refers to its share of them. */
export function generateCluster(size: ClusterSize): object {
  const { namespaces, secrets, components, owner } = size;
  const items: KubernetesManifest[] = [];
  const access = generateAccess({
    namespaces,
    secrets,
    serviceAccounts: components,
    roles: components,
    bindings: components,
  });
  const different =
    Math.floor((secrets * DIFFERENT) / namespaces) * namespaces + 1;
  let values = 0;
  for (const manifest of access) {
    const { kind, metadata } = manifest;
    if (kind === 'Namespace') {
      const annotations = { 'keyward.io/owner': owner };
      items.push({ ...manifest, metadata: { ...metadata, annotations } });
    } else if (kind === 'Secret') {
      // The others have those of Secrets of the namespaces before theirs.
      const value = valueOf(values++ % different);
      items.push({ ...manifest, data: { password: value } });
    } else {
      items.push(manifest);
    }
  }
  for (let index = 0; index < components; index++) {
    const envFrom: object[] = [];
    for (let secret = index; secret < secrets; secret += components) {
      envFrom.push({ secretRef: { name: `secret-${secret}` } });
    }
    items.push({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: `service-${index}`,
        namespace: `team-${index % namespaces}`,
        labels: { 'backstage.io/kubernetes-id': `service-${index}` },
      },
      spec: {
        template: {
          spec: {
            serviceAccountName: `sa-${index}`,
            containers: [{ name: 'main', envFrom }],
          },
        },
      },
    });
  }
  return { apiVersion: 'v1', kind: 'List', items };
}

/** What nobody guesses, hence is compared. */
function valueOf(index: number): string {
  return createHash('sha256').update(`value ${index}`).digest('base64');
}
