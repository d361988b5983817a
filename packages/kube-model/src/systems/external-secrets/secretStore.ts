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
import { statusOf } from '../../fields/conditions';
import { Extractor } from '../Extractor';
import { isNamespaceName, withoutCredentials } from '../../fields/names';
import {
  compact,
  itemsAt,
  keysAt,
  objectAt,
  textAt,
  textsAt,
} from '../../fields/read';
import { ReferenceCollector } from '../../references/ReferenceCollector';
import { walkAll } from '../../references/walkAll';
import { transitOfSettings } from '../../fields/transit';

/** What tells which place in a provider a store reads: names, regions and addresses, never values. */
const WORDS = [
  'service',
  'region',
  'role',
  'path',
  'version',
  'namespace',
  'prefix',
  'projectID',
  'tenantId',
  'authType',
];
const ADDRESSES = ['server', 'vaultUrl', 'url', 'host', 'apiUrl'];
const DEEPEST = 32;
/** Unless they are given another address, these are reached by https. */
const HOSTED = [
  'aws',
  'azurekv',
  'doppler',
  'gcpsm',
  'github',
  'gitlab',
  'infisical',
  'keepersecurity',
  'onboardbase',
  'oracle',
  'pulumi',
  'scaleway',
  'yandexlockbox',
];
/** It holds its values itself. */
const FAKE = 'fake';

/** A SecretStore or ClusterSecretStore: its provider, and the Secrets by which it logs in there. */
export const secretStore: Extractor = context => {
  const { object, references } = context;
  const [provider] = keysAt(object, 'spec', 'provider');
  const settings = objectAt(object, 'spec', 'provider', provider);
  walkSelectors(settings, `spec.provider.${provider}`, references, 0);
  walkAll(context);
  return {
    status: statusOf(object, ['Ready']),
    detail: compact({
      provider,
      ...Object.fromEntries(
        WORDS.map(field => [field, textAt(settings, field)]),
      ),
      address: ADDRESSES.map(field =>
        withoutCredentials(textAt(settings, field)),
      ).find(address => address !== undefined),
      remoteNamespace:
        provider === 'kubernetes' ? namespaceReadBy(settings) : undefined,
      transit: transitOf(provider, settings),
      refreshInterval: textAt(object, 'spec', 'refreshInterval'),
      // A ClusterSecretStore without conditions serves every namespace.
      restricted:
        context.kind === 'ClusterSecretStore'
          ? itemsAt(object, 'spec', 'conditions').length > 0
          : undefined,
      namespaces:
        context.kind === 'ClusterSecretStore'
          ? namespacesOf(itemsAt(object, 'spec', 'conditions'))
          : undefined,
      serviceAccounts: serviceAccountsOf(settings),
    }),
  };
};

function transitOf(provider: string | undefined, settings: Json) {
  if (provider === FAKE) {
    return 'local';
  }
  const isHosted = provider !== undefined && HOSTED.includes(provider);
  // The API server of the own cluster has https only.
  const isOwn =
    provider === 'kubernetes' && namespaceReadBy(settings) !== undefined;
  return transitOfSettings(
    settings,
    isHosted || isOwn ? 'encrypted' : 'unstated',
  );
}

/** Where ESO's own default is. */
const DEFAULT_NAMESPACE = 'default';
/** Names of its API server within a cluster. */
const OWN_SERVER =
  /^(https:\/\/)?kubernetes(\.default(\.svc(\.cluster\.local)?)?)?(:443)?\/?$/;

/** The namespace whose Secrets are read, unless it is one of another cluster. */
function namespaceReadBy(settings: Json): string | undefined {
  const server = textAt(settings, 'server', 'url');
  const namespace = textAt(settings, 'remoteNamespace') ?? DEFAULT_NAMESPACE;
  return (server === undefined || OWN_SERVER.test(server)) &&
    isNamespaceName(namespace)
    ? namespace
    : undefined;
}

/** The namespaces that may use a store; undefined unless they are given by their names alone. */
function namespacesOf(conditions: { item: Json }[]): string[] | undefined {
  const isByNames = conditions.every(
    ({ item }) =>
      item.namespaceSelector === undefined &&
      item.namespaceRegexes === undefined,
  );
  return conditions.length > 0 && isByNames
    ? conditions.flatMap(({ item }) => textsAt(item, 'namespaces'))
    : undefined;
}

/** The ServiceAccounts as which a store logs in, wherever its provider names them. */
function serviceAccountsOf(
  settings: Json,
): { namespace?: string; name: string }[] {
  const found = new Map<string, { namespace?: string; name: string }>();
  const pending: { value: Json; depth: number }[] = [
    { value: settings, depth: 0 },
  ];
  for (const { value, depth } of pending) {
    for (const [field, child] of Object.entries(value)) {
      if (!isJson(child) || depth > DEEPEST) {
        continue;
      }
      const name = textAt(child, 'name');
      if (field === 'serviceAccountRef' && name !== undefined) {
        const namespace = textAt(child, 'namespace');
        found.set(`${namespace}/${name}`, {
          ...(namespace !== undefined && { namespace }),
          name,
        });
      }
      pending.push({ value: child, depth: depth + 1 });
    }
  }
  return [...found.values()];
}

/** A PushSecret carries a Secret out of the cluster. */
export const pushSecret: Extractor = ({ object, references }) => {
  const data = itemsAt(object, 'spec', 'data');
  const keys = data.map(({ item }) => textAt(item, 'match', 'secretKey'));
  references.add({
    name: textAt(object, 'spec', 'selector', 'secret', 'name'),
    how: 'customResource',
    // An entry without a key takes the whole Secret.
    keys: keys.includes(undefined) ? undefined : keys,
    path: 'spec.selector.secret',
  });
  references.select(at(object, 'spec', 'selector', 'secret', 'selector'), {
    how: 'customResource',
    path: 'spec.selector.secret.selector',
  });
  return {
    status: statusOf(object, ['Ready']),
    detail: compact({
      stores: itemsAt(object, 'spec', 'secretStoreRefs').flatMap(({ item }) => {
        const name = textAt(item, 'name');
        return name ? `${textAt(item, 'kind') ?? 'SecretStore'}/${name}` : [];
      }),
      pushesTo: data.flatMap(
        ({ item }) =>
          compact({
            path: textAt(item, 'match', 'remoteRef', 'remoteKey'),
            key: textAt(item, 'match', 'remoteRef', 'property'),
          }) ?? [],
      ),
      refreshInterval: textAt(object, 'spec', 'refreshInterval'),
      deletionPolicy: textAt(object, 'spec', 'deletionPolicy'),
    }),
  };
};

/**
 * In a store every object with a name and a key selects an entry of a Secret,
 * whatever its field is called, unless it says that it is a ConfigMap's.
 */
function walkSelectors(
  value: Json,
  path: string,
  references: ReferenceCollector,
  depth: number,
): void {
  for (const [field, child] of Object.entries(value)) {
    if (!isJson(child) || depth > DEEPEST || field.length > 128) {
      continue;
    }
    const place = `${path}.${field}`;
    const { name, key, namespace, type, kind } = child;
    if (
      typeof key === 'string' &&
      type !== 'ConfigMap' &&
      kind !== 'ConfigMap'
    ) {
      references.add({
        name,
        namespace,
        how: 'customResource',
        keys: [key],
        path: place,
      });
    }
    walkSelectors(child, place, references, depth + 1);
  }
}
