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

const PLACE = 'secrets.aws.instances';
const DEFAULT_SECONDS = 300;
/** A week. Timers take no more than some. */
const MOST_SECONDS = 604_800;
/** As sources may be called. */
const ID = /^[a-z0-9][a-z0-9.-]{0,62}$/;
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;
const ROLE = /^arn:[a-z-]+:iam::(\d{12}):role\/[\w+=,.@/-]+$/;
/** Without `https://`, as the providers of IAM are called. */
const ISSUER = /^[a-z0-9.-]+(:\d+)?(\/[\w.~/-]+)?$/i;
const LOCAL = ['localhost', '127.0.0.1', '[::1]'];

/** What secrets are read of; names a part of their location. */
export const SERVICES = ['secrets-manager', 'parameter-store'] as const;
export type AwsService = (typeof SERVICES)[number];

/** A cluster whose ServiceAccounts may have roles of an account. */
export interface IdentityCluster {
  /** Id of its source. */
  cluster: string;
  /** Its name in EKS, or its ARN. */
  eksCluster?: string;
  /** Who issues the tokens of its ServiceAccounts, without `https://`. */
  issuer?: string;
}

/** An account that is observed. */
export interface AwsSettings {
  id: string;
  title: string;
  accountId: string;
  regions: readonly string[];
  services: readonly AwsService[];
  role?: { arn: string; externalId?: string };
  /** What the environment has if absent. */
  credential?: { accessKeyId: string; secretAccessKey: string };
  endpoint?: string;
  /** The ids of clusters whose stores read this account where they name no other one. */
  clusters: readonly string[];
  /** Absent where none is named, so that whose ServiceAccounts have roles is not known. */
  identities?: readonly IdentityCluster[];
  /** Whether the default key of AWS is not to encrypt a secret; absent for no. */
  requiresOwnKey?: true;
  everyMs: number;
}

/**
 * Reads `secrets.aws`.
 *
 * @throws an error that names the place of what is wrong
 */
export function readSettings(config: Config): AwsSettings[] {
  const accounts = (config.getOptionalConfigArray(PLACE) ?? []).map(
    (each, index) => readInstance(each, `${PLACE}[${index}]`),
  );
  const ids = accounts.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new Error(`${PLACE}: two have the name ${twice}`);
  }
  return accounts;
}

function readInstance(config: Config, place: string): AwsSettings {
  const id = config.getString('name');
  refuseUnless(
    ID.test(id),
    `${place}.name`,
    'lower-case letters, digits, dots and dashes, at most 63',
  );
  // YAML takes a number for one, and loses the zeros at its beginning.
  const accountId = config.getString('accountId');
  refuseUnless(
    ACCOUNT.test(accountId),
    `${place}.accountId`,
    'the twelve digits of the account, in quotes',
  );
  const regions = [...new Set(config.getStringArray('regions'))];
  refuseUnless(
    regions.length > 0 && regions.every(region => REGION.test(region)),
    `${place}.regions`,
    'names of regions, for example eu-central-1',
  );
  const services = config.getOptionalStringArray('services') ?? SERVICES;
  refuseUnless(
    services.length > 0 && services.every(isService),
    `${place}.services`,
    SERVICES.join(' or '),
  );
  const seconds = config.getOptionalNumber('everySeconds') ?? DEFAULT_SECONDS;
  refuseUnless(
    seconds > 0 && seconds <= MOST_SECONDS,
    `${place}.everySeconds`,
    `a number above 0, at most ${MOST_SECONDS}`,
  );
  const role = readRole(config, accountId, place);
  const identities = config
    .getOptionalConfigArray('identities')
    ?.map((each, index) =>
      readIdentities(each, `${place}.identities[${index}]`),
    );
  const credential = config.getOptionalConfig('credential');
  const endpoint = config.getOptionalString('endpoint');
  refuseUnless(
    endpoint === undefined || isSafe(endpoint),
    `${place}.endpoint`,
    'an https address; http only on this machine',
  );
  return {
    id,
    title: config.getOptionalString('title') ?? id,
    accountId,
    regions,
    services: SERVICES.filter(each => services.includes(each)),
    clusters: config.getOptionalStringArray('clusters') ?? [],
    ...(config.getOptionalBoolean('requiresOwnKey')
      ? { requiresOwnKey: true as const }
      : {}),
    everyMs: seconds * 1000,
    ...(role ? { role } : {}),
    ...(identities ? { identities } : {}),
    ...(credential
      ? {
          credential: {
            accessKeyId: credential.getString('accessKeyId'),
            secretAccessKey: credential.getString('secretAccessKey'),
          },
        }
      : {}),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

function readIdentities(config: Config, place: string): IdentityCluster {
  const cluster = config.getString('cluster');
  const eksCluster = config.getOptionalString('eksCluster');
  const issuer = config
    .getOptionalString('issuer')
    ?.replace(/^https:\/\//, '')
    .replace(/\/$/, '');
  refuseUnless(
    eksCluster !== undefined || issuer !== undefined,
    place,
    'with an eksCluster or an issuer',
  );
  refuseUnless(
    issuer === undefined || ISSUER.test(issuer),
    `${place}.issuer`,
    'the address of an issuer, for example https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE',
  );
  return {
    cluster,
    ...(eksCluster === undefined ? {} : { eksCluster }),
    ...(issuer === undefined ? {} : { issuer }),
  };
}

function readRole(
  config: Config,
  accountId: string,
  place: string,
): AwsSettings['role'] {
  const arn = config.getOptionalString('roleArn');
  const externalId = config.getOptionalString('externalId');
  refuseUnless(
    arn === undefined || ROLE.exec(arn)?.[1] === accountId,
    `${place}.roleArn`,
    `the ARN of a role in the account ${accountId}`,
  );
  refuseUnless(
    externalId === undefined || arn !== undefined,
    `${place}.externalId`,
    'with a roleArn',
  );
  return arn === undefined
    ? undefined
    : { arn, ...(externalId === undefined ? {} : { externalId }) };
}

function isService(text: string): text is AwsService {
  return (SERVICES as readonly string[]).includes(text);
}

function isSafe(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return (
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && LOCAL.includes(url.hostname))
  );
}

function refuseUnless(holds: boolean, place: string, what: string): void {
  if (!holds) {
    throw new Error(`${place}: must be ${what}`);
  }
}
