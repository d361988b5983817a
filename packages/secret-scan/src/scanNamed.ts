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

import { credentialClassOf } from './credentialClassOf';
import { isCredential } from './isCredential';
import { scanText } from './scanText';
import type { Detection } from './types';

/**
 * Looks at one value by the name that it has: an environment variable, a key of
 * a ConfigMap, a flag. What is of several lines is looked through as a text.
 *
 * A password may be any word; of names of tokens and keys a value is taken for
 * one only if nobody would choose it as a name.
 *
 * @public
 */
export function scanNamed(name: string, value: string): Detection[] {
  const found = scanText(value);
  if (found.length > 0) {
    return found.map(detection => ({ name, ...detection }));
  }
  const kind = credentialClassOf(name);
  return kind && isCredential(name, value.trim(), { isWord: () => true })
    ? [
        {
          detector: `assigned-${kind}`,
          class: kind,
          name,
          start: 0,
          end: value.length,
        },
      ]
    : [];
}
