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

import type { AccessRule } from '../objects';

const READ = ['get', 'list', 'watch'];

function rule(verbs: string[], group: string, resources: string[]): AccessRule {
  return { verbs, apiGroups: [group], resources };
}

/** What every node may do with kinds that the Node authorizer does not divide by node. */
export const NODE_RULES: AccessRule[] = [
  rule(['create'], 'authentication.k8s.io', ['tokenreviews']),
  rule(['create'], 'authorization.k8s.io', [
    'subjectaccessreviews',
    'localsubjectaccessreviews',
  ]),
  rule(READ, '', ['services']),
  rule(['create', 'update', 'patch'], '', ['events']),
  rule(['get'], '', ['endpoints']),
  rule([...READ, 'create'], 'certificates.k8s.io', [
    'certificatesigningrequests',
  ]),
  rule(READ, 'storage.k8s.io', ['csidrivers']),
  rule(READ, 'node.k8s.io', ['runtimeclasses']),
];
