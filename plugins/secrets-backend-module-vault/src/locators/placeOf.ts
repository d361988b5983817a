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

import type { StatedLocator } from '@keyward/backstage-plugin-secrets-node';

/** By how clusters name places: as Vault's API has them, or by the engine and the path in it. */
export interface VaultPlace {
  /** The address that is named; absent where whoever reads takes its default. */
  address?: string;
  /** Of Vault Enterprise, as the login or the store says; paths may name another. */
  namespace?: string;
  /** Without a slash at its ends. */
  path: string;
  /**
   * `api`: with `data/` behind the path of an engine of KV version 2; `logical`: without;
   * `either`: what names it does not say which.
   */
  form: 'api' | 'logical' | 'either';
  /** The engine, where a store says which. */
  engine?: { mount: string; kv: 'kv-1' | 'kv-2' };
}

/** A store that is an address. */
const ADDRESS = /^https?:\/\//i;

/**
 * Where a locator leads.
 *
 * @returns undefined where its store was not seen, or says no path
 */
export function placeOf({
  path: named,
  store,
  storeDetail,
}: StatedLocator): VaultPlace | undefined {
  const path = trim(named);
  if (path === undefined || path.split('/').includes('')) {
    return undefined;
  }
  if (storeDetail?.provider === 'vault') {
    return placeInStore(path, storeDetail);
  }
  if (store === undefined || ADDRESS.test(store)) {
    return {
      path,
      form: store === undefined ? 'either' : 'api',
      ...(store === undefined ? {} : { address: store }),
    };
  }
  if (!storeDetail || (storeDetail.connection && !storeDetail.address)) {
    return undefined;
  }
  const address = textOf(storeDetail.address);
  const namespace = trim(textOf(storeDetail.vaultNamespace));
  return {
    path,
    form: 'logical',
    ...(address ? { address } : {}),
    ...(namespace ? { namespace } : {}),
  };
}

/**
 * As the External Secrets Operator builds the path of a request.
 * Source: https://github.com/external-secrets/external-secrets/blob/v0.20.4/pkg/provider/vault/client_get.go
 */
function placeInStore(
  key: string,
  detail: NonNullable<StatedLocator['storeDetail']>,
): VaultPlace | undefined {
  const address = textOf(detail.address);
  if (address === undefined) {
    return undefined;
  }
  const mount = trim(textOf(detail.path));
  const isVersion2 = textOf(detail.version) !== 'v1';
  const namespace = trim(textOf(detail.namespace));
  const common = { address, ...(namespace ? { namespace } : {}) };
  if (mount !== undefined) {
    let rest = key;
    if (rest.startsWith(`${mount}/`)) {
      rest = rest.slice(mount.length + 1);
      if (isVersion2 && rest.startsWith('data/')) {
        rest = rest.slice('data/'.length);
      }
    }
    return {
      ...common,
      path: [mount, ...(isVersion2 ? ['data'] : []), rest].join('/'),
      form: 'api',
      engine: { mount, kv: isVersion2 ? 'kv-2' : 'kv-1' },
    };
  }
  const [first, ...rest] = key.split('/');
  return {
    ...common,
    path:
      isVersion2 && !key.includes('/data/')
        ? [first, 'data', ...rest].join('/')
        : key,
    form: 'api',
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function trim(text: string | undefined): string | undefined {
  return text?.replace(/^\/+|\/+$/g, '') || undefined;
}
