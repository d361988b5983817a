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

/** What connects a namespace to a service, to be pasted. */
export interface ClaimLines {
  /** Of the service's catalog-info.yaml. */
  entity: string;
  /** Confirms it in the cluster … */
  command: string;
  /** … or in the portal's configuration. */
  scopes: string;
}

export function claimLines(cluster: string, namespace: string): ClaimLines {
  const name = quoted(namespace);
  return {
    entity: [
      'apiVersion: backstage.io/v1alpha1',
      'kind: Component',
      'metadata:',
      `  name: ${name}`,
      '  annotations:',
      `    backstage.io/kubernetes-cluster: ${quoted(cluster)}`,
      `    backstage.io/kubernetes-namespace: ${name}`,
      'spec:',
      '  type: service',
      '  lifecycle: production',
      `  owner: group:default/${namespace}`,
    ].join('\n'),
    command: `kubectl annotate namespace ${namespace} keyward.io/entity=component:default/${namespace}`,
    scopes: [
      'secrets:',
      '  scopes:',
      `    - owner: group:default/${namespace}`,
      `      cluster: ${quoted(cluster)}`,
      `      namespaces: [${name}]`,
    ].join('\n'),
  };
}

/** For YAML: what would read as something else than a text gets quotes. */
function quoted(text: string): string {
  return /^[a-z][\w.-]*$/i.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
