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

import { podsIn } from '../scopes';
import type { AccessPathKind } from '../types';

/** A port may stand behind the name of a pod, a scheme before it: `https:api-1:8443`. */
const NAMED = /^(?:https?:)?([^:]+)(?::[^:]*)?$/;

export const podProxy: AccessPathKind = {
  id: 'pod-proxy',
  title: 'Sends requests to pods',
  explanation:
    'The API server passes HTTP requests on to any port of a pod, past network policies. Whether a Secret comes back depends on what the program there serves: it could, as of a debugger or an administration page.',
  source:
    'https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/',
  severity: 'low',
  needs: [{ verbs: ['get', 'create'], resources: [['', 'pods/proxy']] }],
  reaches: ({ namespace, names }) =>
    podsIn({
      namespace,
      ...(names && { names: names.flatMap(name => podNamed(name) ?? []) }),
    }),
};

function podNamed(name: string): string | undefined {
  return NAMED.exec(name)?.[1];
}
