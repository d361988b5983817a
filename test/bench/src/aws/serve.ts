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

import { createServer } from 'node:http';
import type { Served, ServeOptions } from '../lib/startServer';

const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';
const OF_PAGE = 100;
const CREATED = 1767268800;
const HEADERS = { 'content-type': 'application/x-amz-json-1.1' };
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/reader` },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    },
  ],
});

/** A secret as `ListSecrets` tells of it. */
function entryOf(at: number) {
  return {
    ARN: arnOf(at),
    Name: `team-${at % 300}/service-${at}/password`,
    Description: 'The password of the database',
    CreatedDate: CREATED,
    LastChangedDate: CREATED + at,
    LastAccessedDate: CREATED + 86_400,
    RotationEnabled: at % 3 === 0,
    ...(at % 3 === 0 && {
      RotationRules: { AutomaticallyAfterDays: 30 },
      LastRotatedDate: CREATED + at,
    }),
    Tags: [
      { Key: 'keyward.io/owner', Value: `group:default/team-${at % 300}` },
      { Key: 'stage', Value: 'production' },
    ],
    SecretVersionsToStages: {
      [versionOf(at, 2)]: ['AWSCURRENT'],
      [versionOf(at, 1)]: ['AWSPREVIOUS'],
    },
  };
}

function arnOf(at: number): string {
  return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:service-${at}-AbCdEf`;
}

function versionOf(at: number, version: number): string {
  return `${String(at).padStart(8, '0')}-0000-4000-8000-00000000000${version}`;
}

/** Texts of the pages of `ListSecrets`, so that the server costs little beside its clients. */
function pagesOf(secrets: number): Buffer[] {
  const pages: Buffer[] = [];
  for (let from = 0; from < secrets; from += OF_PAGE) {
    const to = Math.min(from + OF_PAGE, secrets);
    const SecretList = [];
    for (let at = from; at < to; at += 1) {
      SecretList.push(entryOf(at));
    }
    pages.push(
      Buffer.from(
        JSON.stringify({
          SecretList,
          ...(to < secrets && { NextToken: String(pages.length + 1) }),
        }),
      ),
    );
  }
  return pages;
}

/** The versions of a secret, of which its ARN tells the number. */
function versionsOf(arn: string) {
  const at = Number(/service-(\d+)-/.exec(arn)![1]);
  return {
    ARN: arn,
    Versions: [1, 2].map(version => ({
      VersionId: versionOf(at, version),
      VersionStages: [version === 2 ? 'AWSCURRENT' : 'AWSPREVIOUS'],
      CreatedDate: CREATED + version,
    })),
  };
}

/** Every second one has a resource policy, of its own account. */
function policyOf(arn: string) {
  const at = Number(/service-(\d+)-/.exec(arn)![1]);
  return { ARN: arn, ...(at % 2 === 0 && { ResourcePolicy: POLICY }) };
}

process.once('message', ({ secrets }: ServeOptions) => {
  const pages = pagesOf(secrets);
  let calls = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', chunk => chunks.push(chunk));
    request.once('end', () => {
      calls += 1;
      const asked = JSON.parse(Buffer.concat(chunks).toString());
      response.writeHead(200, HEADERS);
      switch (request.headers['x-amz-target']) {
        case 'secretsmanager.ListSecrets':
          response.end(pages[Number(asked.NextToken ?? 0)]);
          break;
        case 'secretsmanager.GetResourcePolicy':
          response.end(JSON.stringify(policyOf(asked.SecretId)));
          break;
        default:
          response.end(JSON.stringify(versionsOf(asked.SecretId)));
      }
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number };
    process.send!({ port } satisfies Served);
  });
  process.on('message', () => {
    process.send!({ calls } satisfies Served);
    calls = 0;
  });
});
process.once('disconnect', () => process.exit());
