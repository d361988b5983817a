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

/** How a tool marks what it delivers. */
export interface DeliveryMark {
  manager: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** The marks of tools that apply objects as they stand. */
export function markOf(
  by: string | undefined,
  kind: string,
  group: string,
  namespace: string,
  name: string,
): DeliveryMark {
  const [tool = 'kubectl', app = namespace] = (by ?? 'kubectl').split(' ');
  switch (tool) {
    case 'argocd':
      return {
        manager: 'argocd-controller',
        annotations: {
          'argocd.argoproj.io/tracking-id': `${app}:${group}/${kind}:${namespace}/${name}`,
        },
      };
    case 'flux':
      return {
        manager: 'kustomize-controller',
        labels: {
          'kustomize.toolkit.fluxcd.io/name': app,
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      };
    case 'helm':
      return {
        manager: 'helm',
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: {
          'meta.helm.sh/release-name': app,
          'meta.helm.sh/release-namespace': namespace,
        },
      };
    case 'fluxhelm':
      return {
        manager: 'helm-controller',
        labels: {
          'app.kubernetes.io/managed-by': 'Helm',
          'helm.toolkit.fluxcd.io/name': app,
          'helm.toolkit.fluxcd.io/namespace': namespace,
        },
        annotations: {
          'meta.helm.sh/release-name': app,
          'meta.helm.sh/release-namespace': namespace,
        },
      };
    case 'terraform':
      return { manager: 'HashiCorp' };
    case 'create':
      return { manager: 'kubectl-create' };
    case 'edit':
      return { manager: 'kubectl-edit' };
    case 'kubectl':
      return { manager: 'kubectl-client-side-apply' };
    default:
      throw new Error(`nothing is known to deliver by "${tool}"`);
  }
}
