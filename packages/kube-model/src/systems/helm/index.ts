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

import type { KnownSystem } from '../KnownSystem';

/** Helm: https://helm.sh */
export const helm: KnownSystem = {
  id: 'helm',
  marks: [
    {
      kind: 'Helm',
      key: 'meta.helm.sh/release-name',
      basis: 'annotation',
      tool: 'renders',
      read: (name, { annotations }) => ({
        namespace: annotations['meta.helm.sh/release-namespace'],
        name,
      }),
    },
    {
      kind: 'Helm',
      key: 'app.kubernetes.io/managed-by',
      basis: 'label',
      tool: 'renders',
      read: (value, { labels, namespace }) =>
        value === 'Helm'
          ? { namespace, name: labels['app.kubernetes.io/instance'] }
          : undefined,
    },
    {
      kind: 'Helm',
      key: 'heritage',
      basis: 'label',
      tool: 'renders',
      read: (value, { labels, namespace }) =>
        value === 'Helm' || value === 'Tiller'
          ? { namespace, name: labels.release }
          : undefined,
    },
  ],
  records: {
    deliverer: 'Helm',
    secretType: 'helm.sh/release.v1',
    streams: ['v1/secrets:helm-releases', 'v1/secrets:metadata'],
    prefix: 'sh.helm.release.v1.',
    releaseOf: name => /^sh\.helm\.release\.v1\.(.+)\.v\d+$/.exec(name)?.[1],
    label: 'name',
    annotations: {
      name: 'meta.helm.sh/release-name',
      namespace: 'meta.helm.sh/release-namespace',
    },
  },
  managers: [{ name: /^helm$/i, deliverer: 'Helm' }],
};
