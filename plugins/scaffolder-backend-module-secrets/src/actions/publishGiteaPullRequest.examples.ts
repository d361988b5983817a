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

const action = 'publish:gitea:pull-request';

export const examples: TemplateExample[] = [
  {
    description: 'Opens a pull request with all files of the workspace.',
    example: stringify({
      steps: [
        {
          id: 'pull-request',
          action,
          name: 'Open a pull request',
          input: {
            repoUrl: 'gitea.example.com?owner=platform&repo=shop',
            branchName: 'update-shop',
            title: 'Update the shop',
          },
        },
      ],
    }),
  },
  {
    description:
      'Opens a pull request into another branch, with a folder of the workspace.',
    example: stringify({
      steps: [
        {
          id: 'pull-request',
          action,
          name: 'Open a pull request',
          input: {
            repoUrl: 'gitea.example.com?owner=platform&repo=shop',
            branchName: 'update-shop',
            targetBranchName: 'release-1',
            title: 'Update the shop',
            description: 'What changes and **why**.',
            commitMessage: 'feat: update the shop',
            sourcePath: 'generated',
            targetPath: 'apps/shop',
          },
        },
      ],
    }),
  },
];
