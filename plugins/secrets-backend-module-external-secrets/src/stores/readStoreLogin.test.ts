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

import { readStoreLogin } from './readStoreLogin';

const KEY = { name: 'credentials', key: 'key' };
const ACCOUNT = { serviceAccountRef: { name: 'reader' } };

describe('readStoreLogin', () => {
  it.each([
    [
      'aws',
      { auth: { secretRef: { accessKeyIDSecretRef: KEY } } },
      'static-keys',
    ],
    ['aws', { auth: { jwt: ACCOUNT } }, 'service-account irsa'],
    ['aws', { region: 'eu-central-1' }, 'controller'],
    [
      'gcpsm',
      { auth: { secretRef: { secretAccessKeySecretRef: KEY } } },
      'static-keys',
    ],
    [
      'gcpsm',
      { auth: { workloadIdentity: ACCOUNT } },
      'service-account workload-identity',
    ],
    ['gcpsm', { projectID: 'p' }, 'controller'],
    [
      'azurekv',
      { authSecretRef: { clientId: KEY } },
      'static-keys service-principal',
    ],
    ['azurekv', { authType: 'ManagedIdentity' }, 'controller managed-identity'],
    [
      'azurekv',
      { authType: 'WorkloadIdentity', ...ACCOUNT },
      'service-account workload-identity',
    ],
    [
      'azurekv',
      { authType: 'WorkloadIdentity' },
      'controller workload-identity',
    ],
    ['vault', { auth: { tokenSecretRef: KEY } }, 'static-keys token'],
    ['vault', { auth: { appRole: { secretRef: KEY } } }, 'static-keys approle'],
    ['vault', { auth: { kubernetes: ACCOUNT } }, 'service-account kubernetes'],
    [
      'vault',
      { auth: { kubernetes: { secretRef: KEY } } },
      'static-keys kubernetes',
    ],
    ['vault', { auth: { kubernetes: {} } }, 'controller kubernetes'],
    [
      'vault',
      { auth: { jwt: { kubernetesServiceAccountToken: ACCOUNT } } },
      'service-account jwt',
    ],
    ['vault', { auth: { iam: { jwt: ACCOUNT } } }, 'service-account iam'],
    ['vault', {}, 'unknown'],
    [
      'kubernetes',
      { auth: { serviceAccount: { name: 'r' } } },
      'service-account token',
    ],
    [
      'kubernetes',
      { auth: { token: { bearerToken: KEY } } },
      'static-keys token',
    ],
    ['kubernetes', { authRef: KEY }, 'static-keys kubeconfig'],
    ['doppler', { auth: { secretRef: { dopplerToken: KEY } } }, 'static-keys'],
    ['webhook', { caProvider: { name: 'ca', key: 'ca.crt' } }, 'unknown'],
    ['fake', { data: [] }, 'none'],
    ['', {}, 'unknown'],
    ['constructor', {}, 'unknown'],
  ])('of %s with %j is %s', (provider, settings, expected) => {
    const { kind, method } = readStoreLogin(provider, settings);
    expect([kind, method].filter(Boolean).join(' ')).toBe(expected);
  });

  it('knows which providers take nothing but static keys', () => {
    const takesMore = (provider: string) =>
      readStoreLogin(provider, {}).hasAlternative;
    expect(['aws', 'vault', 'doppler', 'fake'].map(takesMore)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
