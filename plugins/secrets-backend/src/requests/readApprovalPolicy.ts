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

import { InputError } from '@backstage/errors';
import type { Config } from '@backstage/config';

const PLACE = 'secrets.requests.approval.required';
const CHOICES = ['never', 'production', 'always'] as const;

/**
 * Whether a request needs the approval of somebody else, by the environments that it
 * writes for.
 */
export type ApprovalPolicy = (
  environments: readonly (string | undefined)[],
) => boolean;

/**
 * Reads `secrets.requests.approval`.
 *
 * @param production - the names of environments that count as production
 * @throws an InputError that names the place
 */
export function readApprovalPolicy(
  config: Config,
  production: readonly string[],
): ApprovalPolicy {
  const text = config.getOptionalString(PLACE) ?? 'never';
  const required = CHOICES.find(each => each === text);
  switch (required) {
    case 'never':
      return () => false;
    case 'always':
      return () => true;
    case 'production': {
      const names = production.map(lower);
      // What may be production is approved as if it were.
      return environments =>
        environments.some(
          each => each === undefined || names.includes(lower(each)),
        );
    }
    default:
      throw new InputError(
        `${PLACE} must be one of ${CHOICES.join(', ')}, not ${JSON.stringify(
          text,
        )}`,
      );
  }
}

function lower(text: string): string {
  return text.toLocaleLowerCase('en-US');
}
