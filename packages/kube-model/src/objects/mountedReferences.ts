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

import {
  type ObjectObservation,
  type ReferenceObservation,
  formatObjectRef,
} from '@keyward/observation';
import { knownSystems } from '../systems';
import { possiblyAnyIn } from './soughtReferences';

const CLASSES = knownSystems.kindsWithAccess('provider-class');
/** So many of one object: any number of pods can mount a class that makes any number of Secrets. Others may be any. */
const MOST_MOUNTED = 50;

/** A secret by its name, as a delivery gives it. */
interface MadeSecret {
  namespace: string;
  name: string;
}

/**
 * The refs of the SecretProviderClasses that a pod, or a template of pods, mounts.
 *
 * @public
 */
export function mountedClassRefs(
  object: Pick<ObjectObservation, 'detail' | 'namespace'>,
  sourceId: string,
): string[] {
  const classes = object.detail?.secretProviderClasses;
  return Array.isArray(classes)
    ? [...new Set(classes)]
        .filter((name): name is string => typeof name === 'string')
        .flatMap(name =>
          CLASSES.map(({ group, kind }) =>
            formatObjectRef({
              sourceId,
              apiGroup: group,
              kind,
              namespace: object.namespace,
              name,
            }),
          ),
        )
    : [];
}

/**
 * What an object refers to by mounting SecretProviderClasses: the Secrets that
 * these make, which are there for as long as a pod mounts the class
 * (https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret).
 * That they are not there yet is nothing that the object fails for.
 *
 * @param made - what a class makes, by its ref
 * @public
 */
export function mountedReferences(
  object: Pick<ObjectObservation, 'detail' | 'namespace'>,
  sourceId: string,
  made: (classRef: string) => readonly MadeSecret[],
): ReferenceObservation[] {
  const references: ReferenceObservation[] = [];
  for (const classRef of mountedClassRefs(object, sourceId)) {
    // Of a ref the kind and the name.
    const [kind, , className] = classRef.split('/').slice(-3);
    const path = `${kind}/${className}`;
    for (const { namespace, name } of made(classRef)) {
      const isLast = references.length === MOST_MOUNTED;
      const place = isLast ? possiblyAnyIn(namespace) : { namespace, name };
      const how = 'secretProviderClass' as const;
      references.push({ ...place, how, path, optional: true });
      if (isLast) {
        return references;
      }
    }
  }
  return references;
}
