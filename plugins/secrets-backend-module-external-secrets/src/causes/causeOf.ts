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

import type { Cause } from './causes';

/**
 * The messages of its Ready condition that name a cause, word by word.
 * Source: pkg/controllers/externalsecret/externalsecret_controller.go
 */
const OF_MESSAGES: Readonly<Record<string, Cause>> = {
  'could not update secret, target is immutable': 'target-immutable',
  'failed to take ownership of target secret': 'target-owned',
  'target is owned by another ExternalSecret': 'target-owned',
};

/** Before what a provider says, the operator says for which entry; whoever wrote the object chose the key. */
const ENTRY_BEGINS = 'error processing spec.data';
const ENTRY = new RegExp(
  `${ENTRY_BEGINS}(From)?\\[\\d+\\](\\.[A-Za-z.]+)?( \\(key: .*?\\))?, err: `,
  'y',
);

/**
 * What the errors of the operator and of its providers have in common, the first that
 * fits. What they wrap comes last in their text, and the most telling comes first here:
 * an HTTP status of 403 counts more than that its body could not be read.
 */
const OF_EVENTS: readonly [Pick<RegExp, 'test'>, Cause][] = [
  [{ test: saysNoStore }, 'store-not-found'],
  [/SecretStore "[^"]*" is not ready/, 'store-not-ready'],
  [/is not allowed from namespace|unmanaged store/, 'store-not-allowed'],
  [
    /cannot get Kubernetes (secret|service account)|cannot find secret data for key|could not fetch \w+ secret/,
    'credentials-missing',
  ],
  [/could not (apply|execute) template|fetching templateFrom/, 'template'],
  [
    /Throttl|TooManyRequests|Rate exceeded|ResourceExhausted|(StatusCode|Code)[:=] ?429|429 Too Many/,
    'throttled',
  ],
  [
    /Unauthenticated|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|ExpiredToken|invalid_client|AADSTS\d|(StatusCode|Code)[:=] ?401|401 Unauthorized/,
    'not-logged-in',
  ],
  [
    /AccessDenied|not authorized to perform|PermissionDenied|[Pp]ermission denied|Forbidden|is forbidden|not allowed to get secrets|(StatusCode|Code)[:=] ?403/,
    'denied',
  ],
  [
    /context deadline exceeded|Client\.Timeout|i\/o timeout|DeadlineExceeded|[Tt]imed out|TLS handshake timeout/,
    'timeout',
  ],
  [
    /connection refused|connection reset|no such host|no route to host|code = Unavailable|x509:|: EOF|(StatusCode|Code)[:=] ?5\d\d/,
    'unreachable',
  ],
  [
    /Secret does not exist|ResourceNotFound|SecretNotFound|code = NotFound|secret not found|does not exist in|" not found|(StatusCode|Code)[:=] ?404/,
    'missing',
  ],
  [
    /deserialization failed|invalid character|nmarshal|decod|illegal base64|unexpected end of JSON|invalid secret received|invalid secret keys/,
    'malformed',
  ],
];

function withoutEntry(text: string): string {
  const start = text.indexOf(ENTRY_BEGINS);
  if (start < 0) {
    return text;
  }
  ENTRY.lastIndex = start;
  const [entry = ''] = ENTRY.exec(text) ?? [];
  return text.slice(0, start) + text.slice(start + entry.length);
}

/** Word by word: with a pattern of several gaps, a text can be made to take long. */
function saysNoStore(said: string): boolean {
  const start = said.search(/could not get (Cluster)?SecretStore "/);
  const named = start < 0 ? -1 : said.indexOf('", ', start);
  return named >= 0 && said.includes('not found', named);
}

/** Longer texts are no errors of the operator; the API server takes 1 KiB. */
const MOST_CHARACTERS = 4096;

/** The cause that a condition names; undefined where its message names none. */
export function causeOfMessage(message: unknown): Cause | undefined {
  return typeof message === 'string' && Object.hasOwn(OF_MESSAGES, message)
    ? OF_MESSAGES[message]
    : undefined;
}

/**
 * The cause that an Event names. Its text can hold a value (a provider quotes what it
 * could not read), so it goes no further than this function.
 */
export function causeOfEvent(text: unknown): Cause {
  if (typeof text !== 'string') {
    return 'not-known';
  }
  const said = withoutEntry(text.slice(0, MOST_CHARACTERS));
  return OF_EVENTS.find(([words]) => words.test(said))?.[1] ?? 'not-known';
}
