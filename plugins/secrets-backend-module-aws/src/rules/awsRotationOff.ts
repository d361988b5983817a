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

/** A secret of Secrets Manager that nothing rotates. How old its value may be, `rotation-due` says. */
export const awsRotationOff: ResourceRule = {
  id: 'aws-rotation-off',
  title: 'AWS rotation is off',
  sentence: ({ name }) => `Secrets Manager does not rotate ${name}`,
  remedy:
    'Set up its rotation, if what it belongs to takes a new value without a person: aws secretsmanager rotate-secret --rotation-lambda-arn ARN --rotation-rules AutomaticallyAfterDays=30',
  docsUrl: pageOf('aws-rotation-off'),
  about: ABOUT_SECRETS,
  judge({ attributes: { primaryRegion, rotation, state } }) {
    return {
      // A replica is rotated where it is replicated from.
      verdicts:
        rotation === 'off' && state === 'live' && primaryRegion === undefined
          ? [{ item: '', severity: 'low', evidence: {} }]
          : [],
    };
  },
};
