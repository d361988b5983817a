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

import { statusOf } from '../../fields/conditions';
import { Extractor } from '../Extractor';
import { compact, flagAt, keysAt, numberAt, textAt } from '../../fields/read';

const SCOPE = 'sealedsecrets.bitnami.com/';

/** A SealedSecret makes the Secret of its own name. */
export const sealedSecret: Extractor = ({ object, name, namespace }) => {
  // As an API server lists them, whatever the order of a manifest is.
  const keys = keysAt(object, 'spec', 'encryptedData').sort();
  return {
    deliveries: namespace
      ? [
          {
            namespace,
            name,
            from: [
              { system: 'sealed-secrets', ...(keys.length > 0 && { keys }) },
            ],
          },
        ]
      : [],
    status: statusOf(object, ['Synced']),
    detail: compact({
      scope: scopeOf(object),
      secretType: textAt(object, 'spec', 'template', 'type'),
      immutable: flagAt(object, 'spec', 'template', 'immutable'),
      observedGeneration: numberAt(object, 'status', 'observedGeneration'),
    }),
  };
};

function scopeOf(object: Record<string, unknown>): string {
  for (const scope of ['cluster-wide', 'namespace-wide']) {
    for (const path of [['spec', 'template'], []]) {
      if (
        textAt(object, ...path, 'metadata', 'annotations', SCOPE + scope) ===
        'true'
      ) {
        return scope;
      }
    }
  }
  return 'strict';
}
