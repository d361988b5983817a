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
import { bareName, pageOf, SEALED_SECRET, severityOf, textsOf } from './common';

/** A SealedSecret whose form proves that no controller ever opens it. */
export const sealedSecretBroken: ResourceRule = {
  id: 'sealed-secret-broken',
  title: 'Broken SealedSecret',
  sentence: ({ name, evidence: { problems, problemCount } }) => {
    const [first = ''] = textsOf(problems);
    const more = Number(problemCount) - 1;
    return `No controller can open ${bareName(name)}: ${first.replace(
      / /,
      ' in ',
    )}${more > 0 ? ` and ${more} more` : ''}`;
  },
  remedy:
    'Seal the values again and replace the SealedSecret in Git: it was cut off or changed, or never was one.',
  docsUrl: pageOf('sealed-secret-broken'),
  isAboutDelivery: true,
  about: SEALED_SECRET,
  judge(resource, settings) {
    const { attributes } = resource;
    return {
      verdicts:
        attributes.neverOpens && attributes.opened !== 'true'
          ? [
              {
                item: '',
                severity: severityOf(resource, settings),
                evidence: {
                  problems: textsOf(attributes.problems),
                  problemCount: Number(attributes.problemCount),
                },
              },
            ]
          : [],
    };
  },
};
