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
import { ABOUT_SECRETS, pageOf } from './common';

/** A secret that the key of AWS encrypts, in an account where `requiresOwnKey` asks for another one. */
export const awsDefaultKey: ResourceRule = {
  id: 'aws-default-key',
  title: 'Encrypted by the default key',
  sentence: ({ name }) =>
    `${name} is encrypted by the default key of AWS, and its account requires one of its own`,
  remedy:
    'Give it a key of the account: aws secretsmanager update-secret --secret-id NAME --kms-key-id ARN. A parameter takes it with its next value: aws ssm put-parameter --overwrite --key-id ARN.',
  docsUrl: pageOf('aws-default-key'),
  about: ABOUT_SECRETS,
  judge({ attributes: { lacksOwnKey } }) {
    return {
      verdicts:
        lacksOwnKey === true
          ? [{ item: '', severity: 'medium', evidence: {} }]
          : [],
    };
  },
};
