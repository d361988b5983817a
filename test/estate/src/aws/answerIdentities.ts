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
  EksClusterSpec,
  IdentitiesSpec,
  RoleSpec,
} from './IdentitiesSpec';

const ALL_OF_IAM = 'GetAccountAuthorizationDetails';
const XMLNS = 'https://iam.amazonaws.com/doc/2010-05-08/';
/** Of what AWS has made itself. */
const OF_AWS = /^arn:[a-z-]+:iam::aws:/;
const CREATED = '2026-01-01T00:00:00Z';

/** A request as it came, and whose it is. */
interface AskedIdentities {
  method: string;
  url: string;
  body: string;
  region: string;
}

/**
 * Answers as IAM and EKS do to whoever reads roles, policies and who gets these.
 *
 * @returns undefined for any other call
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_ListPodIdentityAssociations.html
 */
export function answerIdentities(
  spec: IdentitiesSpec,
  accountId: string,
  { method, url, body, region }: AskedIdentities,
): Response | undefined {
  const { pathname } = new URL(url, 'http://aws');
  const form = new URLSearchParams(body);
  if (method === 'POST' && form.get('Action') === ALL_OF_IAM) {
    return xml(detailsOf(spec, accountId, form));
  }
  const parts = pathname.split('/').slice(1).map(decodeURIComponent);
  const [root, name, below, id] = parts;
  if (method !== 'GET' || root !== 'clusters') {
    return undefined;
  }
  const clusters = spec.clusters[region] ?? {};
  if (name === undefined) {
    return json({ clusters: Object.keys(clusters) });
  }
  const cluster = clusters[name];
  if (!cluster) {
    return json({ message: 'No cluster found.' }, 404);
  }
  if (below === undefined) {
    return json({
      cluster: {
        name,
        arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
        identity: { oidc: { issuer: cluster.issuer } },
      },
    });
  }
  const all = associationsOf(name, cluster);
  if (id === undefined) {
    return json({
      associations: all.map(
        ({ roleArn, targetRoleArn, policy, ...each }) => each,
      ),
    });
  }
  const association = all.find(each => each.associationId === id);
  return association
    ? json({ association })
    : json({ message: 'No association found.' }, 404);
}

function associationsOf(
  clusterName: string,
  { associations = [] }: EksClusterSpec,
) {
  return associations.map(
    ({ namespace, serviceAccount, role, targetRole, policy }, index) => ({
      clusterName,
      namespace,
      serviceAccount,
      associationId: `a-${clusterName}${index}`,
      roleArn: role,
      targetRoleArn: targetRole,
      policy: policy && document(policy),
    }),
  );
}

/** One page: of more than `MaxItems` the rest comes with the marker. */
function detailsOf(
  { roles, policies }: IdentitiesSpec,
  accountId: string,
  form: URLSearchParams,
): object {
  const kinds = [...form].flatMap(([key, value]) =>
    key.startsWith('Filter.') ? [value] : [],
  );
  const all = [
    ...(kinds.includes('Role')
      ? Object.entries(roles).map(each => ({
          role: roleOf(accountId, ...each),
        }))
      : []),
    ...Object.entries(policies).flatMap(([arn, statements]) =>
      kinds.includes(
        OF_AWS.test(arn) ? 'AWSManagedPolicy' : 'LocalManagedPolicy',
      )
        ? [{ policy: policyOf(arn, statements) }]
        : [],
    ),
  ];
  const from = Number(form.get('Marker') ?? 0);
  const to = from + Number(form.get('MaxItems') ?? 100);
  const page = all.slice(from, to);
  const isTruncated = to < all.length;
  return {
    IsTruncated: isTruncated,
    ...(isTruncated ? { Marker: String(to) } : {}),
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: page.flatMap(each => ('role' in each ? [each.role] : [])),
    Policies: page.flatMap(each => ('policy' in each ? [each.policy] : [])),
  };
}

function roleOf(accountId: string, name: string, role: RoleSpec): object {
  const { path = '/', trust, inline = {}, attached = [], boundary } = role;
  return {
    Path: path,
    RoleName: name,
    RoleId: `AROA${name}`,
    Arn: `arn:aws:iam::${accountId}:role${path}${name}`,
    CreateDate: CREATED,
    AssumeRolePolicyDocument: encoded(trust),
    RolePolicyList: Object.entries(inline).map(([each, statements]) => ({
      PolicyName: each,
      PolicyDocument: encoded(statements),
    })),
    AttachedManagedPolicies: attached.map(arn => ({
      PolicyArn: arn,
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    })),
    ...(boundary
      ? {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'Policy',
            PermissionsBoundaryArn: boundary,
          },
        }
      : {}),
  };
}

function policyOf(arn: string, statements: object[]): object {
  return {
    PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
    Arn: arn,
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      {
        VersionId: 'v2',
        IsDefaultVersion: true,
        Document: encoded(statements),
        CreateDate: CREATED,
      },
      {
        VersionId: 'v1',
        IsDefaultVersion: false,
        Document: encoded([{ Effect: 'Allow', Action: '*', Resource: '*' }]),
        CreateDate: CREATED,
      },
    ],
  };
}

function document(statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** As IAM gives policies. */
function encoded(statements: object[]): string {
  return encodeURIComponent(document(statements));
}

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

function xml(result: object): Response {
  const body = `<${ALL_OF_IAM}Response xmlns="${XMLNS}"><${ALL_OF_IAM}Result>${elementsOf(
    result,
  )}</${ALL_OF_IAM}Result><ResponseMetadata><RequestId>simulated</RequestId></ResponseMetadata></${ALL_OF_IAM}Response>`;
  return new Response(body, { headers: { 'content-type': 'text/xml' } });
}

function elementsOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(each => `<member>${elementsOf(each)}</member>`).join('');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, each]) => `<${name}>${elementsOf(each)}</${name}>`)
      .join('');
  }
  return String(value)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
