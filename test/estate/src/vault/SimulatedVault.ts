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

import { type EstateClock, parseDuration } from '../render/EstateClock';
import { listNames } from './listNames';
import type {
  VaultAuthSpec,
  VaultMountSpec,
  VaultNamespaceSpec,
  VaultSecretSpec,
  VaultSpec,
} from './VaultSpec';

/** Of the role that Keyward has in the simulated Vault. */
export const vaultToken = 'simulated-vault-reader';

/** What a path answers; undefined for what does not exist. */
type Answer = object | undefined;

/**
 * Answers as a Vault does, to whoever reads metadata. It has no values: a request that
 * a Vault would answer with one is refused and remembered in {@link valueRequests}, so
 * that a test can tell that there was none.
 */
export class SimulatedVault {
  /** `METHOD path` of each request for a value. */
  readonly valueRequests: string[] = [];
  readonly #spec: VaultSpec;
  readonly #clock: EstateClock;

  constructor(spec: VaultSpec, clock: EstateClock) {
    this.#spec = spec;
    this.#clock = clock;
  }

  /** Answers one request. */
  async respond(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname
      .replace(/^\/v1\//, '')
      .split('/')
      .map(decodeURIComponent)
      .join('/');
    const isList =
      request.method === 'LIST' || url.searchParams.get('list') === 'true';
    const open = request.method === 'GET' && this.#openAnswer(path);
    if (open) {
      return Response.json(open);
    }
    const namespace =
      this.#spec.namespaces[
        (request.headers.get('x-vault-namespace') ?? '').replace(/\/$/, '')
      ];
    if (!namespace || request.headers.get('x-vault-token') !== vaultToken) {
      return Response.json({ errors: ['permission denied'] }, { status: 403 });
    }
    const answer = await this.#answerTo(request, namespace, path, isList);
    if (answer === 'value') {
      this.valueRequests.push(`${request.method} ${path}`);
      return Response.json({ errors: ['no values here'] }, { status: 500 });
    }
    return answer
      ? Response.json({ request_id: path, data: answer })
      : Response.json({ errors: [] }, { status: 404 });
  }

  async #answerTo(
    request: Request,
    namespace: VaultNamespaceSpec,
    path: string,
    isList: boolean,
  ): Promise<Answer | 'value'> {
    if (request.method === 'POST' && path === 'sys/leases/lookup') {
      const body = (await request.json()) as { lease_id?: unknown };
      return this.#leaseOf(namespace, String(body.lease_id));
    }
    return request.method === 'GET' || request.method === 'LIST'
      ? this.#answer(namespace, path, isList)
      : 'value';
  }

  /** The leases of a role end one after another, as far apart as can be. */
  #leaseOf({ mounts }: VaultNamespaceSpec, id: string): Answer {
    const [, mount, name, index] =
      /^(.+)\/creds\/([^/]+)\/.+-(\d+)$/.exec(id) ?? [];
    const role = mounts[mount]?.roles?.[name];
    if (!role) {
      return undefined;
    }
    const share = (Number(index) + 1) / role.leases;
    const left = Math.round(secondsOf(role.ttl) * share);
    return { id, expire_time: this.#clock.in(`+${left}s`), ttl: left };
  }

  /** What anybody may ask. */
  #openAnswer(path: string): Answer {
    const { version, clusterName, license, raft } = this.#spec;
    if (path === 'sys/health') {
      return {
        initialized: true,
        sealed: false,
        standby: false,
        performance_standby: false,
        replication_performance_mode: 'disabled',
        replication_dr_mode: 'disabled',
        server_time_utc: Math.floor(Date.now() / 1000),
        version,
        enterprise: true,
        cluster_name: clusterName,
        license: {
          state: 'autoloaded',
          expiry_time: this.#clock.in(license),
          terminated: false,
        },
      };
    }
    if (path === 'sys/seal-status') {
      return {
        type: 'shamir',
        initialized: true,
        sealed: false,
        storage_type: 'raft',
        version,
        cluster_name: clusterName,
      };
    }
    const leader = raft.find(({ status }) => status === 'leader');
    return path === 'sys/leader'
      ? {
          ha_enabled: true,
          is_self: true,
          leader_address: this.#spec.address,
          leader_cluster_address: `https://${leader?.id}:8201`,
        }
      : undefined;
  }

  #answer(
    namespace: VaultNamespaceSpec,
    path: string,
    isList: boolean,
  ): Answer | 'value' {
    const [first, ...rest] = path.split('/');
    if (first === 'sys') {
      return this.#answerOfSystem(namespace, rest.join('/'), isList);
    }
    if (first === 'auth') {
      return answerOfAuth(namespace.auth[rest[0]], rest.slice(1), isList);
    }
    const mount = namespace.mounts[first];
    if (!mount) {
      return undefined;
    }
    return mount.type === 'kv'
      ? this.#answerOfKv(mount, rest, isList)
      : this.#answerOfDatabase(mount, rest, isList);
  }

  #answerOfSystem(
    namespace: VaultNamespaceSpec,
    path: string,
    isList: boolean,
  ): Answer | 'value' {
    const { mounts, auth, policies } = namespace;
    if (path === 'mounts') {
      return {
        ...Object.fromEntries(
          Object.entries(mounts).map(
            ([name, { type, version, description = '' }]) => [
              `${name}/`,
              { type, description, options: version ? { version } : null },
            ],
          ),
        ),
        'sys/': { type: 'system', options: null },
        'identity/': { type: 'identity', options: null },
        'cubbyhole/': { type: 'cubbyhole', options: null },
      };
    }
    if (path === 'auth') {
      return {
        'token/': { type: 'token', accessor: 'auth_token_0' },
        ...Object.fromEntries(
          Object.keys(auth).map(name => [
            `${name}/`,
            { type: 'kubernetes', accessor: `auth_kubernetes_${name}` },
          ]),
        ),
      };
    }
    if (path === 'audit') {
      // Of the whole Vault, and known in its root namespace alone.
      return namespace !== this.#spec.namespaces['']
        ? undefined
        : Object.fromEntries(
            Object.entries(this.#spec.auditDevices).map(([name, type]) => [
              name,
              { type, path: name },
            ]),
          );
    }
    const policy = /^policies\/acl\/(.+)$/.exec(path)?.[1];
    if (policy) {
      return Object.hasOwn(policies, policy)
        ? { name: policy, policy: policies[policy] }
        : undefined;
    }
    const lease = /^leases\/lookup\/(.+)\/creds\/([^/]+)\/?$/.exec(path);
    if (lease && isList) {
      const [, mount, role] = lease;
      const count = mounts[mount]?.roles?.[role]?.leases ?? 0;
      return count > 0
        ? {
            keys: Array.from(
              { length: count },
              (_, index) => `${role}-${index}`,
            ),
          }
        : undefined;
    }
    return namespace === this.#spec.namespaces['']
      ? this.#answerOfRaft(path, isList)
      : undefined;
  }

  #answerOfRaft(path: string, isList: boolean): Answer | 'value' {
    const { raft, snapshots, version } = this.#spec;
    if (path === 'storage/raft/autopilot/state') {
      const lost = raft.filter(peer => peer.lost).length;
      const alive = raft.length - lost;
      return {
        healthy: lost === 0,
        failure_tolerance: alive - Math.floor(raft.length / 2) - 1,
        leader: raft.find(({ status }) => status === 'leader')?.id,
        voters: raft.map(({ id }) => id),
        servers: Object.fromEntries(
          raft.map(({ id, status, lastContact, lost: isLost }) => [
            id,
            {
              id,
              name: id,
              address: `${id}:8201`,
              status,
              node_type: 'voter',
              node_status: isLost ? 'left' : 'alive',
              healthy: !isLost,
              last_contact: lastContact,
              version: version.replace(/\+.*/, ''),
            },
          ]),
        ),
      };
    }
    const at = 'storage/raft/snapshot-auto/';
    if (isList && path === `${at}config/`) {
      return { keys: Object.keys(snapshots) };
    }
    const name = path.startsWith(`${at}status/`)
      ? path.slice(`${at}status/`.length)
      : undefined;
    if (name !== undefined) {
      return Object.hasOwn(snapshots, name)
        ? {
            consecutive_errors: 0,
            last_snapshot_end: this.#clock.ago(snapshots[name]),
          }
        : undefined;
    }
    return 'value';
  }

  #answerOfKv(
    { version, secrets = {} }: VaultMountSpec,
    path: string[],
    isList: boolean,
  ): Answer | 'value' {
    const [kind, ...rest] = version === '2' ? path : ['metadata', ...path];
    if (isList && kind === 'metadata') {
      const keys = listNames(Object.keys(secrets), rest);
      return keys.length > 0 ? { keys } : undefined;
    }
    const isMetadata = kind === 'metadata' || kind === 'subkeys';
    if (version !== '2' || !isMetadata) {
      return 'value';
    }
    const name = rest.join('/');
    const secret = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    if (!secret) {
      return undefined;
    }
    return kind === 'metadata'
      ? this.#metadataOf(name, secret)
      : subkeysOf(secret);
  }

  #metadataOf(
    name: string,
    { written = [], deleted, owner, custom }: VaultSecretSpec,
  ): object {
    const times = written.map(age => this.#clock.ago(age, name));
    const marks = {
      ...(owner ? { 'keyward.io/owner': owner } : {}),
      ...custom,
    };
    return {
      cas_required: false,
      created_time: times[0],
      updated_time: times.at(-1),
      current_version: times.length,
      oldest_version: 1,
      max_versions: 0,
      delete_version_after: '0s',
      custom_metadata: Object.keys(marks).length > 0 ? marks : null,
      versions: Object.fromEntries(
        times.map((time, index) => [
          String(index + 1),
          {
            created_time: time,
            deletion_time:
              deleted && index === times.length - 1
                ? this.#clock.ago(deleted)
                : '',
            destroyed: false,
          },
        ]),
      ),
    };
  }

  #answerOfDatabase(
    { roles = {}, staticRoles = {} }: VaultMountSpec,
    [kind, name]: string[],
    isList: boolean,
  ): Answer | 'value' {
    if (kind === 'config' && isList) {
      const all = [...Object.values(roles), ...Object.values(staticRoles)];
      const keys = [...new Set(all.map(({ connection }) => connection))];
      return keys.length > 0 ? { keys } : undefined;
    }
    const of: Record<string, Record<string, object>> = {
      roles,
      'static-roles': staticRoles,
    };
    if (!Object.hasOwn(of, kind)) {
      return 'value';
    }
    if (isList) {
      const keys = Object.keys(of[kind]);
      return keys.length > 0 ? { keys } : undefined;
    }
    if (!Object.hasOwn(of[kind], name)) {
      return undefined;
    }
    if (kind === 'roles') {
      const { connection, ttl, maxTtl, statements = [] } = roles[name];
      return {
        db_name: connection,
        creation_statements: statements,
        default_ttl: secondsOf(ttl),
        max_ttl: secondsOf(maxTtl),
        credential_type: 'password',
      };
    }
    const { connection, username, period, rotated } = staticRoles[name];
    return {
      db_name: connection,
      username,
      rotation_period: secondsOf(period),
      last_vault_rotation: this.#clock.ago(rotated),
      credential_type: 'password',
    };
  }
}

function answerOfAuth(
  method: VaultAuthSpec | undefined,
  [kind, name]: string[],
  isList: boolean,
): Answer | 'value' {
  if (!method) {
    return undefined;
  }
  if (kind === 'config') {
    return { kubernetes_host: method.host, disable_iss_validation: true };
  }
  if (kind !== 'role') {
    return 'value';
  }
  if (isList) {
    return { keys: Object.keys(method.roles) };
  }
  if (!Object.hasOwn(method.roles, name)) {
    return undefined;
  }
  const { accounts, namespaces, policies, audience, ttl } = method.roles[name];
  return {
    bound_service_account_names: accounts,
    bound_service_account_namespaces: namespaces,
    bound_service_account_namespace_selector: '',
    alias_name_source: 'serviceaccount_uid',
    audience: audience ?? '',
    token_policies: policies,
    token_ttl: secondsOf(ttl),
    token_max_ttl: 0,
    token_no_default_policy: false,
  };
}

/** As Vault answers it: `null` in place of each value. */
function subkeysOf({ keys = [], deleted }: VaultSecretSpec): Answer {
  return deleted
    ? undefined
    : { subkeys: Object.fromEntries(keys.map(key => [key, null])) };
}

function secondsOf(duration: string): number {
  return parseDuration(duration) / 1000;
}
