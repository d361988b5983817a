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

import {
  defaultRuleSettings,
  type KeyFacts,
  type RuleSettings,
  type SecretFacts,
  type ValueHolder,
} from '../facts';
import { isSharedBetween, repeatedClasses } from './sharedValues';
import { judgeSecret } from '../engine';
import { rotationOf } from '../rotation';
import { rules, sharedValueRules } from './rules';

const DAY_MS = 86_400_000;
const START = Date.parse('2027-12-01T00:00:00.000Z');

const day = (days: number) => new Date(START + days * DAY_MS).toISOString();

const settings = (now = day(0)): RuleSettings => ({
  ...defaultRuleSettings,
  now,
});

function key(overrides: Partial<KeyFacts> = {}): KeyFacts {
  return {
    name: 'password',
    class: 'password',
    size: '12-31 B',
    weak: false,
    age: { earliest: day(0), latest: day(0), basis: 'managed-fields' },
    ...overrides,
  };
}

function secret(overrides: Partial<SecretFacts> = {}): SecretFacts {
  return {
    id: '1',
    ref: 'kubernetes:prod/a/one',
    sourceId: 'prod',
    namespace: 'a',
    name: 'one',
    exists: true,
    secretType: 'Opaque',
    class: 'password',
    taken: 'fingerprint',
    environment: 'production',
    createdAt: day(0),
    labels: {},
    annotations: {},
    owners: [],
    deliverer: { kind: 'by hand', name: 'kubectl', basis: 'manager' },
    keys: [key()],
    consumers: [],
    consumerCount: 0,
    ...overrides,
  };
}

const consumer = (how: string, optional = false) => ({
  kind: 'Deployment',
  apiGroup: 'apps',
  namespace: 'a',
  name: 'web',
  how,
  optional,
  subPath: false,
});

const said = (facts: SecretFacts, now?: string) =>
  judgeSecret(rules, facts, settings(now)).verdicts.map(
    ({ rule, item, severity }) => [rule, item, severity].join(' '),
  );

describe('orphaned', () => {
  it('is what its maker has left behind', () => {
    const judged = (absent?: boolean) =>
      judgeSecret(
        rules.filter(({ id }) => id === 'orphaned'),
        secret({
          deliverer: {
            kind: 'Certificate',
            namespace: 'a',
            name: 'web',
            basis: 'annotation',
            ...(absent === undefined ? {} : { absent }),
          },
        }),
        settings(),
      );
    expect(judged()).toEqual({ verdicts: [] });
    expect(judged(false)).toEqual({ verdicts: [], reviewAt: day(1) });
    expect(judged(true)).toMatchObject({
      verdicts: [
        { severity: 'low', evidence: { deliverer: 'Certificate/web' } },
      ],
      reviewAt: day(1),
    });
  });
});

describe('orphaned by its entity', () => {
  const judged = (now: string, absentSince?: string) =>
    judgeSecret(
      rules.filter(({ id }) => id === 'orphaned'),
      secret({
        entity: {
          ref: 'component:default/web',
          ...(absentSince ? { absentSince } : {}),
        },
      }),
      settings(now),
    );

  it('once the catalog has been without it for a day', () => {
    expect(judged(day(5))).toEqual({ verdicts: [], reviewAt: day(6) });
    expect(judged(day(5), day(4.5)).verdicts).toEqual([]);
    expect(judged(day(5), day(4)).verdicts).toMatchObject([
      {
        item: 'entity',
        severity: 'low',
        evidence: { entity: 'component:default/web', since: day(4) },
      },
    ]);
  });
});

describe('rotation-due', () => {
  it('does not take back what was due soon once a bound is past', () => {
    const wide = secret({
      keys: [
        key({
          age: { earliest: day(0), latest: day(50), basis: 'creation' },
        }),
      ],
    });
    const judged = (now: string) => {
      const { verdicts, undecided = [] } = judgeSecret(
        rules,
        wide,
        settings(now),
      );
      return { due: verdicts.map(({ evidence }) => evidence), undecided };
    };
    expect(judged(day(82))).toEqual({ due: [], undecided: [] });
    const soon = judged(day(89));
    expect(soon.due).toMatchObject([{ stage: 'dueSoon' }]);
    const past = judged(day(90));
    expect(past.due).toEqual([]);
    expect(past.undecided).toMatchObject([
      { rule: 'rotation-due', item: 'password' },
    ]);
    // A finding with this evidence stays.
    expect(soon.due[0]).toMatchObject(past.undecided[0].evidence);
    expect(judged(day(140))).toMatchObject({
      due: [{ stage: 'overdue' }],
      undecided: [],
    });
  });
});

describe('rotationOf', () => {
  const state = (facts: Partial<KeyFacts>, now: string, of = secret()) =>
    rotationOf(key(facts), of, settings(now))?.state;

  it('judges by both bounds of an age', () => {
    expect(state({}, day(82))).toBe('inPeriod');
    expect(state({}, day(83))).toBe('dueSoon');
    expect(state({}, day(90))).toBe('overdue');
    const wide = {
      age: { earliest: day(0), latest: day(50), basis: 'creation' as const },
    };
    expect(state(wide, day(89))).toBe('dueSoon');
    expect(state(wide, day(90))).toBe('unknown');
    expect(state(wide, day(139))).toBe('unknown');
    expect(state(wide, day(140))).toBe('overdue');
    expect(state({ age: { basis: 'unknown' } }, day(400))).toBe('unknown');
    const open = { age: { latest: day(0), basis: 'creation' as const } };
    expect(state(open, day(89))).toBe('unknown');
    expect(state(open, day(90))).toBe('overdue');
  });

  it.each([
    'tls',
    'helm-release',
    'service-account-token',
    'public',
    'identifier',
  ] as const)('leaves %s alone', keyClass => {
    expect(state({ class: keyClass }, day(4000))).toBeUndefined();
  });

  it('lets annotations and policies overrule', () => {
    const annotated = (annotations: Record<string, string>) =>
      rotationOf(key(), secret({ annotations }), settings(day(31)));
    expect(annotated({ 'keyward.io/rotation': '30d' })).toMatchObject({
      days: 30,
      state: 'overdue',
    });
    expect(annotated({ 'keyward.io/rotation': 'none' })).toBeUndefined();
    expect(annotated({ 'keyward.io/rotation': 'soon' })).toMatchObject({
      days: 90,
    });
    expect(annotated({ 'keyward.io/class': 'api-key' })).toMatchObject({
      days: 180,
    });
    expect(
      rotationOf(key(), secret({ labels: { tier: '1' } }), {
        ...settings(day(31)),
        rotationPolicies: [
          { id: 'dev', days: 1, environments: ['development'] },
          { id: 'tier 1', days: 30, labels: { tier: '1' } },
          ...defaultRuleSettings.rotationPolicies,
        ],
      }),
    ).toMatchObject({ policy: 'tier 1', state: 'overdue' });
  });

  it.each([
    'tls',
    'other',
    'identifier',
    'public',
    'helm-release',
    'sealing-key',
  ] as const)('goes by an annotation even where the class is %s', keyClass => {
    const only = key({ class: keyClass });
    const annotations = { 'keyward.io/rotation': '30d' };
    expect(
      rotationOf(
        only,
        secret({ annotations, keys: [only] }),
        settings(day(31)),
      ),
    ).toMatchObject({ days: 30, state: 'overdue' });
    expect(
      rotationOf(only, secret({ keys: [only] }), settings(day(31))),
    ).toBeUndefined();
  });

  it('means by an annotation the password and not the name beside it', () => {
    const user = key({ name: 'user', class: 'identifier' });
    const of = secret({
      annotations: { 'keyward.io/rotation': '30d' },
      keys: [key(), user],
    });
    expect(rotationOf(user, of, settings(day(31)))).toBeUndefined();
    expect(rotationOf(key(), of, settings(day(31)))).toMatchObject({
      days: 30,
    });
  });

  it('goes by a policy that names a class, whatever the class is', () => {
    const only = key({ class: 'other' });
    const by = (classes?: KeyFacts['class'][]) =>
      rotationOf(only, secret({ keys: [only] }), {
        ...settings(day(31)),
        rotationPolicies: [
          { id: 'own', days: 30, ...(classes && { classes }) },
        ],
      });
    expect(by(['other'])).toMatchObject({ policy: 'own', state: 'overdue' });
    expect(by()).toBeUndefined();
  });

  it('never takes a value without a lower bound to be in its period', () => {
    const restored = key({
      age: { latest: day(0), basis: 'managed-fields' },
    });
    expect(
      rotationOf(restored, secret({ keys: [restored] }), settings(day(1))),
    ).toMatchObject({ state: 'unknown', reviewAt: day(90) });
  });

  it('changes on the days it said, in a year with a leap day', () => {
    const flips: string[] = [];
    const announced: (string | undefined)[] = [];
    let before: string | undefined;
    let reviewAt: string | undefined;
    for (let days = 0; days <= 366; days += 1) {
      const rotation = rotationOf(key(), secret(), settings(day(days)))!;
      if (rotation.state !== before) {
        flips.push(`${day(days).slice(0, 10)} ${rotation.state}`);
        announced.push(reviewAt?.slice(0, 10));
      }
      before = rotation.state;
      reviewAt = rotation.reviewAt;
    }
    expect(announced).toEqual([undefined, '2028-02-22', '2028-02-29']);
    expect(flips).toEqual([
      '2027-12-01 inPeriod',
      '2028-02-22 dueSoon',
      '2028-02-29 overdue',
    ]);
  });
});

describe('rules', () => {
  it('have nothing to say of what is right', () => {
    expect(
      said(
        secret({
          consumers: [consumer('volume')],
          deliverer: { kind: 'ExternalSecret', basis: 'owner', ready: 'true' },
        }),
      ),
    ).toEqual([]);
  });

  it('say when to ask again, and then speak', () => {
    const facts = secret();
    const { reviewAt } = judgeSecret(rules, facts, settings());
    expect(reviewAt).toBe(day(83));
    expect(said(facts, day(82))).toEqual([]);
    expect(said(facts, reviewAt)).toEqual(['rotation-due password medium']);
    expect(said(facts, day(90))).toEqual(['rotation-due password high']);
    expect(said({ ...facts, environment: 'development' }, day(90))).toEqual([
      'rotation-due password medium',
    ]);
  });

  it.each<[string, SecretFacts, SecretFacts]>([
    [
      'missing-secret  high',
      secret({ exists: false, keys: [], consumers: [consumer('volume')] }),
      secret({
        exists: false,
        keys: [],
        consumers: [consumer('volume', true)],
      }),
    ],
    [
      'delivery-failed  high',
      secret({
        deliverer: { kind: 'ExternalSecret', basis: 'owner', ready: 'false' },
      }),
      secret({
        deliverer: { kind: 'ExternalSecret', basis: 'owner', ready: 'unknown' },
      }),
    ],
    [
      'secret-in-env  low',
      secret({ consumers: [consumer('envFrom')] }),
      secret({ consumers: [consumer('projected')] }),
    ],
    [
      'weak-value password high',
      secret({ keys: [key({ weak: true })] }),
      secret({
        keys: [key({ weak: true, name: 'user', class: 'identifier' })],
      }),
    ],
    [
      'weak-value password high',
      secret({ keys: [key({ weakness: 'common' })], environment: 'staging' }),
      secret({ environment: 'staging' }),
    ],
    [
      'weak-value password medium',
      secret({ keys: [key({ weakness: 'short' })], environment: 'staging' }),
      secret({ keys: [key({ weakness: 'short', class: 'identifier' })] }),
    ],
    [
      'weak-value password low',
      secret({
        keys: [key({ weak: true, size: 'empty' })],
        environment: 'staging',
      }),
      secret({ keys: [key({ size: 'empty', class: 'other', weak: true })] }),
    ],
    [
      'legacy-service-account-token  medium',
      secret({ secretType: 'kubernetes.io/service-account-token', keys: [] }),
      secret({ secretType: 'Opaque', keys: [] }),
    ],
  ])('find %p, and nothing in its clean twin', (verdict, bad, clean) => {
    expect(said(bad)).toEqual([verdict]);
    expect(said(clean)).toEqual([]);
  });

  it('tell a value that is in production and elsewhere from a mere copy', () => {
    const one: ValueHolder = {
      sourceId: 'prod',
      namespace: 'a',
      copied: false,
      production: true,
    };
    const between = (
      of: Partial<ValueHolder>,
      by: Partial<ValueHolder> = {},
    ) => {
      const other = {
        ...one,
        sourceId: 'dev',
        namespace: 'b',
        production: false,
        ...of,
      };
      const ids = (from: ValueHolder, to: ValueHolder) =>
        sharedValueRules
          .filter(rule => isSharedBetween(rule, from, to))
          .map(({ id }) => id);
      const found = ids({ ...one, ...by }, other);
      expect(ids(other, { ...one, ...by })).toEqual(found);
      return found;
    };
    expect(between({})).toEqual(['duplicate', 'environment-shared']);
    expect(between({ production: true })).toEqual(['duplicate']);
    expect(between({ production: true, copied: true })).toEqual(['duplicate']);
    expect(
      between({ production: true, copied: true }, { copied: true }),
    ).toEqual([]);
    expect(
      between({ production: true, sourceId: 'prod', namespace: 'a' }),
    ).toEqual([]);
    // Not known is not another one.
    expect(between({ production: undefined })).toEqual(['duplicate']);
    expect(repeatedClasses).toContain('identifier');
  });
});
