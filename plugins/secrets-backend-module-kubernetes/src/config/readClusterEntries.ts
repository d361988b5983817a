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
import type { JsonObject, JsonValue } from '@backstage/types';
import {
  describeError,
  normalizeAddress,
} from '@keyward/backstage-plugin-secrets-node';
import type { SecretsMode } from '@keyward/kube-collector';
import { isSourceId, sourceIdOf } from '@keyward/observation';
import type {
  BrokenEntry,
  ClusterCredential,
  ClusterEntry,
  PinnedApiServer,
} from './ClusterDefinition';
import { bringsAddress } from './bringsAddress';
import { isObject } from './isObject';
import { readCloudCluster } from './readCloudCluster';
import { type GivenKinds, readKindSettings } from './readKindSettings';
import { readText } from './readText';

const PARENT = 'secrets.kubernetes';
const KEY = `${PARENT}.clusters`;
const MODES: SecretsMode[] = ['fingerprint', 'metadata', 'references'];
/** RFC 1123, as namespaces are named. */
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads `secrets.kubernetes.clusters`. An entry that is wrong is told with its
 * place, and disturbs no other.
 */
export function readClusterEntries(config: Config): {
  entries: ClusterEntry[];
  broken: BrokenEntry[];
} {
  const entries: ClusterEntry[] = [];
  const broken: BrokenEntry[] = [];
  const value = config.getOptional<JsonValue>(KEY);
  if (value === undefined) {
    return { entries, broken };
  }
  if (!Array.isArray(value)) {
    return { entries, broken: [brokenEntry(KEY, KEY, 'must be a list')] };
  }
  const places = new Map<string, string>();
  let kinds: GivenKinds = {};
  try {
    kinds = readKindSettings(config.get<JsonObject>(PARENT), PARENT);
  } catch (error) {
    broken.push(brokenEntry(PARENT, PARENT, describeError(error)));
  }
  value.forEach((item, index) => {
    const place = `${KEY}[${index}]`;
    const name = isObject(item) ? item.cluster : undefined;
    const cluster = typeof name === 'string' && name ? name : place;
    try {
      const entry = readEntry(place, item, kinds);
      const other = places.get(entry.id);
      if (other) {
        throw new Error(
          `${place}.id: ${entry.id} is taken by ${other}; ids are unique`,
        );
      }
      places.set(entry.id, place);
      entries.push(entry);
    } catch (error) {
      broken.push(brokenEntry(place, cluster, describeError(error)));
    }
  });
  return { entries, broken };
}

function readEntry(
  place: string,
  item: JsonValue | undefined,
  ofAll: GivenKinds,
): ClusterEntry {
  if (!isObject(item)) {
    throw new Error(`${place}: must be an object`);
  }
  const cluster = readText(item, place, 'cluster');
  if (!cluster) {
    throw new Error(`${place}.cluster: the name of the cluster is missing`);
  }
  const id = readText(item, place, 'id') ?? sourceIdOf(cluster);
  if (!isSourceId(id)) {
    throw new Error(
      `${place}.id: must be like [a-z0-9][a-z0-9.-]{0,62}, which it is not`,
    );
  }
  const mode = (readText(item, place, 'mode') ?? 'fingerprint') as SecretsMode;
  if (!MODES.includes(mode)) {
    throw new Error(`${place}.mode: must be one of ${MODES.join(', ')}`);
  }
  const { namespaces } = item;
  if (namespaces !== undefined) {
    if (!Array.isArray(namespaces) || namespaces.length === 0) {
      throw new Error(`${place}.namespaces: must be a list of names`);
    }
    namespaces.forEach((namespace, index) => {
      if (typeof namespace !== 'string' || !NAMESPACE.test(namespace)) {
        throw new Error(
          `${place}.namespaces[${index}]: is no name of a namespace`,
        );
      }
    });
  }
  const own = readKindSettings(item, place);
  const { apiServer } = readApiServer(item, place);
  const { credential } = readCredential(item, place);
  const cloud = readCloudCluster(item, place);
  if (apiServer && credential && bringsAddress(credential)) {
    throw new Error(
      `${place}.apiServer: is of no use with ${credential.type}, which brings its own address`,
    );
  }
  return {
    place,
    cluster,
    id,
    mode,
    kinds: {
      customKinds: [...(ofAll.customKinds ?? []), ...(own.customKinds ?? [])],
      discoverKinds: own.discoverKinds ?? ofAll.discoverKinds ?? true,
      excludeKinds: [
        ...(ofAll.excludeKinds ?? []),
        ...(own.excludeKinds ?? []),
      ],
    },
    ...(namespaces ? { namespaces: namespaces as string[] } : {}),
    ...(apiServer ? { apiServer } : {}),
    ...(credential ? { credential } : {}),
    ...(cloud ? { cloud } : {}),
  };
}

function readApiServer(
  item: JsonObject,
  parent: string,
): { apiServer?: PinnedApiServer } {
  const place = `${parent}.apiServer`;
  const { apiServer } = item;
  if (apiServer === undefined) {
    return {};
  }
  if (!isObject(apiServer)) {
    throw new Error(`${place}: must be an object`);
  }
  const url = readText(apiServer, place, 'url');
  if (!url || !normalizeAddress(url)) {
    throw new Error(
      `${place}.url: must be an https address without user, query and fragment`,
    );
  }
  const caData = readText(apiServer, place, 'caData');
  const caFile = readText(apiServer, place, 'caFile');
  if ((caData === undefined) === (caFile === undefined)) {
    throw new Error(`${place}: one of caData or caFile must be given`);
  }
  return {
    apiServer: {
      url,
      ...(caData ? { caData } : {}),
      ...(caFile ? { caFile } : {}),
    },
  };
}

function readCredential(
  item: JsonObject,
  parent: string,
): { credential?: ClusterCredential } {
  const place = `${parent}.credential`;
  const { credential } = item;
  if (credential === undefined) {
    return {};
  }
  if (!isObject(credential)) {
    throw new Error(`${place}: must be an object`);
  }
  const token = readText(credential, place, 'token');
  const file = readText(credential, place, 'tokenFile');
  const kubeconfig = readText(credential, place, 'kubeconfig');
  const context = readText(credential, place, 'context');
  const inCluster = credential.inCluster === true;
  const given = [token, file, kubeconfig, inCluster || undefined];
  if (given.filter(value => value !== undefined).length !== 1) {
    throw new Error(
      `${place}: one of token, tokenFile, kubeconfig or inCluster: true must be given`,
    );
  }
  if (kubeconfig !== undefined && context === undefined) {
    throw new Error(
      `${place}.context: must be named, as Keyward reads no cluster unasked`,
    );
  }
  if (token !== undefined) {
    return { credential: { type: 'token', token } };
  }
  if (file !== undefined) {
    return { credential: { type: 'tokenFile', file } };
  }
  if (kubeconfig !== undefined) {
    return {
      credential: { type: 'kubeconfig', file: kubeconfig, context: context! },
    };
  }
  return { credential: { type: 'inCluster' } };
}

function brokenEntry(
  place: string,
  cluster: string,
  message: string,
): BrokenEntry {
  return { place, cluster, message, id: sourceIdOf(`${place} ${cluster}`) };
}
