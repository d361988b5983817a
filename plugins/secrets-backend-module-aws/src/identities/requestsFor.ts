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

import type { AwsService } from '../config';
import type { RequestContext } from './holds';

/** A secret as policies name it. */
export interface AskedSecret {
  service: AwsService;
  arn: string;
}

/**
 * What reads a value. `BatchGetSecretValue` is answered with those secrets alone for which
 * `GetSecretValue` is allowed.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_batch.html
 */
const READS: Readonly<Record<AwsService, readonly string[]>> = {
  'secrets-manager': ['secretsmanager:GetSecretValue'],
  'parameter-store': [
    'ssm:GetParameter',
    'ssm:GetParameters',
    'ssm:GetParameterHistory',
  ],
};
/**
 * Allowed for a path, it reads all that is below it, also what is denied there.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html
 */
const BY_PATH = 'ssm:GetParametersByPath';
const PARAMETER = ':parameter/';

/** Every action that reads a value. */
export const READING: readonly string[] = [
  ...Object.values(READS).flat(),
  BY_PATH,
];

/** The requests of which each alone is answered with the value. */
export function requestsFor({
  service,
  arn,
}: AskedSecret): { action: string; arn: string }[] {
  const requests = READS[service].map(action => ({ action, arn }));
  return service === 'parameter-store'
    ? [
        ...requests,
        ...pathsTo(arn).map(path => ({ action: BY_PATH, arn: path })),
      ]
    : requests;
}

/** The condition keys of which the values follow from who requests what. */
export function contextOf(roleArn: string, arn: string): RequestContext {
  const [, , , region, accountId] = arn.split(':');
  return {
    'aws:principalaccount': roleArn.split(':')[4],
    'aws:principalarn': roleArn,
    'aws:principalisawsservice': 'false',
    'aws:principaltype': 'AssumedRole',
    'aws:requestedregion': region,
    'aws:resourceaccount': accountId,
    // It may be asked so.
    'aws:securetransport': 'true',
    'aws:viaawsservice': 'false',
  };
}

/** The paths above a parameter, from the nearest one to the root; none where it is in no hierarchy. */
function pathsTo(arn: string): string[] {
  const at = arn.indexOf(PARAMETER) + PARAMETER.length;
  const parts = arn.slice(at).split('/');
  return parts.length < 2
    ? []
    : parts
        .map((_, index) => parts.slice(0, index).join('/'))
        .map(path => `${arn.slice(0, at)}${path}`)
        .reverse();
}
