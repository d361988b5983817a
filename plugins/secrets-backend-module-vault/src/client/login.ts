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

import { readFile } from 'node:fs/promises';
import type { VaultLogin } from '../config';
import { VaultError } from './VaultError';

/** A token, and how long it lasts; 0 for one that does not expire by a login. */
export interface LoggedIn {
  token: string;
  leaseSeconds: number;
}

/**
 * Gets a token. The file of a JSON Web Token is read each time, as Kubernetes renews it.
 *
 * @throws VaultError
 */
export async function login(
  by: VaultLogin,
  post: (path: string, body: object) => Promise<any>,
): Promise<LoggedIn> {
  if (by.method === 'token') {
    return { token: by.token, leaseSeconds: 0 };
  }
  const path = `auth/${by.mount}/login`;
  const body =
    by.method === 'appRole'
      ? { role_id: by.roleId, secret_id: by.secretId }
      : { role: by.role, jwt: await readToken(by.tokenFile, path) };
  const answer = await post(path, body);
  const token: unknown = answer?.auth?.client_token;
  if (typeof token !== 'string' || token === '') {
    throw new VaultError(path, { reason: 'answered without a token' });
  }
  const seconds = Number(answer.auth.lease_duration);
  return { token, leaseSeconds: seconds > 0 ? seconds : 0 };
}

async function readToken(file: string, path: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new VaultError(path, {
      reason: 'was not called, as the file of the token could not be read',
    });
  }
}
