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

import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const draftId = '${{ parameters.sealed }}';

const example = (action: string, name: string, input: object) =>
  stringify({ steps: [{ id: 'request', action, name, input }] });

export const sealExamples: TemplateExample[] = [
  {
    description:
      'Requests what the user sealed in the form, in the one folder that is confirmed for the entity.',
    example: example('secrets:seal', 'Open a pull request', { draftId }),
  },
  {
    description: 'Requests it in a folder of a repository, with a reason.',
    example: example('secrets:seal', 'Open a pull request', {
      draftId,
      reason: 'the key of the new mail provider',
      destinations: [
        {
          repository: 'https://git.example.com/payments/app',
          branch: 'main',
          path: 'deploy',
        },
      ],
    }),
  },
  {
    description:
      'Requests it, and has a Deployment of the folder take all keys as variables.',
    example: example('secrets:seal', 'Open a pull request', {
      draftId,
      reference: {
        kind: 'Deployment',
        name: 'web',
        as: 'envFrom',
        reloader: true,
      },
    }),
  },
];

export const sealedUpdateExamples: TemplateExample[] = [
  {
    description: 'Replaces the values that the user sealed anew in the form.',
    example: example('secrets:sealed:update', 'Open a pull request', {
      draftId,
    }),
  },
];
