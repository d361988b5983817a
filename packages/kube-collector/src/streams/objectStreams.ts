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

import { CLASSIFIER_VERSION } from '@keyward/values';
import { EXTRACTION_VERSION, observeObject } from '@keyward/kube-model';
import { knownSystems } from '@keyward/kube-model/systems';
import { formatObjectRef } from '@keyward/observation';
import type { BuiltInResource } from './resources';
import type { Stream, StreamOptions } from './Stream';

/**
 * The streams of a resource: one for all namespaces, or one for each named, and none
 * of what is in no namespace where these are all.
 */
export function objectStreams(
  resource: BuiltInResource,
  options: Pick<StreamOptions, 'sourceId' | 'mode' | 'namespaces' | 'systems'>,
): Stream[] {
  const { namespaces } = options;
  if (!namespaces) {
    return [objectStream(resource, options)];
  }
  if (resource.plural === 'namespaces') {
    // Rights on some namespaces allow to list each of these by its name.
    return namespaces.map(namespace => ({
      ...objectStream(resource, options),
      id: `v1/namespaces@${namespace}`,
      namespace,
      query: { fieldSelector: `metadata.name=${namespace}` },
    }));
  }
  return resource.namespaced
    ? namespaces.map(namespace => objectStream(resource, options, namespace))
    : [];
}

function objectStream(
  resource: BuiltInResource,
  {
    sourceId,
    mode,
    systems = knownSystems,
  }: Pick<StreamOptions, 'sourceId' | 'mode' | 'systems'>,
  namespace?: string,
): Stream {
  const { groupVersion, plural, kind } = resource;
  const apiGroup = groupVersion.includes('/') ? groupVersion.split('/')[0] : '';
  return {
    id: `${groupVersion}/${plural}${namespace ? `@${namespace}` : ''}`,
    path: pathOf(groupVersion, plural, namespace),
    namespace,
    as: resource.holdsText && mode !== 'fingerprint' ? 'metadata' : 'json',
    resource: apiGroup ? `${plural}.${apiGroup}` : plural,
    kind,
    apiVersion: groupVersion,
    reading: `${CLASSIFIER_VERSION}.${EXTRACTION_VERSION}${systems.addedTo(
      knownSystems,
    )}/${mode}`,
    observe: (item, _columns, _companion, secretExists) =>
      // Items of a list carry neither kind nor version, and those of a metadata list another kind.
      observeObject(
        { ...(item as object), kind, apiVersion: groupVersion },
        // Mode `references` has said that nothing is looked at but names.
        {
          sourceId,
          findsExposures: mode !== 'references',
          secretExists,
          systems,
        },
      ),
    refOf: item => {
      const metadata = (item as { metadata?: Record<string, unknown> })
        ?.metadata;
      return typeof metadata?.name === 'string'
        ? formatObjectRef({
            sourceId,
            apiGroup,
            kind,
            namespace: metadata.namespace as string | undefined,
            name: metadata.name,
          })
        : undefined;
    },
  };
}

/** The path of a resource's collection. */
export function pathOf(
  groupVersion: string,
  plural: string,
  namespace?: string,
): string {
  const root = groupVersion.includes('/') ? '/apis' : '/api';
  const scope = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}/${groupVersion}${scope}/${plural}`;
}
