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

import { judgeResource, type ResourceFacts } from '@keyward/findings';
import { awsRules } from '.';

const NOW = '2026-06-01T12:00:00.000Z';
const GOOD = {
  service: 'secrets-manager',
  state: 'live',
  rotation: 'on',
  nextRotationAt: '2026-06-20T00:00:00.000Z',
  lastAccessedAt: '2026-05-31T00:00:00.000Z',
};

function judge(attributes: object, environment = 'production', feeds = false) {
  return judgeResource(
    awsRules,
    {
      id: 'id',
      ref: 'aws:prod/eu-central-1/secrets-manager/db',
      sourceId: 'prod',
      system: 'aws',
      kind: 'secret',
      location: ['eu-central-1', 'secrets-manager'],
      name: 'db',
      labels: {},
      environment,
      attributes: { ...GOOD, ...attributes },
      ...(feeds ? { secret: { feedsOthers: true } } : {}),
    } as ResourceFacts,
    { now: NOW, productionEnvironments: ['production'] } as any,
    (_, error) => {
      throw error;
    },
  );
}

function found(attributes: object, environment?: string, feeds?: boolean) {
  return judge(attributes, environment, feeds).verdicts.map(verdict => {
    const rule = awsRules.find(({ id }) => id === verdict.rule)!;
    const said = rule.sentence({ ...verdict, name: 'db' });
    expect(said).not.toMatch(/undefined|NaN|null/);
    expect(rule.docsUrl).toContain(`aws.md#${rule.id}`);
    return `${verdict.severity} ${verdict.rule}: ${said}`;
  });
}

describe('rules of AWS', () => {
  it('find nothing in what is well, and ask again when time alone makes a difference', () => {
    expect(judge({})).toMatchObject({
      verdicts: [],
      reviewAt: '2026-06-21T00:00:00.000Z',
    });
    expect(found({ service: 'parameter-store', rotation: undefined })).toEqual(
      [],
    );
  });

  it('find a rotation that failed', () => {
    expect(found({ pendingSince: '2026-05-31T11:00:00.000Z' })).toEqual([
      'high aws-rotation-failed: A new version of db is pending since 2026-05-31',
    ]);
    expect(
      found({ nextRotationAt: '2026-05-31T11:00:00.000Z' }, 'test'),
    ).toEqual([
      'medium aws-rotation-failed: db should have been rotated on 2026-05-31',
    ]);
    expect(found({ pendingSince: '2026-05-31T13:00:00.000Z' })).toEqual([]);
    expect(judge({ pendingSince: '2026-05-31T13:00:00.000Z' }).reviewAt).toBe(
      '2026-06-01T13:00:00.000Z',
    );
  });

  it('find that nothing rotates a secret, unless that is done elsewhere', () => {
    expect(found({ rotation: 'off' })).toEqual([
      'low aws-rotation-off: Secrets Manager does not rotate db',
    ]);
    for (const more of [
      { rotation: 'by-service' },
      { rotation: 'off', primaryRegion: 'us-east-1' },
      { rotation: 'off', state: 'empty' },
    ]) {
      expect(found(more)).toEqual([]);
    }
  });

  it('find the default key where the account requires one of its own', () => {
    expect(found({ usesDefaultKey: true, lacksOwnKey: true })).toEqual([
      'medium aws-default-key: db is encrypted by the default key of AWS, and its account requires one of its own',
    ]);
    expect(found({ usesDefaultKey: true })).toEqual([]);
  });

  it('find what nobody read for 90 days', () => {
    expect(found({ lastAccessedAt: '2026-03-01T00:00:00.000Z' })).toEqual([
      'low aws-secret-not-accessed: Nobody has read db since 2026-03-01',
    ]);
    expect(found({ lastAccessedAt: '2026-03-05T00:00:00.000Z' })).toEqual([]);
    expect(found({ lastAccessedAt: undefined })).toEqual([]);
  });

  it('find a public resource policy', () => {
    const open = {
      resourcePolicy: 'public',
      policyActions: ['GetSecretValue'],
      usesDefaultKey: false,
    };
    expect(found(open)).toEqual([
      'critical aws-policy-public: The resource policy of db lets every AWS account call GetSecretValue',
    ]);
    expect(
      found({ ...open, policyConditions: ['aws:SecureTransport'] }, 'test'),
    ).toEqual([
      'high aws-policy-public: The resource policy of db lets every AWS account call GetSecretValue; its conditions on aws:SecureTransport keep no account out',
    ]);
    expect(found({ ...open, usesDefaultKey: true })[0]).toMatch(/^medium/);
  });

  it('find a resource policy that lets in other accounts', () => {
    const shared = {
      resourcePolicy: 'other accounts',
      policyActions: ['GetSecretValue', 'PutSecretValue'],
      policyPrincipals: ['999999999999 role reader'],
    };
    expect(found(shared)).toEqual([
      'medium aws-policy-cross-account: The resource policy of db lets other accounts call GetSecretValue, PutSecretValue: 999999999999 role reader',
    ]);
    expect(found(shared, 'test')[0]).toMatch(/^low/);
    expect(found({ ...shared, usesDefaultKey: true })[0]).toMatch(/^low/);
  });

  it('find no resource policy that lets in nobody else, and say nothing of one that is not known', () => {
    for (const resourcePolicy of [
      'none',
      'own account',
      'organization',
      'anybody under conditions',
      undefined,
    ]) {
      expect(judge({ resourcePolicy }).verdicts).toEqual([]);
      expect(judge({ resourcePolicy }).undecided ?? []).toEqual([]);
    }
    expect(judge({ resourcePolicy: 'not known' })).toMatchObject({
      verdicts: [],
      undecided: [
        { rule: 'aws-policy-cross-account' },
        { rule: 'aws-policy-public' },
      ],
    });
  });

  it('find what is deleted while it is in use', () => {
    const deleting = {
      state: 'deleting',
      deletionRequestedAt: '2026-05-31T10:00:00.000Z',
    };
    expect(found(deleting)).toEqual([
      'high aws-secret-deleting: The deletion of db was requested on 2026-05-31, and it was still read on 2026-05-31',
    ]);
    expect(
      found({ ...deleting, lastAccessedAt: '2026-01-01T00:00:00.000Z' }),
    ).toEqual([]);
    const unread = { ...deleting, lastAccessedAt: undefined };
    expect(found(unread)).toEqual([]);
    expect(judge(unread).reviewAt).toBe('2026-06-01T13:00:00.000Z');
    expect(found(unread, 'test', true)).toEqual([
      'medium aws-secret-deleting: The deletion of db was requested on 2026-05-31, and Secrets are still to get its value',
    ]);
    expect(found({}, 'production', true)).toEqual([]);
  });
});
