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

import { createHash } from 'node:crypto';
import { type EstateClock } from '../render/EstateClock';
import { answerIdentities } from './answerIdentities';
import type { AwsParameterSpec, AwsSecretSpec, AwsSpec } from './AwsSpec';
import type { IdentitiesSpec } from './IdentitiesSpec';

/** The access key of the role that Keyward has in the simulated account. */
export const awsCredential = {
  accessKeyId: 'simulated-aws-reader',
  secretAccessKey: 'simulated-aws-reader',
};

const SECRETS_OF_PAGE = 100;
const PARAMETERS_OF_PAGE = 50;
const DEFAULT_PARAMETER_KEY = 'alias/aws/ssm';
const DAY_SECONDS = 86_400;

interface Input {
  NextToken?: string;
  MaxResults?: number;
  SecretId?: string;
}

/**
 * Answers as Secrets Manager, the Parameter Store, IAM and EKS do, to whoever reads metadata. It
 * has no values: any other call is refused and remembered in {@link valueRequests}, so
 * that a test can tell that there was none.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/
 */
export class SimulatedAws {
  /** Each call that is none of those for metadata, for example `secretsmanager.GetSecretValue`. */
  readonly valueRequests: string[] = [];
  readonly #spec: AwsSpec;
  readonly #identities: IdentitiesSpec;
  readonly #clock: EstateClock;

  constructor(spec: AwsSpec, identities: IdentitiesSpec, clock: EstateClock) {
    this.#spec = spec;
    this.#identities = identities;
    this.#clock = clock;
  }

  /** Answers one request. */
  async respond(request: Request): Promise<Response> {
    const target = request.headers.get('x-amz-target') ?? '';
    const [, key, region = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(
        request.headers.get('authorization') ?? '',
      ) ?? [];
    if (key !== awsCredential.accessKeyId) {
      return refusal('UnrecognizedClientException');
    }
    const { method, url } = request;
    const body = await request.text();
    const identities = answerIdentities(
      this.#identities,
      this.#spec.accountId,
      { method, url, body, region },
    );
    if (identities && !target) {
      return identities;
    }
    const input: Input = JSON.parse(body || '{}');
    const { secrets = {}, parameters = {} } = this.#spec.regions[region] ?? {};
    switch (target) {
      case 'secretsmanager.ListSecrets': {
        const entries = Object.entries(secrets).map(([name, secret]) =>
          this.#entryOf(region, name, secret),
        );
        const { items, next } = pageOf(entries, SECRETS_OF_PAGE, input);
        return answer({ SecretList: items, ...next });
      }
      case 'secretsmanager.ListSecretVersionIds':
      case 'secretsmanager.GetResourcePolicy': {
        const found = Object.entries(secrets).find(
          ([name]) => this.#arnOf(region, name) === input.SecretId,
        );
        if (!found) {
          return refusal('ResourceNotFoundException');
        }
        return answer(
          target.endsWith('GetResourcePolicy')
            ? { ARN: input.SecretId, ...policyOf(found[1]) }
            : { Versions: this.#versionsOf(...found) },
        );
      }
      case 'AmazonSSM.DescribeParameters': {
        const entries = Object.entries(parameters).map(([name, parameter]) =>
          this.#parameterOf(region, name, parameter),
        );
        const { items, next } = pageOf(entries, PARAMETERS_OF_PAGE, input);
        return answer({ Parameters: items, ...next });
      }
      default:
        this.valueRequests.push(target);
        return refusal('AccessDeniedException');
    }
  }

  #entryOf(region: string, name: string, secret: AwsSecretSpec): object {
    const { written, rotation, accessed, deleting, key, owner } = secret;
    const versions = this.#versionsOf(name, secret);
    return {
      ARN: this.#arnOf(region, name),
      Name: name,
      ...(key ? { KmsKeyId: key } : {}),
      CreatedDate: this.#secondsAgo(written[0] ?? '1d', name),
      LastChangedDate: versions.at(-1)?.CreatedDate,
      ...(accessed ? { LastAccessedDate: this.#dayAgo(accessed) } : {}),
      ...(deleting ? { DeletedDate: this.#secondsAgo(deleting) } : {}),
      ...(rotation
        ? {
            RotationEnabled: true,
            RotationRules: { AutomaticallyAfterDays: rotation.days },
            LastRotatedDate: versions.at(-1)?.CreatedDate,
            NextRotationDate: secondsOf(this.#clock.in(rotation.due)),
          }
        : {}),
      ...(owner ? { Tags: [{ Key: 'keyward.io/owner', Value: owner }] } : {}),
      SecretVersionsToStages: Object.fromEntries(
        versions
          .filter(({ VersionStages: stages }) => stages.length > 0)
          .map(({ VersionId, VersionStages }) => [VersionId, VersionStages]),
      ),
    };
  }

  #versionsOf(name: string, { written, pending }: AwsSecretSpec) {
    const stages = ['AWSCURRENT', 'AWSPREVIOUS'];
    const versions = written.map((age, index) => ({
      VersionId: idOf(name, index),
      VersionStages: [stages[written.length - 1 - index]].filter(Boolean),
      CreatedDate: this.#secondsAgo(age, name),
    }));
    return pending
      ? [
          ...versions,
          {
            VersionId: idOf(name, written.length),
            VersionStages: ['AWSPENDING'],
            CreatedDate: this.#secondsAgo(pending),
          },
        ]
      : versions;
  }

  #parameterOf(
    region: string,
    name: string,
    { changed, version, key }: AwsParameterSpec,
  ): object {
    const path = name.startsWith('/') ? name : `/${name}`;
    return {
      Name: name,
      ARN: `arn:aws:ssm:${region}:${this.#spec.accountId}:parameter${path}`,
      Type: 'SecureString',
      KeyId: key ?? DEFAULT_PARAMETER_KEY,
      LastModifiedDate: this.#secondsAgo(changed, name),
      Version: version,
      Tier: 'Standard',
    };
  }

  /** Secrets Manager adds six characters to each name. */
  #arnOf(region: string, name: string): string {
    const { accountId } = this.#spec;
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${hashOf(
      name,
    ).slice(0, 6)}`;
  }

  #secondsAgo(age: string, seed?: string): number {
    return secondsOf(this.#clock.ago(age, seed));
  }

  /** AWS notes the day alone. */
  #dayAgo(age: string): number {
    return Math.floor(this.#secondsAgo(age) / DAY_SECONDS) * DAY_SECONDS;
  }
}

/** Of `letsIn`: another account than the simulated one, or anybody with a condition. */
function policyOf({ letsIn }: AwsSecretSpec): { ResourcePolicy?: string } {
  return letsIn
    ? {
        ResourcePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal:
              letsIn === 'account'
                ? { AWS: 'arn:aws:iam::444455556666:role/auditor' }
                : '*',
            Action: 'secretsmanager:GetSecretValue',
            Resource: '*',
            ...(letsIn === 'organization'
              ? {
                  Condition: {
                    StringEquals: { 'aws:PrincipalOrgID': 'o-f3rnh1ll00' },
                  },
                }
              : {}),
          },
        }),
      }
    : {};
}

/** Times of AWS's JSON are seconds. */
function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function idOf(name: string, index: number): string {
  const hash = hashOf(`${name} ${index}`);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}

function pageOf(
  all: object[],
  most: number,
  { NextToken, MaxResults = most }: Input,
) {
  const from = Number(NextToken ?? 0);
  const to = from + Math.min(MaxResults, most);
  return {
    items: all.slice(from, to),
    next: to < all.length ? { NextToken: String(to) } : {},
  };
}

function answer(body: object): Response {
  return new Response(JSON.stringify(body), {
    headers: { 'content-type': 'application/x-amz-json-1.1' },
  });
}

function refusal(type: string): Response {
  return new Response(JSON.stringify({ __type: type }), {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
  });
}
