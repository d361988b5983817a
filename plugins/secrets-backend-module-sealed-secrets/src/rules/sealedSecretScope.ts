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
import { bareName, pageOf, SEALED_SECRET } from './common';

/** The controller and kubeseal read another scope in the same SealedSecret. */
export const sealedSecretScope: ResourceRule = {
  id: 'sealed-secret-scope',
  title: 'Contradicting scopes',
  sentence: ({ name, evidence: { scope, templateScope } }) =>
    scope === templateScope
      ? `The annotations of ${bareName(name)} tell two scopes at once`
      : `The controller reads the scope ${scope} in ${bareName(
          name,
        )}, and kubeseal ${templateScope}`,
  remedy:
    'Make metadata.annotations and spec.template.metadata.annotations say the one scope that the values are sealed for.',
  docsUrl: pageOf('sealed-secret-scope'),
  about: SEALED_SECRET,
  judge({ attributes: { scope, templateScope, problems } }) {
    const isTwofold =
      Array.isArray(problems) &&
      problems.some(problem => problem.startsWith('scope '));
    return {
      verdicts:
        scope !== templateScope || isTwofold
          ? [
              {
                item: '',
                severity: 'medium',
                evidence: {
                  scope: String(scope),
                  templateScope: String(templateScope),
                },
              },
            ]
          : [],
    };
  },
};
