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

import type { ResourceRule } from '@keyward/findings';
import { bareName, pageOf, SEALED_SECRET, textsOf } from './common';

/** All values are sealed as one, in a field that controllers may stop to read. */
export const sealedSecretDeprecated: ResourceRule = {
  id: 'sealed-secret-deprecated',
  title: 'SealedSecret of the deprecated form',
  sentence: ({ name }) =>
    `${bareName(
      name,
    )} keeps its values in spec.data, which is deprecated: a controller may refuse it`,
  remedy: 'Seal each value by itself, into spec.encryptedData.',
  docsUrl: pageOf('sealed-secret-deprecated'),
  about: SEALED_SECRET,
  judge({ attributes: { problems, neverOpens } }) {
    const isDeprecated = textsOf(problems).some(problem =>
      problem.startsWith('deprecated '),
    );
    return {
      verdicts:
        isDeprecated && !neverOpens
          ? [{ item: '', severity: 'low', evidence: {} }]
          : [],
    };
  },
};
