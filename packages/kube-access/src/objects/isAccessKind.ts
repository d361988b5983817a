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

const RBAC = 'rbac.authorization.k8s.io';
const EXTERNAL_SECRETS = 'external-secrets.io';
const VAULT_OPERATOR = 'secrets.hashicorp.com';
/** Of what discovery tells. */
const META = 'meta.k8s.io';

/** The kinds that decide about access, each of one group: Crossplane has Roles too. */
const GROUPS = {
  APIResource: META,
  AppProject: 'argoproj.io',
  ClusterRole: RBAC,
  ClusterRoleBinding: RBAC,
  ClusterSecretStore: EXTERNAL_SECRETS,
  ConfigMap: '',
  CustomResourceDefinition: 'apiextensions.k8s.io',
  ExternalSecret: EXTERNAL_SECRETS,
  Namespace: '',
  Node: '',
  Pod: '',
  Role: RBAC,
  RoleBinding: RBAC,
  Secret: '',
  SecretStore: EXTERNAL_SECRETS,
  ServiceAccount: '',
  VaultAuth: VAULT_OPERATOR,
  VaultDynamicSecret: VAULT_OPERATOR,
  VaultPKISecret: VAULT_OPERATOR,
  VaultStaticSecret: VAULT_OPERATOR,
};

/**
 * The API groups of the kinds that decide about access; the core group is
 * the empty text.
 *
 * @public
 */
export const accessApiGroups: readonly string[] = [
  ...new Set(Object.values(GROUPS)),
];

/** Whether a kind of a group is one that decides about access. */
export function isAccessKind(
  kind: string,
  apiGroup: string,
): kind is keyof typeof GROUPS {
  return (
    Object.hasOwn(GROUPS, kind) &&
    GROUPS[kind as keyof typeof GROUPS] === apiGroup
  );
}

/** The group of an `apiVersion`. */
export function apiGroupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
