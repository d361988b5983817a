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

import type {
  SecretsLocatorResolver,
  StatedLocator,
} from '@keyward/backstage-plugin-secrets-node';
import type { AwsService, AwsSettings } from '../config';
import { refOf, SYSTEM } from '../refs';

/** As the stores of the External Secrets Operator call them. */
const SERVICES: Readonly<Record<string, AwsService>> = {
  SecretsManager: 'secrets-manager',
  ParameterStore: 'parameter-store',
};
const ARN =
  /^arn:[a-z-]+:(secretsmanager|ssm):([a-z0-9-]+):(\d{12}):(secret:|parameter)(.+)$/;
const ROLE = /^arn:[a-z-]+:iam::(\d{12}):role\//;
/** Secrets Manager adds it to the name of each secret. */
const RANDOM = /-[A-Za-z0-9]{6}$/;

interface Place {
  region: string;
  service: AwsService;
  name: string;
  /** Absent where the store does not tell. */
  accountId?: string;
}

/**
 * Knows which secret of which account a store and a remote key name.
 *
 * A store that reads as a role, and a key that is an ARN, name the account. A store with
 * static keys or the identity of its operator does not: then it is the account for which
 * its cluster is configured.
 */
export class AwsLocatorResolver implements SecretsLocatorResolver {
  readonly system = SYSTEM;
  readonly #accounts: readonly AwsSettings[];

  constructor(accounts: readonly AwsSettings[]) {
    this.#accounts = accounts;
  }

  async resolve(
    locators: readonly StatedLocator[],
  ): Promise<(string | undefined)[]> {
    return locators.map(locator => {
      const place = placeOf(locator);
      const account = place && this.#accountOf(place, locator.sourceId);
      return account && refOf(account.id, place);
    });
  }

  #accountOf(
    { accountId, region, service }: Place,
    cluster: string,
  ): AwsSettings | undefined {
    const fitting = this.#accounts.filter(
      each =>
        each.regions.includes(region) &&
        each.services.includes(service) &&
        (accountId === undefined
          ? each.clusters.includes(cluster)
          : each.accountId === accountId),
    );
    return fitting.length === 1 ? fitting[0] : undefined;
  }
}

function placeOf({ path, storeDetail = {} }: StatedLocator): Place | undefined {
  const { prefix = '', region, role, service } = storeDetail;
  if (!path) {
    return undefined;
  }
  const arn = ARN.exec(path);
  if (arn) {
    const [, kind, of, accountId, , rest] = arn;
    return kind === 'ssm'
      ? {
          region: of,
          accountId,
          service: 'parameter-store',
          name: parameterOf(rest),
        }
      : {
          region: of,
          accountId,
          service: 'secrets-manager',
          name: rest.replace(RANDOM, ''),
        };
  }
  const known = Object.hasOwn(SERVICES, String(service))
    ? SERVICES[String(service)]
    : undefined;
  if (typeof region !== 'string' || !known) {
    return undefined;
  }
  const accountId = ROLE.exec(String(role))?.[1];
  return {
    region,
    service: known,
    name: `${prefix}${path}`,
    ...(accountId ? { accountId } : {}),
  };
}

/** The name of a parameter in a hierarchy begins with a slash, that of others does not. */
function parameterOf(rest: string): string {
  return rest.indexOf('/', 1) < 0 ? rest.slice(1) : rest;
}
