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

import type { SourceProblem } from '@keyward/backstage-plugin-secrets-node';
import { AwsError, connectEks, connectIam } from '../client';
import type { AwsSettings } from '../config';
import { IdentityReach, type KubernetesRole } from '../identities';
import { problems } from './problems';
import { type KnownEks, readAssociations } from './readAssociations';
import { type KnownClusters, readRoles } from './readRoles';

/** IAM changes seldom, and lists all that an account has. */
const AGAIN_MS = 60 * 60_000;
/** What was read is no longer told after a day of failures. */
const KEPT_MS = 24 * AGAIN_MS;
/** What no policy that is read decides. */
const NOT_READ = [
  'service control policies of the organization are not read, and may deny it',
  'users of the account, and roles that are not given to ServiceAccounts, are not followed',
];

const NEEDED = 'that needs iam:GetAccountAuthorizationDetails';

/** Which ServiceAccounts have which roles of an account, and what they read by them. */
export interface KnownIdentities {
  /** Undefined where the roles are not known. */
  reach?: IdentityReach;
  /** Why they are not, in words. */
  unknown: string[];
  /** The roles that were read just now; undefined where those of an earlier look are told. */
  roles?: KubernetesRole[];
  problems: SourceProblem[];
}

interface Read {
  roles: KubernetesRole[];
  unknown: string[];
  problems: SourceProblem[];
}

/**
 * The roles of an account that are for ServiceAccounts. They are read each hour, whatever
 * came of it; where that fails, what was read before is told for a day. Nothing is read of
 * an account for which no clusters are configured.
 */
export class Identities {
  readonly #settings: AwsSettings;
  readonly #now: () => number;
  #askedAtMs = -Infinity;
  #readAtMs = -Infinity;
  #known: KnownIdentities = { unknown: [], problems: [] };

  constructor(settings: AwsSettings, now: () => number = Date.now) {
    this.#settings = settings;
    this.#now = now;
  }

  async read(signal: AbortSignal): Promise<KnownIdentities> {
    const now = this.#now();
    const isWanted = this.#settings.identities !== undefined;
    if (!isWanted || now - this.#askedAtMs < AGAIN_MS) {
      return { ...this.#known, roles: undefined };
    }
    try {
      const { roles, unknown, problems: found } = await this.#readAll(signal);
      this.#readAtMs = now;
      const reach = new IdentityReach(roles, [...unknown, ...NOT_READ]);
      this.#known = { reach, unknown: [], roles, problems: found };
    } catch (error) {
      if (signal.aborted || !(error instanceof AwsError)) {
        throw error;
      }
      const { reach } = now - this.#readAtMs < KEPT_MS ? this.#known : {};
      this.#known = {
        reach,
        unknown: [
          `which ServiceAccounts read it is not known: ${
            error.code === 'forbidden' ? NEEDED : error.summary
          }`,
        ],
        problems: [problems.identitiesNotKnown(this.#settings.title, error)],
      };
    }
    this.#askedAtMs = now;
    return this.#known;
  }

  async #readAll(signal: AbortSignal): Promise<Read> {
    const { regions, title } = this.#settings;
    const found: SourceProblem[] = [];
    const unknown: string[] = [];
    const eks: KnownEks = { clusters: [], associations: [], left: 0 };
    let isWhole = true;
    for (const region of regions) {
      const api = connectEks(this.#settings, region, signal);
      try {
        await readAssociations(api, this.#settings.accountId, eks);
      } catch (error) {
        if (signal.aborted || !(error instanceof AwsError)) {
          throw error;
        }
        isWhole = false;
        found.push(problems.associationsNotKnown(title, error));
        unknown.push(
          `whom EKS gives roles to in ${region} is not known: ${error.summary}`,
        );
      } finally {
        api.close();
      }
    }
    if (eks.left > 0) {
      isWhole = false;
      unknown.push(`${eks.left} more Pod Identity associations are not read`);
    }
    const iam = connectIam(this.#settings, signal);
    try {
      const clusters = this.#clustersOf(eks, isWhole);
      return {
        roles: await readRoles(iam, clusters),
        unknown,
        problems: found,
      };
    } finally {
      iam.close();
    }
  }

  /** Which cluster is which source is what the administrator says. */
  #clustersOf(
    { associations, clusters: all }: KnownEks,
    isWhole: boolean,
  ): KnownClusters {
    const { identities = [] } = this.#settings;
    const byArn = new Map<string, string>();
    const byIssuer = new Map<string, string>();
    for (const { cluster, issuer } of identities) {
      if (issuer !== undefined) {
        byIssuer.set(issuer.toLowerCase(), cluster);
      }
    }
    for (const { arn, issuer = '', name } of all) {
      // A name that two regions have names neither of both.
      const names =
        all.filter(each => each.name === name).length > 1 ? [arn] : [arn, name];
      const cluster =
        identities.find(each => names.includes(each.eksCluster ?? ''))
          ?.cluster ?? byIssuer.get(issuer.toLowerCase());
      if (cluster !== undefined) {
        byArn.set(arn, cluster);
        byIssuer.set(issuer.toLowerCase(), cluster);
      }
    }
    return {
      associations,
      isWhole,
      clusterOfArn: arn => byArn.get(arn),
      clusterOfIssuer: issuer => byIssuer.get(issuer.toLowerCase()),
    };
  }
}
