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

import { listOf } from '@keyward/observation/json';
import createClient from 'node-vault';
import type { VaultSettings } from '../config';
import { login } from './login';
import { createTransport } from './transport';
import { VaultError } from './VaultError';

/** What is read of a Vault itself: none of it is a value. */
const OF_VAULT_ITSELF =
  /^sys\/(mounts|auth|audit|storage\/raft\/autopilot\/state|storage\/raft\/snapshot-auto\/status\/[^/]+|policies\/acl\/.+|internal\/ui\/mounts\/.+)$|^auth\/.+\/role\/[^/]+$/;
/** What stands in an address as it is. */
const PLAIN = /^[\w./~-]*$/;
/** A token is renewed, by a new login, after this share of its life. */
const RENEWED_AFTER = 2 / 3;

type NodeVault = ReturnType<typeof createClient>;

/**
 * A Vault as Keyward may use it. It only lists and reads metadata: the paths that answer
 * with values (`data/` of a KV engine, all of KV version 1 but lists, `creds/`) are
 * refused here, whatever asks for them.
 */
export class VaultClient {
  readonly #settings: VaultSettings;
  readonly #vault: NodeVault;
  readonly #transport: ReturnType<typeof createTransport>;
  #signal = new AbortController().signal;
  #loggedInUntil = 0;
  #loggingIn?: Promise<void>;
  #withMetadata: readonly string[] = [];
  #withRoles: readonly string[] = [];

  constructor(settings: VaultSettings) {
    this.#settings = settings;
    const send = (this.#transport = createTransport({
      ca: settings.ca,
      signal: () => this.#signal,
    }));
    this.#vault = createClient({
      apiVersion: 'v1',
      endpoint: settings.address,
      // Debugging prints whole requests, tokens included.
      debug: () => {},
      'request-promise': { defaults: () => send },
    });
    // What is left out, or empty, node-vault takes from the environment.
    Object.assign(this.#vault, {
      token: undefined,
      namespace: settings.namespace,
      pathPrefix: '',
    });
  }

  /** Requests end when this one is aborted. */
  follow(signal: AbortSignal): void {
    this.#signal = signal;
  }

  /** Has the next request log in anew: the token may have been revoked before its time. */
  forgetLogin(): void {
    this.#loggedInUntil = 0;
  }

  /**
   * Names the KV engines that are known to be of version 2, by their paths without a slash
   * at the end. Of these alone metadata is read: in one of version 1 a secret may be called
   * `metadata/db`, and to read it is to read its value.
   */
  readMetadataOf(mounts: readonly string[]): void {
    this.#withMetadata = mounts;
  }

  /**
   * Names the database engines, of which roles are read: that of an engine of another type
   * may be a secret.
   */
  readRolesOf(mounts: readonly string[]): void {
    this.#withRoles = mounts;
  }

  /**
   * Reads a path.
   *
   * @returns undefined for what does not exist
   * @throws VaultError
   */
  async read(path: string, query = ''): Promise<any> {
    if (
      !OF_VAULT_ITSELF.test(path) &&
      !this.#isMetadata(path) &&
      !this.#isRole(path)
    ) {
      throw new VaultError(path, {
        reason: 'is not read, as its answer may hold values',
      });
    }
    await this.#ensureLogin();
    const answer = await this.#send('GET', path, query);
    return checked(path, answer, isFolder(answer?.data));
  }

  /**
   * The names in a folder; those of folders end with a slash.
   *
   * @param path - ends with a slash: no secret is called so
   * @throws VaultError
   */
  async list(path: `${string}/`): Promise<string[]> {
    await this.#ensureLogin();
    // The same as the verb LIST, which not every proxy knows.
    const answer = await this.#send('GET', path, '?list=true');
    const keys: unknown = answer?.data?.keys;
    checked(path, answer, Array.isArray(keys));
    return listOf(keys).filter(
      (key): key is string => typeof key === 'string' && key !== '',
    );
  }

  /**
   * When a lease of an account in a database ends: times alone, nothing is renewed.
   *
   * @param id - as its folder lists it, with the path of the folder
   * @throws VaultError
   */
  async lookUpLease(id: string): Promise<any> {
    await this.#ensureLogin();
    const path = 'sys/leases/lookup';
    return await this.#send('POST', path, '', { lease_id: id });
  }

  /** What anybody may ask, without a token. */
  async readPublic(path: 'sys/health' | 'sys/leader'): Promise<any> {
    return await this.#send('GET', path, '');
  }

  /**
   * Whether a node says of itself that it is the leader. It is asked without a token.
   *
   * @param node - an address of the settings: no answer decides where a request goes
   */
  async isLeader(node: string): Promise<boolean> {
    try {
      const { statusCode, body } = await this.#transport({
        method: 'GET',
        uri: `${node}/v1/sys/health`,
        headers: {},
      });
      return (
        statusCode === 200 && body?.sealed === false && body.standby === false
      );
    } catch (error) {
      if (this.#signal.aborted || !(error instanceof VaultError)) {
        throw error;
      }
      return false;
    }
  }

  #isMetadata(path: string): boolean {
    return this.#withMetadata.some(
      mount =>
        path.startsWith(`${mount}/metadata/`) ||
        path.startsWith(`${mount}/subkeys/`),
    );
  }

  #isRole(path: string): boolean {
    return this.#withRoles.some(mount =>
      ['roles', 'static-roles'].some(kind =>
        path.startsWith(`${mount}/${kind}/`),
      ),
    );
  }

  async #ensureLogin(): Promise<void> {
    if (Date.now() < this.#loggedInUntil) {
      return;
    }
    // Requests are sent several at a time, and each login is a token that Vault keeps.
    this.#loggingIn ??= this.#logIn().finally(() => {
      this.#loggingIn = undefined;
    });
    await this.#loggingIn;
  }

  async #logIn(): Promise<void> {
    const { token, leaseSeconds } = await login(
      this.#settings.login,
      async (path, body) => await this.#send('POST', path, '', body),
    );
    this.#vault.token = token;
    this.#loggedInUntil =
      leaseSeconds > 0
        ? Date.now() + leaseSeconds * RENEWED_AFTER * 1000
        : Infinity;
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    query: string,
    body?: object,
  ): Promise<any> {
    const parts = path.split('/');
    if (parts.includes('.') || parts.includes('..')) {
      throw new VaultError(path, {
        reason: 'is not asked: it is another path',
      });
    }
    const encoded = PLAIN.test(path)
      ? path
      : parts.map(encodeURIComponent).join('/');
    try {
      return await this.#vault.request({
        method,
        path: `/${encoded}${query}`,
        ...(body === undefined ? {} : { json: body }),
      });
    } catch (error) {
      if (error instanceof VaultError) {
        throw error;
      }
      const status: unknown = (error as { response?: { statusCode?: number } })
        .response?.statusCode;
      if (status === 404) {
        return undefined;
      }
      throw new VaultError(
        path,
        typeof status === 'number' ? { status } : { reason: 'failed' },
      );
    }
  }
}

/**
 * An answer, if there is none or it is as Vault's are: of what a proxy answers in its place
 * nothing is to be taken for empty, nor for deleted.
 */
function checked<T>(path: string, answer: T, isOfVault: boolean): T {
  if (answer !== undefined && !isOfVault) {
    throw new VaultError(path, { isGarbage: true });
  }
  return answer;
}

function isFolder(data: unknown): boolean {
  return data !== null && typeof data === 'object' && !Array.isArray(data);
}
