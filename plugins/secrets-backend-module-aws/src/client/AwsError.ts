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

/** Why a call came to nothing. */
export type AwsErrorCode =
  | 'forbidden'
  | 'no-such-secret'
  | 'not-logged-in'
  | 'throttled'
  | 'timeout'
  | 'unreachable'
  | 'bad-answer';

const CODES: Readonly<Record<string, AwsErrorCode>> = {
  AccessDeniedException: 'forbidden',
  UnauthorizedOperation: 'forbidden',
  // What is marked for deletion, or replicated, is refused some calls.
  InvalidRequestException: 'no-such-secret',
  ResourceNotFoundException: 'no-such-secret',
  // What STS answers if the role may not be assumed.
  AccessDenied: 'not-logged-in',
  CredentialsProviderError: 'not-logged-in',
  ExpiredToken: 'not-logged-in',
  ExpiredTokenException: 'not-logged-in',
  IncompleteSignature: 'not-logged-in',
  InvalidClientTokenId: 'not-logged-in',
  InvalidSignatureException: 'not-logged-in',
  SignatureDoesNotMatch: 'not-logged-in',
  UnrecognizedClientException: 'not-logged-in',
  LimitExceededException: 'throttled',
  RequestLimitExceeded: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  AbortError: 'timeout',
  TimeoutError: 'timeout',
  SyntaxError: 'bad-answer',
};

/** IAM refuses in the words of STS. */
const IAM = 'GetAccountAuthorizationDetails';

const WORDS: Readonly<Record<AwsErrorCode, string>> = {
  forbidden: 'access is denied',
  'no-such-secret': 'AWS has no such secret, or refuses it the call',
  'not-logged-in': 'the credential or the role is not accepted',
  throttled: 'the requests are throttled',
  timeout: 'there was no answer in time',
  unreachable: 'AWS cannot be reached or fails',
  'bad-answer': 'the answer cannot be read',
};

/** A call that came to nothing. Its message quotes nothing of the answer, which may name anything. */
export class AwsError extends Error {
  readonly code: AwsErrorCode;
  /** What people may read of it. */
  readonly summary: string;

  constructor(
    code: AwsErrorCode,
    { call, region }: { call: string; region: string },
  ) {
    const summary = `${call} in ${region}: ${WORDS[code]}`;
    super(summary);
    this.summary = summary;
    this.name = 'AwsError';
    this.code = code;
  }

  /** Of what the SDK threw. */
  static from(
    error: unknown,
    call: { call: string; region: string },
  ): AwsError {
    const { name, $metadata } = (error ?? {}) as {
      name?: unknown;
      $metadata?: { httpStatusCode?: unknown };
    };
    const known =
      typeof name === 'string' && Object.hasOwn(CODES, name)
        ? CODES[name]
        : undefined;
    if (name === 'AccessDenied' && call.call === IAM) {
      return new AwsError('forbidden', call);
    }
    const status = Number($metadata?.httpStatusCode);
    const byStatus =
      status >= 200 && status < 300 ? 'bad-answer' : 'unreachable';
    return new AwsError(known ?? byStatus, call);
  }
}
