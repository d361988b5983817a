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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComplianceFacts, Tally } from '../facts';
import { complianceChecks } from './checks';

function ask(id: string, tally?: Tally) {
  const facts: ComplianceFacts = {
    scope: { kind: 'service', ref: 'component:default/shop' },
    at: '2026-11-27T12:00:00Z',
    tallies: { [id]: tally },
  };
  return complianceChecks
    .find(check => check.id === id)!
    .evaluate(facts)
    .evidence.map(({ text }) => text)
    .join(' ');
}

/** What each says of one good and two bad ones, and which source would tell what is not known. */
const SENTENCES: [id: string, bad: string, good: string, source: string][] = [
  [
    'audit-coverage',
    'clusters do not audit reads of Secrets',
    'clusters audits reads of Secrets',
    'audit',
  ],
  [
    'audit-log-kept',
    'clusters do not keep audit logs long enough',
    'clusters keeps audit logs long enough',
    'control-plane',
  ],
  [
    'audit-log-written',
    'clusters do not write an audit log',
    'clusters writes an audit log',
    'control-plane',
  ],
  [
    'audit-without-values',
    'clusters have values in the audit log',
    'clusters keeps values out of the audit log',
    'audit',
  ],
  [
    'certificates-in-date',
    'certificates have expired',
    'certificates is in date',
    'values',
  ],
  [
    'certificates-renewed',
    'certificates are due for renewal or could not be renewed',
    'certificates has more than 30 days left',
    'values',
  ],
  [
    'certificates-sound',
    'certificates have a faulty key, name, chain or algorithm',
    'certificates is sound',
    'values',
  ],
  [
    'ci-scanning',
    'repositories are not scanned in CI',
    'repositories is scanned in CI',
    'git',
  ],
  [
    'cluster-admin-limited',
    'clusters have further subjects bound to `cluster-admin`',
    'clusters does not bind `cluster-admin` beyond built-in components',
    'access',
  ],
  [
    'connections-encrypted',
    'connection strings do not ask for verified TLS',
    'connection strings asks for TLS',
    'transit',
  ],
  [
    'csr-approval-limited',
    'clusters have subjects who reach Secrets by signing client certificates',
    'clusters has nobody who reaches Secrets by signing client certificates',
    'access',
  ],
  [
    'default-accounts-unused',
    'clusters have rights over Secrets given to a default ServiceAccount',
    'clusters does not give rights to default ServiceAccounts',
    'access',
  ],
  [
    'delivery-works',
    'delivered secrets are not delivered',
    'delivered secrets is delivered',
    'inventory',
  ],
  [
    'encryption-at-rest',
    'clusters have Secrets in plaintext at rest',
    'clusters is encrypted at rest',
    'control-plane',
  ],
  [
    'encryption-provider',
    'clusters do not have a suitable provider',
    'clusters has a suitable provider',
    'control-plane',
  ],
  [
    'environments-apart',
    'secrets have a value that another environment has too',
    'secrets is kept to one environment',
    'environments',
  ],
  [
    'escalation-limited',
    'clusters have subjects who reach Secrets by bind, escalate or impersonate',
    'clusters has nobody who reaches Secrets by bind, escalate or impersonate',
    'access',
  ],
  [
    'git-clean',
    'repositories contain a credential',
    'repositories is free of credentials',
    'git',
  ],
  [
    'ingress-encrypted',
    'Ingresses and Gateways have a host without TLS',
    'Ingresses and Gateways is served by TLS',
    'transit',
  ],
  [
    'least-privilege',
    'accesses are not needed',
    'accesses is needed',
    'access',
  ],
  [
    'no-broad-groups',
    'clusters have rights over Secrets given to a broad group',
    'clusters does not give rights over Secrets to a broad group',
    'access',
  ],
  [
    'no-dangling-bindings',
    'clusters have bindings that name what does not exist',
    'clusters has no binding that is left over',
    'access',
  ],
  [
    'no-legacy-tokens',
    'ServiceAccounts have a token that never expires',
    'ServiceAccounts has tokens that expire',
    'inventory',
  ],
  [
    'no-orphans',
    'secrets are orphaned',
    'secrets is not orphaned',
    'inventory',
  ],
  [
    'no-plain-text',
    'objects have a credential in plain text',
    'objects has no credential in plain text',
    'values',
  ],
  [
    'no-standing-access',
    'clusters have people with standing access',
    'clusters has no person with standing access',
    'access',
  ],
  [
    'no-wildcards',
    'clusters have a wildcard that opens Secrets',
    'clusters has no wildcard that opens Secrets',
    'access',
  ],
  [
    'node-proxy-limited',
    'clusters have subjects who reach Secrets by nodes/proxy',
    'clusters has nobody who reaches Secrets by nodes/proxy',
    'access',
  ],
  [
    'people-not-by-tokens',
    'clusters have people who sign in by ServiceAccount tokens',
    'clusters has nobody who signs in by a ServiceAccount token',
    'audit',
  ],
  [
    'pod-creation-limited',
    'clusters have subjects who reach Secrets by creating pods',
    'clusters has nobody who reaches Secrets by creating pods without a need',
    'access',
  ],
  [
    'production-apart',
    'clusters have a way into production from outside it',
    'clusters has no way into production from outside it',
    'access',
  ],
  [
    'rotation-in-period',
    'values are overdue',
    'values is within the period',
    'inventory',
  ],
  [
    'rotation-rehearsed',
    'services were not rehearsed within 180 days',
    'services was rehearsed within 180 days',
    'operations',
  ],
  [
    'secret-access-limited',
    'clusters have subjects with more access to Secrets than they need',
    'clusters has nobody with more access to Secrets than is needed',
    'access',
  ],
  [
    'secrets-as-files',
    'secrets are taken as an environment variable',
    'secrets is not in any environment variable',
    'inventory',
  ],
  [
    'secrets-from-manager',
    'secrets were put in by hand',
    'secrets is delivered by an operator',
    'inventory',
  ],
  [
    'secrets-owned',
    'secrets do not have an owner',
    'secrets has an owner',
    'inventory',
  ],
  ['secrets-used', 'secrets are unused', 'secrets is in use', 'inventory'],
  [
    'service-account-lookup',
    'clusters do not look tokens up',
    'clusters looks tokens up',
    'control-plane',
  ],
  [
    'stores-encrypted',
    'stores are reached without verified TLS',
    'stores is reached by verified TLS',
    'transit',
  ],
  [
    'system-masters-unused',
    'clusters have a way to act as system:masters',
    'clusters does not let anybody act as system:masters',
    'credentials',
  ],
  [
    'token-creation-limited',
    'clusters have subjects who reach Secrets by creating tokens',
    'clusters has nobody who reaches Secrets by creating tokens',
    'access',
  ],
  [
    'tokens-not-mounted',
    'workloads have a token mounted without need',
    'workloads does not mount a token without need',
    'access',
  ],
  [
    'user-passwords-changed',
    'identity providers have passwords as the only factor, unchanged for over 90 days',
    'identity providers asks for more than a password, or for a new one every 90 days',
    'identity',
  ],
  [
    'value-age',
    'values are older than a year',
    'values is at most a year old',
    'inventory',
  ],
  ['value-strength', 'values are weak', 'values is strong enough', 'values'],
  [
    'values-not-reused',
    'secrets have a value that another one has too',
    'secrets has values of its own',
    'values',
  ],
  [
    'versioning',
    'secrets do not have earlier versions kept',
    'secrets has earlier versions kept',
    'managers',
  ],
  [
    'volumes-limited',
    'clusters have subjects who reach Secrets by a hostPath volume',
    'clusters has nobody who reaches Secrets by a hostPath volume',
    'access',
  ],
  [
    'webhooks-limited',
    'clusters have subjects who reach Secrets by admission webhooks',
    'clusters has nobody who reaches Secrets by admission webhooks',
    'access',
  ],
];

describe('complianceChecks', () => {
  it('are all in the table', () => {
    expect(complianceChecks.map(({ id }) => id)).toEqual(
      SENTENCES.map(([id]) => id),
    );
  });

  it('are all in the docs', () => {
    const docs = readFileSync(
      join(__dirname, '../../../../docs/compliance.md'),
      'utf8',
    );
    const documented = docs.matchAll(/^\| `([a-z-]+)` +\|.* (\S+) +\|$/gm);
    expect([...documented].map(([, id, source]) => [id, source])).toEqual(
      complianceChecks.map(({ id, source }) => [id, source.id]),
    );
  });

  it.each(SENTENCES)('%s', (id, bad, good, source) => {
    expect(ask(id, { good: 1, bad: 2, unknown: 0 })).toBe(
      `2 of 3 ${bad}. 1 of 3 ${good}.`,
    );
    expect(ask(id)).toMatch(/^Not known: .* would tell\.$/);
    const check = complianceChecks.find(each => each.id === id)!;
    expect(check.source.id).toBe(source);
    for (const [tally, verdict] of [
      [{ good: 1, bad: 0, unknown: 0 }, 'pass'],
      [{ good: 1, bad: 1, unknown: 1 }, 'fail'],
      [{ good: 1, bad: 0, unknown: 1 }, 'unknown'],
      [{ good: 0, bad: 0, unknown: 0 }, 'not-applicable'],
      [undefined, 'unknown'],
    ] as const) {
      const facts: ComplianceFacts = {
        scope: { kind: 'portal', ref: '*' },
        at: '2026-11-27T12:00:00Z',
        tallies: { [id]: tally },
      };
      expect(check.evaluate(facts)).toMatchObject({ verdict });
    }
    expect(check.title).not.toMatch(/[.]$/);
    expect(check.remedy).toMatch(/[.]$/);
  });
});
