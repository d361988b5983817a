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

import type { DeliveryObservation } from '@keyward/observation';
import { at, isJson, type Json } from '@keyward/observation/json';
import { statusOf } from '../../fields/conditions';
import { Extractor } from '../Extractor';
import { isNamespaceName, isSecretName } from '../../fields/names';
import { ReferenceCollector } from '../../references/ReferenceCollector';
import {
  compact,
  itemsAt,
  objectAt,
  textAt,
  textsAt,
  timeAt,
} from '../../fields/read';
import { STORE } from './names';

type Origin = NonNullable<DeliveryObservation['from']>[number];

/** What an ExternalSecret delivers, from which store and remote keys. */
export const externalSecret: Extractor = context => {
  const { object, name, namespace, references } = context;
  const spec = objectAt(object, 'spec');
  const templates = itemsAt(spec, 'target', 'template', 'templateFrom');
  for (const { index, item } of templates) {
    references.add({
      name: at(item, 'secret', 'name'),
      how: 'customResource',
      keys: itemsAt(item, 'secret', 'items').map(entry => entry.item.key),
      path: `spec.target.template.templateFrom[${index}].secret`,
    });
  }
  seekSources(spec, 'spec', references);
  const target =
    textAt(object, 'status', 'binding', 'name') ??
    textAt(spec, 'target', 'name') ??
    name;
  // With a manifest as target something else than a Secret is made.
  const makesSecret =
    textAt(spec, 'target', 'manifest', 'kind') === undefined &&
    textAt(spec, 'target', 'creationPolicy') !== 'None';
  return {
    deliveries:
      namespace && makesSecret && isSecretName(target)
        ? [{ namespace, name: target, from: originsOf(spec) }]
        : [],
    status: statusOf(
      object,
      ['Ready'],
      timeAt(object, 'status', 'refreshTime'),
    ),
    detail: compact(settingsOf(spec)),
  };
};

/** A ClusterExternalSecret makes ExternalSecrets, which deliver in turn. */
export const clusterExternalSecret: Extractor = ({
  object,
  name,
  references,
}) => {
  const spec = objectAt(object, 'spec', 'externalSecretSpec');
  seekSources(spec, 'spec.externalSecretSpec', references);
  return {
    status: statusOf(object, ['Ready']),
    detail: compact({
      externalSecretName:
        textAt(object, 'status', 'externalSecretName') ??
        textAt(object, 'spec', 'externalSecretName') ??
        name,
      namespaces: textsAt(object, 'status', 'provisionedNamespaces').filter(
        isNamespaceName,
      ),
      target: textAt(spec, 'target', 'name'),
      from: originsOf(spec),
      ...settingsOf(spec),
    }),
  };
};

/** How a store is named in deliveries: kind and name. */
export function storeOf(reference: Json): string | undefined {
  const name = textAt(reference, 'name');
  return name && `${textAt(reference, 'kind') ?? STORE}/${name}`;
}

/** The store that an entry names, or else the one for all of them. */
function storeReferenceOf(entry: Json, spec: Json): Json {
  const store =
    at(entry, 'sourceRef', 'storeRef') ??
    at(entry, 'sourceRef', 'secretStoreRef') ??
    at(spec, 'secretStoreRef');
  return isJson(store) ? store : {};
}

/** What is read of Secrets of the same cluster, if its stores read such. */
function seekSources(
  spec: Json,
  path: string,
  references: ReferenceCollector,
): void {
  for (const field of ['data', 'dataFrom']) {
    for (const { index, item } of itemsAt(spec, field)) {
      const store = storeReferenceOf(item, spec);
      const name = textAt(store, 'name');
      if (name === undefined || at(item, 'sourceRef', 'generatorRef')) {
        continue;
      }
      const storeRef = { kind: textAt(store, 'kind') ?? STORE, name };
      const place = {
        how: 'copy' as const,
        path: `${path}.${field}[${index}]`,
      };
      const remote = objectAt(item, field === 'data' ? 'remoteRef' : 'extract');
      references.seek(
        { ...place, name: textAt(remote, 'key'), optional: true },
        { storeRef },
      );
      const find = at(item, 'find');
      if (isJson(find)) {
        // By a name's pattern it looks through them all.
        references.select({ matchLabels: find.tags }, { ...place, storeRef });
      }
    }
  }
}

function settingsOf(spec: Json) {
  return {
    store: storeOf(objectAt(spec, 'secretStoreRef')),
    refreshInterval: textAt(spec, 'refreshInterval'),
    refreshPolicy: textAt(spec, 'refreshPolicy'),
    creationPolicy: textAt(spec, 'target', 'creationPolicy'),
    deletionPolicy: textAt(spec, 'target', 'deletionPolicy'),
    secretType: textAt(spec, 'target', 'template', 'type'),
  };
}

/** One origin for each store, remote path and version of it, with the properties taken of it. */
function originsOf(spec: Json): Origin[] {
  const origins = new Map<
    string,
    Omit<Origin, 'keys'> & { keys: Set<string> }
  >();

  const add = (entry: Json, remote: Json, path = textAt(remote, 'key')) => {
    const property = textAt(remote, 'property');
    const version = textAt(remote, 'version');
    const generator = objectAt(entry, 'sourceRef', 'generatorRef');
    const isGenerator = textAt(generator, 'name') !== undefined;
    const store = storeOf(
      isGenerator ? generator : storeReferenceOf(entry, spec),
    );
    const identity = JSON.stringify([store, path, version]);
    const known = origins.get(identity) ?? {
      system: isGenerator ? 'generator' : 'external-secrets',
      ...(store && { store }),
      ...(path && { path }),
      ...(version && { version }),
      keys: new Set<string>(),
    };
    if (property) {
      known.keys.add(property);
    }
    origins.set(identity, known);
  };

  for (const { item } of itemsAt(spec, 'data')) {
    add(item, objectAt(item, 'remoteRef'));
  }
  for (const { item } of itemsAt(spec, 'dataFrom')) {
    const extract = objectAt(item, 'extract');
    add(item, extract, textAt(extract, 'key') ?? textAt(item, 'find', 'path'));
  }
  return [...origins.values()].map(({ keys, ...origin }) => ({
    ...origin,
    ...(keys.size > 0 && { keys: [...keys] }),
  }));
}
