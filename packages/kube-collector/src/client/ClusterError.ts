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

/**
 * What went wrong:
 *
 * - `unreachable`: no answer (refused, reset, timed out, no such host)
 * - `tls`: the certificate of the server is not trusted
 * - `bad-answer`: an answer that is no JSON, or cut off
 * - `too-many`: a kind has more objects than are followed of one that nobody asked for
 * - `plain-http`: the address is no https one, so that the credential would be sent in clear
 * - `no-credential`: the credential could not be had (a plugin failed, a file is missing)
 *
 * @public
 */
export type ClusterErrorCode =
  | 'unreachable'
  | 'tls'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'throttled'
  | 'server-error'
  | 'bad-answer'
  | 'too-large'
  | 'too-many'
  | 'plain-http'
  | 'no-credential';

/** What hits one request only, so that others to the same server may be answered. */
export const OF_ONE_REQUEST: readonly ClusterErrorCode[] = [
  'bad-answer',
  'forbidden',
  'not-found',
  'server-error',
  'too-large',
  'too-many',
];

/**
 * A request to an API server failed. The message is built from method, path and
 * status, never from what the server sent: that can quote values.
 *
 * @public
 */
export class ClusterError extends Error {
  /** To be compared, rather than the class. */
  name = 'ClusterError';
  /** What went wrong. */
  readonly code: ClusterErrorCode;
  /** What was asked for, without its query. */
  readonly path: string;
  /** What the server answered, if it did. */
  readonly status?: number;
  /** What the server asked for by Retry-After. */
  readonly retryAfterMs?: number;

  constructor(
    code: ClusterErrorCode,
    options: {
      path: string;
      what: string;
      status?: number;
      retryAfterMs?: number;
    },
  ) {
    super(`GET ${options.path}: ${options.what}`);
    this.code = code;
    this.path = options.path;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The error for an answer's status. */
export function errorOfStatus(
  path: string,
  status: number,
  retryAfter?: string,
): ClusterError {
  const seconds = Number(retryAfter);
  return new ClusterError(codeOfStatus(status), {
    path,
    status,
    what: `answered ${status}`,
    ...(seconds > 0 ? { retryAfterMs: Math.min(seconds, 300) * 1000 } : {}),
  });
}

function codeOfStatus(status: number): ClusterErrorCode {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 405:
      return 'not-found';
    case 410:
      return 'gone';
    case 429:
      return 'throttled';
    default:
      return status >= 500 ? 'server-error' : 'bad-answer';
  }
}

const TLS_CODES =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** The error for a connection that failed: by its code, as messages may be anything. */
export function errorOfConnection(path: string, cause: unknown): ClusterError {
  if (cause instanceof ClusterError) {
    return cause;
  }
  const code = String((cause as { code?: unknown })?.code ?? 'no code');
  const tidy = /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'connection failed';
  return TLS_CODES.test(tidy)
    ? new ClusterError('tls', {
        path,
        what: `the server's certificate was not accepted (${tidy})`,
      })
    : new ClusterError('unreachable', { path, what: `no answer (${tidy})` });
}
