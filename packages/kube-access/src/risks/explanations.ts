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

import type { AccessRiskExplanation } from './types';

/**
 * What each risk means, in plain words.
 *
 * @public
 */
export const accessRiskExplanations: Readonly<
  Record<AccessRiskExplanation, string>
> = {
  'wildcard-secret-read':
    'A rule with `*` reads all Secrets, and whatever comes to exist later. Name the verbs and the resources.',
  'cluster-wide-read':
    'Reads all Secrets of all namespaces, those made later too. Give the right in the namespaces where it is needed, by RoleBindings.',
  'list-without-need':
    'May list or watch Secrets, which shows the data of all of them, and nothing is known that needs more than single ones by name.',
  'default-account-access':
    'The ServiceAccount `default` has rights over Secrets, and so has every pod of the namespace that names no account.',
  'broad-group-access':
    'Rights that lead to Secrets are given to a group that everybody, or every workload, is in.',
  'standing-user-access':
    'A person can read Secrets at any time. Give such rights to groups, for a limited time, or let people ask for single secrets.',
  'cross-namespace-access':
    'A workload of one namespace can read Secrets of another, or has a way to them: who is in the one is in the other.',
  'access-into-production':
    'A workload outside production can read Secrets of production, or act there: what is less guarded opens what is more.',
  'access-without-need':
    'The binding lets Secrets be read, and nothing that runs as this ServiceAccount is known to need any of them.',
  'rights-escalation':
    'May bind roles, change them beyond its own rights, or act as somebody else, and comes to Secrets that it may not read. Remove the verbs, or limit them by resourceNames.',
  'masters-access':
    'May act as `system:masters`, a group that no role or binding limits. Limit the groups that it may impersonate by resourceNames.',
  'pod-creation':
    'May create pods or workloads, which mount any Secret of their namespace and run as any of its ServiceAccounts. Leave that to controllers and pipelines.',
  'token-creation':
    'May create tokens of ServiceAccounts that can reach Secrets. Limit `serviceaccounts/token` by resourceNames.',
  'volume-creation':
    'May create persistent volumes of type hostPath and mount them, which opens the files of a node. Leave volumes to the provisioner.',
  'node-proxy-access':
    'May talk to kubelets by `nodes/proxy`, which runs commands in any pod, past admission and audit. For metrics `nodes/metrics` is enough.',
  'certificate-approval':
    'May request, approve and so have signed a client certificate of whomever it likes. Limit approval to the signers that are needed.',
  'webhook-change':
    'May change any admission webhook, which is sent every Secret that is written. Limit webhook configurations by resourceNames.',
  'dangling-account':
    'The binding names a ServiceAccount that does not exist: whoever makes one of this name has the rights.',
  'dangling-role':
    'The binding names a role that does not exist: whoever makes one of this name decides what the subjects may do.',
};
