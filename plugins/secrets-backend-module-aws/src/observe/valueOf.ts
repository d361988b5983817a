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

import type { SystemSecretObservation } from '@keyward/observation';
import {
  CLASSIFIER_VERSION,
  classifyKey,
  classifySecret,
} from '@keyward/values';

/** What is said of a value that is never read: it counts as one key, whatever stands in it. */
const VALUE = 'value';

/**
 * What is known of the value of a secret: its class by the name of the secret, and when
 * it was set.
 *
 * @param value - undefined if the secret has none
 */
export function valueOf(
  name: string,
  secretType: string,
  value: { setAt?: string } | undefined,
): Pick<
  SystemSecretObservation,
  'class' | 'taken' | 'keys' | 'keyCount' | 'classifierVersion'
> {
  const keyClass = classifyKey(name.split('/').at(-1) ?? name, secretType);
  return {
    class: classifySecret({
      secretType,
      labels: {},
      keyClasses: [keyClass],
    }),
    taken: 'metadata',
    keys: value
      ? [
          {
            name: VALUE,
            class: keyClass,
            age: value.setAt
              ? { earliest: value.setAt, latest: value.setAt, basis: 'source' }
              : { basis: 'unknown' },
          },
        ]
      : [],
    keyCount: value ? 1 : 0,
    classifierVersion: CLASSIFIER_VERSION,
  };
}
