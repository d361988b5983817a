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

import type { KnownAccessPath } from '@keyward/kube-model/systems';
import { fullNameOf, type PodMaker } from '../../makers';

const MOUNTS =
  'they mount any Secret of the namespace and run as any of its ServiceAccounts';

/** The kind of path that rights on a kind that makes pods are. */
export function makePodsPath(maker: PodMaker): KnownAccessPath {
  const { group, resource, kind, verbs, gives, source } = maker;
  const creates = verbs.includes('create');
  return {
    id: `${creates ? 'create' : 'change'}-${fullNameOf(maker)}`,
    title: `${creates ? 'Creates' : 'Changes'} ${withArticle(kind)} (${group})`,
    explanation: explain(maker),
    source,
    severity: severityOf(maker),
    needs: [
      {
        verbs,
        resources: [[group, resource]],
        ...(verbs.every(verb => verb === 'create') && { isUnnamed: true }),
      },
    ],
    ifServed: { group, resource },
    byObjects: true,
    reaches:
      gives === 'cluster'
        ? ['cluster:*']
        : [
            'secrets:{namespace}',
            'identities:{namespace}',
            'provider-classes:{namespace}',
          ],
  };
}

function explain({ kind, verbs, gives }: PodMaker): string {
  if (gives === 'cluster') {
    return `The chart that ${withArticle(
      kind,
    )} names is installed by a Job that is bound to the ClusterRole cluster-admin, in whichever namespace it stands.`;
  }
  return verbs.includes('create')
    ? `The controller makes the pods of ${withArticle(kind)}: ${MOUNTS}.`
    : `The next object that is made of the ${kind} has its pods: ${MOUNTS}.`;
}

function severityOf({ verbs, gives }: PodMaker): KnownAccessPath['severity'] {
  if (gives === 'cluster') {
    return 'critical';
  }
  // Of a template somebody else has to make use.
  return verbs.includes('create') ? 'high' : 'medium';
}

/** Of what is only known by the plural of its resource there is none. */
function withArticle(kind: string): string {
  if (/^[a-z]/.test(kind)) {
    return kind;
  }
  return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
