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

import type { Config } from '@backstage/config';
import { readFileSync } from 'node:fs';

const PLACE = 'secrets.vault.instances';
const DEFAULT_SECONDS = 300;
/** A week. Timers take no more than some. */
const MOST_SECONDS = 604_800;
/** As sources may be called. */
const ID = /^[a-z0-9][a-z0-9.-]{0,62}$/;
const MOUNT = /^[^\s/]+(\/[^\s/]+)*$/;

/** How a token is had. */
export type VaultLogin =
  | { method: 'token'; token: string }
  | { method: 'appRole'; mount: string; roleId: string; secretId: string }
  | {
      method: 'kubernetes' | 'jwt';
      mount: string;
      role: string;
      /** The file that holds the JSON Web Token, read at each login. */
      tokenFile: string;
    };

/** A cluster that reads secrets of a Vault. */
export interface VaultCluster {
  /** Id of its source. */
  cluster: string;
  /** What the Vault is called there, as `address`. */
  addresses?: string[];
  /** Whether what runs there reads it where it names no address. */
  isDefault: boolean;
  /** Paths of the Kubernetes auth methods that let its ServiceAccounts log in. */
  authMounts?: string[];
}

/** A Vault that is observed. */
export interface VaultSettings {
  id: string;
  title: string;
  /** Without a slash at its end. */
  address: string;
  /** Where its nodes answer, as `address`. */
  nodes?: string[];
  /** Of Vault Enterprise, for example `admin/payments`. */
  namespace?: string;
  login: VaultLogin;
  /** Certificates of the authorities that it is trusted by, PEM. */
  ca?: string;
  /** KV engines that are read, by their paths; all that may be listed if absent. */
  mounts?: string[];
  clusters?: VaultCluster[];
  everyMs: number;
}

/**
 * Reads `secrets.vault`.
 *
 * @throws an error that names the place of what is wrong
 */
export function readSettings(config: Config): VaultSettings[] {
  const vaults = (config.getOptionalConfigArray(PLACE) ?? []).map(
    (each, index) => readInstance(each, `${PLACE}[${index}]`),
  );
  const ids = vaults.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new Error(`${PLACE}: two have the name ${twice}`);
  }
  return vaults;
}

function readInstance(config: Config, place: string): VaultSettings {
  const id = config.getString('name');
  if (!ID.test(id)) {
    throw new Error(
      `${place}.name: must be lower-case letters, digits, dots and dashes, at most 63`,
    );
  }
  const seconds = config.getOptionalNumber('everySeconds') ?? DEFAULT_SECONDS;
  if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
    throw new Error(
      `${place}.everySeconds: must be a number above 0, at most ${MOST_SECONDS}`,
    );
  }
  const mounts = config.getOptionalStringArray('mounts');
  mounts?.forEach((mount, index) => {
    if (!MOUNT.test(mount)) {
      throw new Error(
        `${place}.mounts[${index}]: must be the path of an engine, for example secret`,
      );
    }
  });
  const nodes = config
    .getOptionalStringArray('nodes')
    ?.map((node, index) => readAddress(node, `${place}.nodes[${index}]`));
  const clusters = config
    .getOptionalConfigArray('clusters')
    ?.map((each, index) => readCluster(each, `${place}.clusters[${index}]`));
  const authMounts = clusters?.flatMap(each => each.authMounts ?? []) ?? [];
  const twice = authMounts.find((each, at) => authMounts.indexOf(each) !== at);
  if (twice !== undefined) {
    throw new Error(`${place}.clusters: ${twice} is of two clusters`);
  }
  const ca = readCa(config, place);
  const namespace = config.getOptionalString('namespace');
  return {
    id,
    title: config.getOptionalString('title') ?? id,
    address: readAddress(config.getString('address'), `${place}.address`),
    login: readLogin(config.getConfig('auth'), `${place}.auth`),
    everyMs: seconds * 1000,
    ...(nodes === undefined ? {} : { nodes }),
    ...(clusters === undefined ? {} : { clusters }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(ca === undefined ? {} : { ca }),
    ...(mounts === undefined ? {} : { mounts }),
  };
}

/** Clusters may reach it by plain http: their addresses are compared, and nothing is sent there. */
function readCluster(config: Config, place: string): VaultCluster {
  const addresses = config
    .getOptionalStringArray('addresses')
    ?.map((address, index) => {
      if (!/^https?:/.test(address) || !URL.canParse(address)) {
        throw new Error(
          `${place}.addresses[${index}]: must begin with https:// or http://`,
        );
      }
      return formatAddress(new URL(address));
    });
  const authMounts = config.getOptionalStringArray('authMounts');
  authMounts?.forEach((mount, index) => {
    if (!MOUNT.test(mount)) {
      throw new Error(
        `${place}.authMounts[${index}]: must be the path of an auth method, for example kubernetes`,
      );
    }
  });
  return {
    cluster: config.getString('cluster'),
    isDefault: config.getOptionalBoolean('isDefault') ?? false,
    ...(authMounts === undefined ? {} : { authMounts }),
    ...(addresses === undefined ? {} : { addresses }),
  };
}

function readLogin(config: Config, place: string): VaultLogin {
  const methods = ['token', 'appRole', 'kubernetes', 'jwt'].filter(method =>
    config.has(method),
  );
  if (methods.length !== 1) {
    throw new Error(
      `${place}: must have exactly one of token, appRole, kubernetes and jwt`,
    );
  }
  if (methods[0] === 'token') {
    return { method: 'token', token: config.getString('token') };
  }
  if (methods[0] === 'appRole') {
    const role = config.getConfig('appRole');
    return {
      method: 'appRole',
      mount: readMount(role, 'approle', `${place}.appRole`),
      roleId: role.getString('roleId'),
      secretId: role.getString('secretId'),
    };
  }
  const method = methods[0] as 'kubernetes' | 'jwt';
  const own = config.getConfig(method);
  return {
    method,
    mount: readMount(own, method, `${place}.${method}`),
    role: own.getString('role'),
    tokenFile:
      method === 'kubernetes'
        ? own.getOptionalString('tokenFile') ??
          '/var/run/secrets/kubernetes.io/serviceaccount/token'
        : own.getString('tokenFile'),
  };
}

function readMount(config: Config, fallback: string, place: string): string {
  const mount = config.getOptionalString('mount') ?? fallback;
  if (!MOUNT.test(mount)) {
    throw new Error(`${place}.mount: must be the path of an auth method`);
  }
  return mount;
}

function readAddress(text: string, place: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal =
    url !== undefined && /^(localhost|127\.|\[::1\])/.test(url.hostname);
  if (
    !url ||
    url.username ||
    url.password ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))
  ) {
    // A token that goes over plain http can be read on its way.
    throw new Error(
      `${place}: must begin with https:// (or http:// on this machine) and hold no credential`,
    );
  }
  return formatAddress(url);
}

/** As addresses are compared: without a slash at its end. */
export function formatAddress(url: URL): string {
  return url.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
}

function readCa(config: Config, place: string): string | undefined {
  const file = config.getOptionalString('caFile');
  if (file === undefined) {
    return config.getOptionalString('caData');
  }
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${place}.caFile: could not be read`);
  }
}
