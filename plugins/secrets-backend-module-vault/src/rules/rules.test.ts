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

import type { ResourceFacts } from '@keyward/findings';
import { vaultRules } from '.';
import { vaultAuditDevices } from './vaultAuditDevices';
import { vaultNotServing } from './vaultNotServing';
import { vaultRaftDegraded } from './vaultRaftDegraded';
import { vaultRoleNoAccount } from './vaultRoleNoAccount';
import { vaultRoleReadsAll } from './vaultRoleReadsAll';
import { vaultStaticRoleOverdue } from './vaultStaticRoleOverdue';

const CONTEXT = { now: '2026-11-01T12:00:00.000Z' } as never;

const healthy = {
  server: {
    isInitialized: true,
    isSealed: false,
    leader: 'yes',
    auditDevices: 2,
    lostPeers: [],
  },
  role: {
    serviceAccounts: ['api'],
    namespaces: ['payments'],
    policies: ['payments-read'],
    audience: 'vault',
    readsAllOf: [],
  },
  'static-role': {
    rotationSeconds: 86_400,
    lastRotatedAt: '2026-10-31T13:00:00.000Z',
  },
};

function found(kind: keyof typeof healthy, attributes: object) {
  const resource = {
    kind: `vault-${kind}`,
    name: 'x',
    attributes: { ...healthy[kind], ...attributes },
  } as unknown as ResourceFacts;
  return vaultRules
    .filter(({ about }) => about.kinds.includes(resource.kind))
    .flatMap(rule =>
      rule
        .judge(resource, CONTEXT)
        .verdicts.map(({ severity }) => `${rule.id} ${severity}`),
    );
}

describe('rules of Vault', () => {
  it('find nothing wrong with what is well', () => {
    expect(found('server', {})).toEqual([]);
    expect(
      found('server', { leader: 'unknown', auditDevices: undefined }),
    ).toEqual([]);
    expect(found('role', {})).toEqual([]);
    expect(found('static-role', {})).toEqual([]);
    expect(found('role', { namespaces: ['*'], policies: ['default'] })).toEqual(
      [],
    );
  });

  it.each([
    vaultAuditDevices,
    vaultRaftDegraded,
    vaultRoleNoAccount,
    vaultRoleReadsAll,
    vaultStaticRoleOverdue,
  ])('take nothing back of what is not known', rule => {
    const { undecided } = rule.judge(
      { attributes: {} } as unknown as ResourceFacts,
      CONTEXT,
    );
    expect(undecided).toEqual([{ item: '', evidence: {} }]);
  });

  it('find a role for ServiceAccounts that its cluster does not have', () => {
    const judge = (absentAccounts?: string[], policies = ['payments-read']) => {
      const { verdicts, undecided, reviewAt } = vaultRoleNoAccount.judge(
        {
          attributes: { ...healthy.role, policies },
          absentAccounts,
        } as unknown as ResourceFacts,
        CONTEXT,
      );
      expect(reviewAt).toBe('2026-11-01T13:00:00.000Z');
      expect(undecided !== undefined).toBe(absentAccounts === undefined);
      return verdicts.map(
        ({ severity, evidence }) => `${severity} ${evidence.accounts}`,
      );
    };
    expect(judge(['api'])).toEqual(['medium api']);
    expect(judge(['a', 'b', 'c', 'd', 'e', 'f'], ['default'])).toEqual([
      'low a, b, c, d, e and 1 more',
    ]);
    expect(judge([])).toEqual([]);
    expect(judge()).toEqual([]);
  });

  it('take nothing back of a leader that is not known', () => {
    const judge = (attributes: object) =>
      vaultNotServing.judge(
        {
          attributes: { ...healthy.server, ...attributes },
        } as unknown as ResourceFacts,
        undefined as never,
      ).undecided;
    expect(judge({ leader: 'unknown' })).toEqual([
      { item: '', evidence: { state: 'no-leader' } },
    ]);
    expect(judge({ leader: 'unknown', isSealed: true })).toBeUndefined();
    expect(judge({})).toBeUndefined();
  });

  it.each([
    ['server', { isSealed: true }, ['vault-not-serving critical']],
    ['server', { isInitialized: false }, ['vault-not-serving critical']],
    ['server', { leader: 'no' }, ['vault-not-serving critical']],
    ['server', { auditDevices: 0 }, ['vault-audit-devices high']],
    ['server', { auditDevices: 1 }, ['vault-audit-devices medium']],
    ['role', { serviceAccounts: ['*'] }, ['vault-role-wide high']],
    ['role', { namespaces: ['*'] }, ['vault-role-wide high']],
    [
      'role',
      { serviceAccounts: ['*'], namespaces: ['*'] },
      ['vault-role-wide critical'],
    ],
    ['role', { readsAllOf: ['secret'] }, ['vault-role-reads-all medium']],
    ['role', { readsAllOf: undefined }, []],
    [
      'server',
      { lostPeers: ['b'], failureTolerance: 1 },
      ['vault-raft-degraded medium'],
    ],
    ['server', { lostPeers: ['b'] }, ['vault-raft-degraded high']],
    [
      'static-role',
      { lastRotatedAt: '2026-10-31T10:59:00.000Z' },
      ['vault-static-role-overdue medium'],
    ],
    // Due, though not for an hour yet.
    ['static-role', { lastRotatedAt: '2026-10-31T11:30:00.000Z' }, []],
    ['role', { audience: undefined }, ['vault-role-audience low']],
  ] as const)('find of a %s with %j', (kind, attributes, expected) => {
    expect(found(kind, attributes)).toEqual(expected);
  });
});
