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

/** How many components there are, and who owns them all. */
export interface CatalogSize {
  components: number;
  /** Entity ref of a group of the personas, that of {@link USER}. */
  owner: string;
}

/** Who owns all components. */
export const USER = 'user:default/guest';

/** Who owns none, and may look at everything. */
export const PLATFORM_USER = 'user:default/pat';

/** The file of a catalog, of which each component has a Kubernetes id. */
export function generateCatalog({ components, owner }: CatalogSize): string {
  const apiVersion = 'backstage.io/v1alpha1';
  // The people come with the personas.
  const entities: object[] = [];
  for (let index = 0; index < components; index++) {
    entities.push({
      apiVersion,
      kind: 'Component',
      metadata: {
        name: `service-${index}`,
        tags: ['java', `team-${index % 9}`],
        annotations: { 'backstage.io/kubernetes-id': `service-${index}` },
      },
      spec: { type: 'service', lifecycle: 'production', owner },
    });
  }
  // JSON is YAML.
  return entities.map(entity => JSON.stringify(entity)).join('\n---\n');
}
