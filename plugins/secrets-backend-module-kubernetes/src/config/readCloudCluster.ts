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
import type { JsonObject } from '@backstage/types';
import type { CloudCluster } from './ClusterDefinition';
import { isObject } from './isObject';
import { readText } from './readText';

/** What is needed to name a cluster to its cloud. */
const FIELDS = {
  eks: ['region', 'name'],
  gke: ['project', 'location', 'name'],
  aks: ['subscription', 'resourceGroup', 'name'],
} as const;
/** Part of the host that is asked. */
const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;
const ACCOUNT = /^\d{12}$/;

/**
 * Reads `cloud` of a cluster: which cloud manages it, and what it is called there.
 *
 * @throws an error that names the place
 */
export function readCloudCluster(
  item: JsonObject,
  parent: string,
): CloudCluster | undefined {
  const place = `${parent}.cloud`;
  const { cloud } = item;
  if (cloud === undefined) {
    return undefined;
  }
  const names = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
  const given = names.filter(
    name => isObject(cloud) && cloud[name] !== undefined,
  );
  if (!isObject(cloud) || given.length !== 1) {
    throw new Error(`${place}: one of ${names.join(', ')} must be given`);
  }
  const [name] = given;
  const within = `${place}.${name}`;
  const fields = cloud[name];
  if (!isObject(fields)) {
    throw new Error(`${within}: must be an object`);
  }
  const values = Object.fromEntries(
    FIELDS[name].map(field => {
      const value = readText(fields, within, field);
      if (value === undefined) {
        throw new Error(`${within}.${field}: is missing`);
      }
      return [field, value];
    }),
  );
  if (name === 'eks') {
    if (!REGION.test(values.region)) {
      throw new Error(`${within}.region: must be like eu-central-1`);
    }
    const accountId = readText(fields, within, 'accountId');
    if (accountId !== undefined && !ACCOUNT.test(accountId)) {
      throw new Error(`${within}.accountId: must be a text of 12 digits`);
    }
    return {
      cloud: 'EKS',
      region: values.region,
      name: values.name,
      ...(accountId ? { accountId } : {}),
    };
  }
  return {
    cloud: name.toUpperCase(),
    ...values,
  } as CloudCluster;
}
