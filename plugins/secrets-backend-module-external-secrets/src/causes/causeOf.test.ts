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

import { causeOfEvent, causeOfMessage } from './causeOf';

const ENTRY = 'error processing spec.data[0] (key: prod/db), err: ';
const AWS =
  'operation error Secrets Manager: GetSecretValue, https response error StatusCode: ';

describe('causeOfEvent', () => {
  it.each([
    // As External Secrets Operator 0.20.4 writes them with its providers.
    [`${ENTRY}Secret does not exist`, 'missing'],
    [`${ENTRY}key password does not exist in secret prod/db`, 'missing'],
    [
      `${ENTRY}${AWS}400, RequestID: 1, AccessDeniedException: User: arn:aws:iam::1:user/NotFound is not authorized to perform: secretsmanager:GetSecretValue`,
      'denied',
    ],
    [
      `${ENTRY}${AWS}403, RequestID: , deserialization failed, failed to decode response body, invalid character '<' looking for beginning of value`,
      'denied',
    ],
    [
      `${ENTRY}${AWS}400, RequestID: 1, ThrottlingException: Rate exceeded`,
      'throttled',
    ],
    [
      `${ENTRY}${AWS}400, RequestID: 1, api error UnrecognizedClientException: The security token included in the request is invalid.`,
      'not-logged-in',
    ],
    [`${ENTRY}${AWS}500, RequestID: 1, InternalServiceError`, 'unreachable'],
    [
      `${ENTRY}operation error Secrets Manager: GetSecretValue, https response error StatusCode: 200, RequestID: , deserialization failed, failed to decode response body, invalid character 'h' looking for beginning of value`,
      'malformed',
    ],
    [`${ENTRY}canceled, context deadline exceeded`, 'timeout'],
    [
      `${ENTRY}dial tcp 10.0.0.1:443: connect: connection refused`,
      'unreachable',
    ],
    [
      `${ENTRY}unable to unmarshal secret prod/db: invalid character`,
      'malformed',
    ],
    [
      'error processing spec.dataFrom[0].extract, err: unable to access Secret from SecretManager Client: rpc error: code = PermissionDenied desc = Permission denied',
      'denied',
    ],
    [
      `${ENTRY}cannot read secret data from Vault: Error making API request. Code: 403. Errors: * permission denied`,
      'denied',
    ],
    [
      `${ENTRY}could not get SecretStore "aws", SecretStore.external-secrets.io "aws" not found`,
      'store-not-found',
    ],
    [
      `${ENTRY}could not get ClusterSecretStore "aws", clustersecretstores.external-secrets.io "aws" not found`,
      'store-not-found',
    ],
    [`${ENTRY}SecretStore "aws" is not ready`, 'store-not-ready'],
    [
      `${ENTRY}using cluster store "aws" is not allowed from namespace "shop": denied by spec.condition`,
      'store-not-allowed',
    ],
    [
      `${ENTRY}could not fetch SecretAccessKey secret: cannot get Kubernetes secret "aws" from namespace "shop": secrets "aws" not found`,
      'credentials-missing',
    ],
    ['could not apply template: unable to execute template', 'template'],
    ['something that nobody knows', 'not-known'],
    ['', 'not-known'],
    [undefined, 'not-known'],
    [{ message: 'AccessDenied' }, 'not-known'],
  ])('of %p is %p', (text, expected) => {
    expect(causeOfEvent(text)).toBe(expected);
  });

  it('is not led astray by the name of a key', () => {
    const named = 'error processing spec.data[0] (key: AccessDenied/Throttled)';
    expect(causeOfEvent(`${named}, err: Secret does not exist`)).toBe(
      'missing',
    );
  });

  it('is told in no time of a text that is made to take long', () => {
    const start = performance.now();
    const parts = ['(key: ', 'SecretStore "', 'StatusCode: ', '"', '", '];
    const begins = [
      'error processing spec.data[0] ',
      'error processing spec.data[0] (key: ',
      'could not get SecretStore "',
    ];
    for (const begin of begins) {
      for (const part of parts) {
        causeOfEvent(begin + part.repeat(200_000));
        causeOfEvent(begin.repeat(50) + part.repeat(1000));
      }
    }
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('causeOfMessage', () => {
  it('knows whole messages alone', () => {
    const message = 'could not update secret, target is immutable';
    expect(causeOfMessage(message)).toBe('target-immutable');
    expect(causeOfMessage(`${message} `)).toBeUndefined();
    expect(
      causeOfMessage('could not get secret data from provider'),
    ).toBeUndefined();
    expect(causeOfMessage('constructor')).toBeUndefined();
    expect(causeOfMessage(1)).toBeUndefined();
  });
});
