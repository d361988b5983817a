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

import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsSettings } from '../config';
import { AwsError } from './AwsError';
import { CALLS } from './calls';

/** One of more, with all that was retried. */
const ANSWER_MS = 60_000;
const REQUEST_MS = 15_000;
const CONNECTION_MS = 5_000;
/** AWS takes some dozens of these calls a second, so it throttles; the SDK waits longer each time, and slows down. */
const MOST_ATTEMPTS = 6;
/** Nobody has as many. An endpoint that never comes to an end has no other one. */
const MOST_PAGES = 10_000;

/** Makes one call. */
export type Call = <T>(
  name: string,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

/**
 * Makes the calls of a region, each within its time, so that what fails is an AwsError.
 *
 * @param signal - ends what is going on
 */
export function callsOf(region: string, signal: AbortSignal): Call {
  return async (name, send) => {
    try {
      return await send({
        abortSignal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
    } catch (error) {
      throw AwsError.from(error, { call: name, region });
    }
  };
}

/** Lets a client make no other calls than those that are listed. */
export function guard({ middlewareStack }: { middlewareStack: unknown }): void {
  (middlewareStack as GuardedStack).add(
    (next, { commandName = '' }) =>
      async args => {
        if (!Object.hasOwn(CALLS, commandName)) {
          throw new Error(`${commandName} is never called`);
        }
        return await next(args);
      },
    { step: 'initialize', name: 'onlyMetadata' },
  );
}

/** What is used of the middleware of a client, whatever its commands. */
interface GuardedStack {
  add(
    middleware: (
      next: (args: unknown) => Promise<unknown>,
      context: { commandName?: string },
    ) => (args: unknown) => Promise<unknown>,
    options: { step: 'initialize'; name: string },
  ): void;
}

/** @throws AwsError where a page is none, or is the one before once more */
export async function* pagesOf<T extends object>(
  call: string,
  region: string,
  read: (next: string | undefined) => Promise<{ items?: T[]; next?: string }>,
): AsyncGenerator<T[]> {
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { items, next } = await read(token);
    if (!Array.isArray(items)) {
      throw new AwsError('bad-answer', { call, region });
    }
    yield items.filter(item => typeof item === 'object' && item !== null);
    if (!next) {
      return;
    }
    if (next === token) {
      break;
    }
    token = next;
  }
  throw new AwsError('bad-answer', { call, region });
}

export function clientOptions(settings: AwsSettings, region: string) {
  const { credential, endpoint, role } = settings;
  const place = { region, ...(endpoint ? { endpoint } : {}) };
  const requestHandler = {
    connectionTimeout: CONNECTION_MS,
    requestTimeout: REQUEST_MS,
    throwOnRequestTimeout: true,
  };
  return {
    ...place,
    requestHandler,
    maxAttempts: MOST_ATTEMPTS,
    retryMode: 'adaptive',
    ...(role
      ? {
          credentials: fromTemporaryCredentials({
            ...(credential ? { masterCredentials: credential } : {}),
            params: {
              RoleArn: role.arn,
              RoleSessionName: 'keyward',
              ...(role.externalId ? { ExternalId: role.externalId } : {}),
            },
            clientConfig: { ...place, requestHandler },
          }),
        }
      : credential && { credentials: credential }),
  };
}
