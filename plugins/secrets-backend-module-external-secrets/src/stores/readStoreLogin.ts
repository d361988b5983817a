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

import { at, isJson, type Json } from '@keyward/observation/json';

/**
 * By what a store logs in at its provider.
 *
 * - `static-keys`: a credential that stands in a Secret until somebody changes it
 * - `service-account`: short-lived tokens of a ServiceAccount of the cluster (IRSA,
 *   Workload Identity, Kubernetes and JWT authentication)
 * - `controller`: what the pod of the operator has (a pod identity, a role of the node)
 * - `none`: it reads nothing from elsewhere
 * - `unknown`: it says so in no way that is known
 */
export interface StoreLogin {
  kind: 'static-keys' | 'service-account' | 'controller' | 'none' | 'unknown';
  /** For example `irsa`, `workload-identity`, `approle`; absent where there is but one. */
  method?: string;
  /** Whether the provider also takes credentials that expire by themselves. */
  hasAlternative: boolean;
}

type Login = Omit<StoreLogin, 'hasAlternative'>;

const STATIC: Login = { kind: 'static-keys' };
const CONTROLLER: Login = { kind: 'controller' };
const UNKNOWN: Login = { kind: 'unknown' };
const DEEPEST = 32;

/** How each provider that takes more than static keys says what it logs in with. */
const BY_PROVIDER: Readonly<Record<string, (settings: Json) => Login>> = {
  aws: ({ auth }) => readAws(auth) ?? CONTROLLER,
  gcpsm({ auth }) {
    if (isJson(at(auth, 'secretRef'))) {
      return STATIC;
    }
    if (isJson(at(auth, 'workloadIdentity'))) {
      return { kind: 'service-account', method: 'workload-identity' };
    }
    const federation = at(auth, 'workloadIdentityFederation');
    if (isJson(federation)) {
      return isJson(federation.awsSecurityCredentials)
        ? { ...STATIC, method: 'workload-identity-federation' }
        : {
            kind: isJson(federation.serviceAccountRef)
              ? 'service-account'
              : 'unknown',
            method: 'workload-identity-federation',
          };
    }
    return CONTROLLER;
  },
  azurekv({ authType, authSecretRef, serviceAccountRef }) {
    switch (authType) {
      case 'ManagedIdentity':
        return { ...CONTROLLER, method: 'managed-identity' };
      case 'WorkloadIdentity':
        return {
          kind: isJson(serviceAccountRef) ? 'service-account' : 'controller',
          method: 'workload-identity',
        };
      default:
        return isJson(authSecretRef)
          ? { ...STATIC, method: 'service-principal' }
          : UNKNOWN;
    }
  },
  vault: ({ auth }) => readVault(auth),
  kubernetes({ auth, authRef }) {
    if (isJson(at(auth, 'serviceAccount'))) {
      return { kind: 'service-account', method: 'token' };
    }
    for (const method of ['token', 'cert']) {
      if (isJson(at(auth, method))) {
        return { ...STATIC, method };
      }
    }
    return isJson(authRef) ? { ...STATIC, method: 'kubeconfig' } : UNKNOWN;
  },
  conjur({ auth }) {
    return isJson(at(auth, 'jwt'))
      ? {
          kind: isJson(at(auth, 'jwt', 'serviceAccountRef'))
            ? 'service-account'
            : 'static-keys',
          method: 'jwt',
        }
      : { ...STATIC, method: 'api-key' };
  },
  ibm: ({ auth }) =>
    isJson(at(auth, 'containerAuth'))
      ? { ...CONTROLLER, method: 'trusted-profile' }
      : STATIC,
};

/**
 * Reads what a store logs in with, from names of fields alone.
 *
 * @param provider - as `spec.provider` names it, for example `aws`
 * @param settings - what stands below it
 */
export function readStoreLogin(provider: string, settings: Json): StoreLogin {
  if (provider === 'fake') {
    return { kind: 'none', hasAlternative: false };
  }
  const read = Object.hasOwn(BY_PROVIDER, provider)
    ? BY_PROVIDER[provider]
    : undefined;
  return read
    ? { ...read(settings), hasAlternative: true }
    : {
        ...(namesSecret(settings, 0) ? STATIC : UNKNOWN),
        hasAlternative: false,
      };
}

function readAws(auth: unknown): Login | undefined {
  if (isJson(at(auth, 'secretRef'))) {
    return STATIC;
  }
  return isJson(at(auth, 'jwt'))
    ? { kind: 'service-account', method: 'irsa' }
    : undefined;
}

function readVault(auth: unknown): Login {
  if (isJson(at(auth, 'tokenSecretRef'))) {
    return { ...STATIC, method: 'token' };
  }
  for (const method of ['appRole', 'ldap', 'userPass', 'cert']) {
    if (isJson(at(auth, method))) {
      return { ...STATIC, method: method.toLowerCase() };
    }
  }
  const kubernetes = at(auth, 'kubernetes');
  if (isJson(kubernetes)) {
    // Without either it logs in with the token of the operator's own pod.
    const own = isJson(kubernetes.serviceAccountRef)
      ? 'service-account'
      : 'controller';
    return {
      kind: isJson(kubernetes.secretRef) ? 'static-keys' : own,
      method: 'kubernetes',
    };
  }
  const jwt = at(auth, 'jwt');
  if (isJson(jwt)) {
    return {
      kind: isJson(jwt.kubernetesServiceAccountToken)
        ? 'service-account'
        : 'static-keys',
      method: 'jwt',
    };
  }
  const iam = at(auth, 'iam');
  return isJson(iam)
    ? { ...(readAws(iam) ?? CONTROLLER), method: 'iam' }
    : UNKNOWN;
}

/** Whether a field points to a key of a Secret; a certificate authority is no credential. */
function namesSecret(settings: Json, depth: number): boolean {
  return Object.entries(settings).some(
    ([field, value]) =>
      isJson(value) &&
      depth < DEEPEST &&
      !/^ca/i.test(field) &&
      (/secretref$/i.test(field) ||
        (typeof value.name === 'string' && typeof value.key === 'string') ||
        namesSecret(value, depth + 1)),
  );
}
