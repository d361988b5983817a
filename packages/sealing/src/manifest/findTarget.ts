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

import { checkName, checkNamespace } from '../names';
import {
  scopeOfAnnotations,
  type SealingScope,
  type SealingTarget,
} from '../scope';
import { SealingError } from '../SealingError';
import { objectOf, readDocuments } from './readManifests';
import { isSealedSecret } from './readSealedSecrets';

/** What the caller says of the SealedSecret that is meant. */
interface Wanted {
  namespace?: string;
  name?: string;
  scope?: SealingScope;
}

interface Found {
  /** Which document of the text. */
  index: number;
  target: SealingTarget;
  /** The keys that it has. */
  keys: string[];
}

type Fields = Record<string, any>;

/** Finds the SealedSecret to merge into, and for what its values are sealed. */
export function findTarget(text: string, wanted: Wanted): Found {
  const found: { index: number; object: Fields }[] = [];
  for (const [index, document] of readDocuments(text).entries()) {
    const object = objectOf(document, `document ${index + 1}`);
    if (isWanted(object, wanted)) {
      found.push({ index, object });
    }
  }
  if (found.length !== 1) {
    throw new SealingError(
      'manifest',
      found.length === 0
        ? 'There is no SealedSecret to merge into'
        : `There are ${found.length} SealedSecrets, and nothing says which one is meant`,
      {
        where: 'the manifest',
        remedy:
          found.length === 0
            ? 'name a file with the SealedSecret of that namespace and name, or make a new one'
            : 'give the name, and the namespace where names are equal',
      },
    );
  }
  const [{ index, object }] = found;
  const { metadata, spec } = object;
  const data = spec?.encryptedData ?? {};
  if (typeof data !== 'object' || Array.isArray(data) || spec?.data) {
    throw new SealingError(
      'manifest',
      spec?.data
        ? 'All values are sealed as one here (spec.data), so that none can be replaced'
        : 'There is no map of sealed values (spec.encryptedData)',
      {
        where: `document ${index + 1}`,
        remedy: 'seal all values anew',
      },
    );
  }
  return {
    index,
    target: targetOf(metadata, spec, wanted),
    keys: Object.keys(data),
  };
}

function isWanted(object: unknown, wanted: Wanted): object is Fields {
  const { metadata } = (object ?? {}) as Fields;
  return (
    isSealedSecret(object) &&
    (wanted.name === undefined || metadata.name === wanted.name) &&
    (wanted.namespace === undefined ||
      metadata.namespace === undefined ||
      metadata.namespace === wanted.namespace)
  );
}

function targetOf(
  metadata: Fields,
  spec: Fields | undefined,
  wanted: Wanted,
): SealingTarget {
  const scope = scopeOfAnnotations(metadata.annotations);
  const ofTemplate = scopeOfAnnotations(spec?.template?.metadata?.annotations);
  if (scope !== ofTemplate) {
    throw new SealingError(
      'scope',
      `The controller reads the scope ${scope} in it, kubeseal ${ofTemplate}`,
      {
        where: 'metadata.annotations and spec.template.metadata.annotations',
        remedy: 'make both say the same',
      },
    );
  }
  if (wanted.scope !== undefined && wanted.scope !== scope) {
    throw new SealingError(
      'scope',
      `The scope of the manifest is ${scope}, not ${wanted.scope}`,
      {
        where: 'metadata.annotations',
        remedy: `leave the scope out, or make a new SealedSecret: its other values are sealed for ${scope}`,
      },
    );
  }
  const namespace = metadata.namespace ?? wanted.namespace;
  if (namespace === undefined && scope !== 'cluster-wide') {
    throw new SealingError('scope', 'The manifest names no namespace', {
      where: 'metadata.namespace',
      remedy:
        'give the namespace that it is applied to: its values are bound to it',
    });
  }
  return {
    scope,
    ...(namespace !== undefined && { namespace: checkNamespace(namespace) }),
    name: checkName(metadata.name),
  };
}
