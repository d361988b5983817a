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

import { type SecretsText } from '../../text';

const SERVICE_ACCOUNT = 'system:serviceaccount:';

/** A place on a path in words: `u:ann`, `secrets:shop`, `pod:shop/api-1`. */
export function placeWords(t: SecretsText['t'], place: string): string {
  const colon = place.indexOf(':');
  const sort = place.slice(0, colon);
  const rest = place.slice(colon + 1);
  const [namespace, name = ''] = rest.split('/');
  const isAll = namespace === '*';
  switch (sort) {
    case 'u':
      if (rest.startsWith(SERVICE_ACCOUNT)) {
        const [of, account] = rest.slice(SERVICE_ACCOUNT.length).split(':');
        return t('access.place.serviceAccount', {
          name: account,
          namespace: of,
        });
      }
      return rest.startsWith('system:node:')
        ? t('access.place.nodeIdentity', {
            name: rest.slice('system:node:'.length),
          })
        : t('access.place.user', { name: rest });
    case 'g':
      return t('access.place.group', { name: rest });
    case 'secret':
      return t('access.place.secret', { name, namespace });
    case 'secrets':
      return isAll
        ? t('access.place.allSecrets')
        : t('access.place.secrets', { namespace });
    case 'pod':
      return t('access.place.pod', { name, namespace });
    case 'pods':
      return isAll
        ? t('access.place.allPods')
        : t('access.place.pods', { namespace });
    case 'node':
      return t('access.place.node', { name: rest });
    case 'nodes':
      return t('access.place.nodes');
    case 'identity':
      return t('access.place.serviceAccount', { name, namespace });
    case 'identities':
      return isAll
        ? t('access.place.allServiceAccounts')
        : t('access.place.serviceAccounts', { namespace });
    case 'users':
      return t('access.place.users');
    case 'groups':
      return t('access.place.groups');
    case 'cluster':
      return t('access.place.cluster');
    case 'store':
      return t('access.place.store', { name, namespace });
    case 'stores':
    case 'vault-auths':
      return namespace === ''
        ? t('access.place.storesOfAll')
        : t('access.place.stores', { namespace });
    case 'provider-classes':
      return isAll
        ? t('access.place.allProviderClasses')
        : t('access.place.providerClasses', { namespace });
    case 'provider-class':
      return t('access.place.providerClass', { name, namespace });
    case 'remote':
      return t('access.place.remote', { name: rest });
    case 'sealed':
      return t('access.place.sealed');
    case 'release':
      return t('access.place.release', { name, namespace });
    case 'roles':
      return t('access.place.role', { name });
    case 'vault-auth':
      return t('access.place.vaultAuth', { name, namespace });
    case 'rolebindings':
      return t('access.place.roleBindings', { namespace });
    case 'clusterrolebindings':
      return t('access.place.clusterRoleBindings');
    case 'applications':
    case 'kustomizations':
    case 'helmreleases':
      return isAll
        ? t(`access.place.${sort}`)
        : t(`access.place.${sort}In`, { namespace });
    case 'project':
      return t('access.place.project', { name, namespace });
    case 'applier': {
      const [of, account] = namespace.slice(SERVICE_ACCOUNT.length).split(':');
      return name === '' || name === '*'
        ? t('access.place.applier', { name: account, namespace: of })
        : t('access.place.applierIn', {
            name: account,
            namespace: of,
            into: name,
          });
    }
    case 'cloud':
      return t('access.place.cloud', { name: rest });
    case 'role':
      return t('access.place.role', { name });
    default:
      return place;
  }
}
