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

import type { FactSource } from './types';

/**
 * The sources that the checks of this package need.
 *
 * @public
 */
export const factSources = {
  inventory: {
    id: 'inventory',
    title: 'a cluster whose Secrets Keyward may list',
    remedy:
      'Give Keyward a credential for the cluster under `secrets.kubernetes.clusters`, and see Sources for what it may not read.',
  },
  values: {
    id: 'values',
    title: 'a cluster in mode `fingerprint`',
    remedy: 'Set `mode: fingerprint` for the cluster.',
  },
  environments: {
    id: 'environments',
    title: 'the environment of each namespace',
    remedy:
      'Label the namespaces with `keyward.io/environment`, or name environments in the configuration.',
  },
  access: {
    id: 'access',
    title: 'the Roles and bindings of the cluster',
    remedy:
      "Let Keyward's credential list Roles, ClusterRoles and their bindings.",
  },
  controlPlane: {
    id: 'control-plane',
    title: 'the API server, by its metrics and the arguments it runs with,',
    remedy:
      "Let Keyward's credential read `/metrics` and the pods of kube-system, or, on a managed cluster, ask the cloud's API.",
  },
  transit: {
    id: 'transit',
    title:
      'a cluster whose stores, Ingresses and connection strings Keyward may read',
    remedy:
      'Let Keyward list stores and Ingresses, set `mode: fingerprint` for connection strings, and state TLS in them. See Sources for what it may not read.',
  },
  audit: {
    id: 'audit',
    title: 'the audit log of the cluster',
    remedy:
      'No source of this version reads audit logs. Keep them, and check by hand that they cover Secrets.',
  },
  git: {
    id: 'git',
    title: 'a scan of the repositories',
    remedy:
      'No source of this version scans repositories. Run a secret scanner in CI.',
  },
  managers: {
    id: 'managers',
    title: 'the secret manager that holds the values',
    remedy:
      'No source of this version reads versions. Check in the secret manager that it keeps earlier ones.',
  },
  identity: {
    id: 'identity',
    title: 'the identity provider',
    remedy:
      'No source of this version reads identity providers. Check by hand what they ask of people.',
  },
  credentials: {
    id: 'credentials',
    title: 'a list of the client certificates issued for the cluster',
    remedy:
      'No source of this version lists them. Check by hand that none is of the group system:masters.',
  },
  operations: {
    id: 'operations',
    title: 'a record of rehearsed rotations',
    remedy:
      'No source of this version records rehearsals. Rehearse a rotation, and note when.',
  },
} as const satisfies Record<string, FactSource>;
