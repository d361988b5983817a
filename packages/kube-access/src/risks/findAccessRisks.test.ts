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
  accessRiskExplanations,
  type AccessNeed,
  type AccessObject,
  type AccessRisk,
  type AccessRiskOptions,
  type AccessRule,
  type BindingSubject,
  findAccessRisks,
} from '..';

const ESTATE: AccessObject[] = [
  ...['shop', 'pay', 'test'].map(
    (name): AccessObject => ({ kind: 'Namespace', name }),
  ),
  ...['db', 'tls'].map(
    (name): AccessObject => ({ kind: 'Secret', namespace: 'shop', name }),
  ),
  { kind: 'Secret', namespace: 'pay', name: 'db' },
  { kind: 'ServiceAccount', namespace: 'shop', name: 'api' },
];
const API = 'u:system:serviceaccount:shop:api';
const NEEDS_DB = [{ subject: API, namespace: 'shop', name: 'db' }];

const account = (name: string, namespace = 'shop'): BindingSubject => ({
  kind: 'ServiceAccount',
  namespace,
  name,
});
const group = (name: string): BindingSubject => ({ kind: 'Group', name });
const user = (name: string): BindingSubject => ({ kind: 'User', name });

const READ_DB: AccessRule = {
  verbs: ['get'],
  apiGroups: [''],
  resources: ['secrets'],
  resourceNames: ['db'],
};
const READ: AccessRule = { ...READ_DB, resourceNames: [] };
const EXEC: AccessRule = {
  verbs: ['create'],
  apiGroups: [''],
  resources: ['pods/exec'],
};

/** A role and its binding, for all namespaces without one. */
function given(
  subject: BindingSubject,
  rule: AccessRule,
  namespace?: string,
  name = 'it',
): AccessObject[] {
  const at = namespace === undefined ? {} : { namespace };
  return [
    { kind: 'ClusterRole', name, rules: [rule] },
    {
      kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
      ...at,
      name,
      roleRef: { kind: 'ClusterRole', name },
      subjects: [subject],
    },
  ];
}

function risksOf(
  objects: AccessObject[],
  needs: AccessNeed[] | undefined = NEEDS_DB,
  options?: AccessRiskOptions,
) {
  return [...findAccessRisks([...ESTATE, ...objects], needs, options)];
}

const kindsOf = (risks: AccessRisk[]) => risks.map(({ kind }) => kind).sort();

function only(risks: AccessRisk[], kind: AccessRisk['kind']) {
  const found = risks.filter(each => each.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
}

const isProduction = (namespace: string) =>
  ({ shop: true, test: false }[namespace]);

describe('findAccessRisks', () => {
  it('finds nothing in what is needed, given at home and by name', () => {
    expect(risksOf(given(account('api'), READ_DB, 'shop'))).toEqual([]);
  });

  it('finds reading by a wildcard, and not by a list of verbs', () => {
    const wild = { ...READ, resources: ['*'] };
    expect(
      only(
        risksOf(given(group('staff'), wild, 'shop')),
        'wildcard-secret-read',
      ),
    ).toEqual({
      id: 'wildcard-secret-read g:staff',
      kind: 'wildcard-secret-read',
      severity: 'high',
      subject: 'g:staff',
      causes: [
        { binding: 'RoleBinding shop/it', role: 'ClusterRole it', rule: 0 },
      ],
      paths: ['get-secrets'],
      extent: {
        secrets: 2,
        namespaces: 1,
        secretExamples: [
          { namespace: 'shop', name: 'db' },
          { namespace: 'shop', name: 'tls' },
        ],
        namespaceExamples: ['shop'],
      },
      explanation: 'wildcard-secret-read',
    });
    const everywhere = risksOf(
      given(group('staff'), { ...READ, verbs: ['*'] }),
    );
    expect(only(everywhere, 'wildcard-secret-read')).toMatchObject({
      severity: 'critical',
      extent: { secrets: 3, namespaces: 3 },
    });
    for (const clean of [
      { ...READ, verbs: ['get', 'list'] },
      { ...READ, apiGroups: ['*'] },
      { ...READ_DB, verbs: ['*'] },
      { ...READ, resources: ['*'], apiGroups: ['apps'] },
    ]) {
      expect(risksOf(given(group('staff'), clean, 'shop'))).toEqual([]);
    }
  });

  it('finds reading of all namespaces, and not of one', () => {
    const risk = only(
      risksOf(given(group('staff'), READ)),
      'cluster-wide-read',
    );
    expect(risk).toMatchObject({
      severity: 'high',
      causes: [{ binding: 'ClusterRoleBinding it' }],
      extent: { secrets: 3, namespaceExamples: ['shop', 'pay', 'test'] },
    });
    expect(risksOf(given(group('staff'), READ, 'shop'))).toEqual([]);
  });

  it('finds lists that nothing needs', () => {
    const list = { ...READ, verbs: ['get', 'list', 'watch'] };
    expect(
      only(risksOf(given(account('api'), list, 'shop')), 'list-without-need'),
    ).toMatchObject({
      severity: 'medium',
      paths: ['list-secrets', 'watch-secrets'],
      extent: { secrets: 2 },
    });
    const needs = [{ ...NEEDS_DB[0], verbs: ['get', 'list'] }];
    expect(risksOf(given(account('api'), list, 'shop'), needs)).toEqual([]);
    const narrowed = { ...list, resourceNames: ['db'] };
    expect(risksOf(given(account('api'), narrowed, 'shop'))).toEqual([]);
  });

  it('finds rights of the account that pods have by default', () => {
    const needs = [
      {
        subject: 'u:system:serviceaccount:shop:default',
        namespace: 'shop',
        name: 'db',
      },
    ];
    const risks = (rule: AccessRule, name: string) =>
      risksOf(given(account(name), rule, 'shop'), [...needs, ...NEEDS_DB]);
    expect(
      only(risks(READ_DB, 'default'), 'default-account-access'),
    ).toMatchObject({
      severity: 'high',
      extent: { secretExamples: [{ namespace: 'shop', name: 'db' }] },
    });
    expect(
      only(
        risks({ ...READ, verbs: ['create'] }, 'default'),
        'default-account-access',
      ),
    ).toMatchObject({
      paths: ['write-secrets'],
      extent: { secrets: 0, namespaces: 1 },
    });
    expect(risks(READ_DB, 'api')).toEqual([]);
    expect(risks({ ...READ, resources: ['pods'] }, 'default')).toEqual([]);
  });

  it.each([
    ['system:authenticated', 'shop', 'critical'],
    ['system:unauthenticated', 'shop', 'critical'],
    ['system:serviceaccounts', 'shop', 'critical'],
    ['system:serviceaccounts:shop', 'shop', 'medium'],
  ])('finds what is given to %s', (name, namespace, severity) => {
    for (const rule of [READ, EXEC]) {
      expect(
        only(
          risksOf(given(group(name), rule, namespace)),
          'broad-group-access',
        ),
      ).toMatchObject({ severity, extent: { namespaces: 1 } });
    }
    const clean = { ...READ, resources: ['configmaps'] };
    expect(risksOf(given(group(name), clean, namespace))).toEqual([]);
    expect(risksOf(given(group('staff'), READ, namespace))).toEqual([]);
  });

  it('finds people who can read at any time, and not groups of them', () => {
    expect(
      only(
        risksOf(given(user('ann'), READ_DB, 'shop')),
        'standing-user-access',
      ),
    ).toMatchObject({ severity: 'medium', subject: 'u:ann' });
    expect(risksOf(given(group('ann'), READ_DB, 'shop'))).toEqual([]);
    expect(
      risksOf(given(user('ann'), { ...READ, resources: ['pods'] }, 'shop')),
    ).toEqual([]);
  });

  it('finds rights of one namespace in another, also indirect ones', () => {
    const kinds = ['access-without-need', 'cross-namespace-access'];
    const read = risksOf(given(account('api'), READ, 'pay'));
    expect(kindsOf(read)).toEqual(kinds);
    expect(only(read, 'cross-namespace-access')).toMatchObject({
      severity: 'high',
      extent: { secretExamples: [{ namespace: 'pay', name: 'db' }] },
    });
    const exec = risksOf(given(account('api'), EXEC, 'pay'));
    expect(exec).toMatchObject([
      {
        kind: 'cross-namespace-access',
        severity: 'medium',
        paths: ['exec'],
        extent: { secrets: 0, namespaceExamples: ['pay'] },
      },
    ]);
    const anywhere = risksOf(given(account('api'), EXEC));
    expect(anywhere).toMatchObject([
      { extent: { namespaces: 2, namespaceExamples: ['pay', 'test'] } },
    ]);
    expect(risksOf(given(account('api'), EXEC, 'shop'))).toEqual([]);
    const needed = [{ subject: API, namespace: 'pay', name: 'db' }];
    expect(risksOf(given(account('api'), READ_DB, 'pay'), needed)).toEqual([]);
  });

  it('finds ways from outside production into it', () => {
    const risks = (from: string, to: string | undefined, rule = EXEC) =>
      kindsOf(
        risksOf(given(account('ci', from), rule, to), undefined, {
          isProduction,
        }),
      );
    expect(risks('test', 'shop')).toEqual(['access-into-production']);
    expect(risks('test', undefined)).toEqual([
      'access-into-production',
      'cross-namespace-access',
    ]);
    // At home, from production, and where nobody knows.
    expect(risks('test', 'test')).toEqual([]);
    expect(risks('shop', 'test')).toEqual(['cross-namespace-access']);
    expect(risks('test', 'pay')).toEqual(['cross-namespace-access']);
    expect(risks('pay', 'shop')).toEqual(['cross-namespace-access']);
    const reads = risksOf(given(account('ci', 'test'), READ), undefined, {
      isProduction,
    });
    expect(only(reads, 'access-into-production')).toMatchObject({
      severity: 'critical',
      extent: { secrets: 2, namespaceExamples: ['shop'] },
    });
  });

  it('finds bindings for which nothing is needed, where needs are known', () => {
    const objects = [
      ...given(account('api'), READ_DB, 'shop', 'used'),
      ...given(
        account('api'),
        { ...READ, resourceNames: ['tls'] },
        'shop',
        'idle',
      ),
    ];
    expect(risksOf(objects)).toMatchObject([
      {
        kind: 'access-without-need',
        severity: 'low',
        causes: [{ binding: 'RoleBinding shop/idle' }],
        extent: { secrets: 1 },
      },
    ]);
    expect([...findAccessRisks([...ESTATE, ...objects], undefined)]).toEqual(
      [],
    );
  });

  it('finds bindings that name what is not there, only where all is known', () => {
    const dangling = [
      ...given(account('gone'), READ_DB, 'shop', 'one'),
      {
        kind: 'RoleBinding' as const,
        namespace: 'shop',
        name: 'two',
        roleRef: { kind: 'Role', name: 'gone' },
        subjects: [user('ann')],
      },
    ];
    const needs = [
      {
        subject: 'u:system:serviceaccount:shop:gone',
        namespace: 'shop',
        name: 'db',
      },
    ];
    expect(risksOf(dangling, needs)).toEqual([]);
    const complete = ['ServiceAccount', 'Role', 'ClusterRole'] as const;
    expect(risksOf(dangling, needs, { complete })).toMatchObject([
      {
        id: 'dangling-binding RoleBinding shop/one u:system:serviceaccount:shop:gone',
        severity: 'medium',
        explanation: 'dangling-account',
        extent: { secrets: 1 },
      },
      {
        id: 'dangling-binding RoleBinding shop/two',
        severity: 'low',
        explanation: 'dangling-role',
        causes: [{ binding: 'RoleBinding shop/two', role: 'Role shop/gone' }],
        extent: { secrets: 0, namespaces: 1 },
      },
    ]);
    expect(
      risksOf(given(account('api'), READ_DB, 'shop'), NEEDS_DB, { complete }),
    ).toEqual([]);
  });

  it('leaves out what is part of Kubernetes, and not what only has its name', () => {
    const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
    const complete = ['ServiceAccount', 'ClusterRole'] as const;
    const builtIn = [
      ...given(group('system:masters'), all, undefined, 'cluster-admin'),
      ...given(user('system:kube-scheduler'), all, undefined, 'system:one'),
      ...given(
        account('generic-garbage-collector', 'kube-system'),
        all,
        undefined,
        'system:controller:generic-garbage-collector',
      ),
    ];
    expect(risksOf(builtIn, [], { complete, isProduction })).toEqual([]);
    for (const subject of [user('eve'), account('agent', 'shop')]) {
      expect(
        kindsOf(risksOf(given(subject, all, undefined, 'system:eve'))),
      ).toContain('cluster-wide-read');
    }
    expect(
      kindsOf(risksOf(given(account('agent', 'kube-system'), all))),
    ).toContain('cluster-wide-read');
  });

  describe('of ways to Secrets', () => {
    const right = (
      resource: string,
      verbs: string[],
      names?: string[],
    ): AccessRule => {
      const [name, apiGroup = ''] = resource.split(' ');
      return {
        verbs,
        apiGroups: [apiGroup],
        resources: [name],
        ...(names && { resourceNames: names }),
      };
    };
    const RBAC = 'rbac.authorization.k8s.io';
    const WEBHOOKS =
      'mutatingwebhookconfigurations admissionregistration.k8s.io';
    const PODS = right('pods', ['create']);
    const TOKENS = right('serviceaccounts/token', ['create']);
    const together = (
      subject: BindingSubject,
      rules: AccessRule[],
      namespace?: string,
    ): AccessObject[] =>
      given(subject, READ, namespace, 'together').map(object =>
        object.kind === 'ClusterRole' ? { ...object, rules } : object,
      );
    /** The ServiceAccount `api` of shop reads a Secret. */
    const OTHER = given(account('api'), READ_DB, 'shop', 'other');
    const waysOf = (rules: AccessRule[], namespace?: string) =>
      kindsOf(risksOf([...OTHER, ...together(group('ops'), rules, namespace)]));

    it.each<[AccessRisk['kind'], AccessRule[], string | undefined]>([
      [
        'rights-escalation',
        [
          right(`clusterroles ${RBAC}`, ['bind']),
          right(`clusterrolebindings ${RBAC}`, ['create']),
        ],
        undefined,
      ],
      [
        'rights-escalation',
        [
          right(`clusterroles ${RBAC}`, ['bind'], ['together']),
          right(`rolebindings ${RBAC}`, ['create']),
          PODS,
        ],
        'shop',
      ],
      [
        'rights-escalation',
        [right(`clusterroles ${RBAC}`, ['escalate', 'update'])],
        undefined,
      ],
      ['rights-escalation', [right('users', ['impersonate'])], undefined],
      [
        'rights-escalation',
        [right('serviceaccounts', ['impersonate'], ['api'])],
        'shop',
      ],
      ['pod-creation', [PODS], undefined],
      ['pod-creation', [PODS], 'shop'],
      ['pod-creation', [right('deployments apps', ['create'])], 'shop'],
      ['token-creation', [TOKENS], undefined],
      ['token-creation', [TOKENS], 'shop'],
      ['token-creation', [{ ...TOKENS, resourceNames: ['api'] }], 'shop'],
      ['token-creation', [TOKENS], 'kube-system'],
      [
        'volume-creation',
        [right('persistentvolumes', ['create']), PODS].concat(
          right('persistentvolumeclaims', ['create']),
        ),
        undefined,
      ],
      ['node-proxy-access', [right('nodes/proxy', ['get'])], undefined],
      [
        'certificate-approval',
        ['', '/approval']
          .map(part =>
            right(`certificatesigningrequests${part} certificates.k8s.io`, [
              'create',
              'update',
            ]),
          )
          .concat(right('signers certificates.k8s.io', ['approve'])),
        undefined,
      ],
      ['webhook-change', [right(WEBHOOKS, ['update'])], undefined],
    ])('finds %s %#', (kind, rules, namespace) => {
      const risks = risksOf([
        ...OTHER,
        ...together(group('ops'), rules, namespace),
      ]);
      const risk = only(risks, kind);
      expect(risk).toMatchObject({ subject: 'g:ops', extent: { secrets: 0 } });
      expect(risk.causes[0].role).toBe('ClusterRole together');
      expect(accessRiskExplanations[risk.explanation]).toMatch(/\.$/);
      // The second of two rights alone leads nowhere.
      const parts = rules.length === 2 ? waysOf(rules.slice(1), namespace) : [];
      expect(parts).not.toContain(kind);
    });

    it.each<[string, AccessRule[], string | undefined]>([
      ['nodes/metrics', [right('nodes/metrics', ['get'])], undefined],
      ['volumes alone', [right('persistentvolumes', ['create'])], undefined],
      [
        'signers of others',
        ['', '/approval']
          .map(part =>
            right(`certificatesigningrequests${part} certificates.k8s.io`, [
              'create',
              'update',
            ]),
          )
          .concat(
            right(
              'signers certificates.k8s.io',
              ['approve'],
              ['example.com/it'],
            ),
          ),
        undefined,
      ],
      ['webhooks by name', [right(WEBHOOKS, ['update'], ['mine'])], undefined],
      ['tokens by name', [{ ...TOKENS, resourceNames: ['idle'] }], 'shop'],
      ['tokens where nobody has rights', [TOKENS], 'pay'],
      ['pods where there are no Secrets', [PODS], 'test'],
      [
        'roles that open nothing',
        [
          right(`clusterroles ${RBAC}`, ['bind'], ['harmless']),
          right(`rolebindings ${RBAC}`, ['create']),
        ],
        'shop',
      ],
      ['users without rights', [right('users', ['impersonate'], ['ann'])], ''],
      ['what can be read anyway', [READ, PODS, TOKENS], 'shop'],
      [
        'what can be read anyway, everywhere',
        [READ, PODS, TOKENS, right('nodes/proxy', ['get'])],
        undefined,
      ],
    ])('finds nothing in %s', (_, rules, namespace) => {
      const risks = waysOf(rules, namespace || undefined);
      expect(risks.filter(kind => kind !== 'cluster-wide-read')).toEqual([]);
    });

    it('finds tokens of accounts that reach other namespaces than are read', () => {
      const rules = [READ, TOKENS];
      expect(waysOf(rules, 'shop')).toEqual([]);
      const abroad = given(account('job'), READ_DB, 'pay', 'abroad');
      const risks = risksOf([
        ...abroad,
        ...together(group('ops'), rules, 'shop'),
      ]);
      expect(only(risks, 'token-creation')).toMatchObject({
        subject: 'g:ops',
        paths: ['token-request'],
        extent: { namespaceExamples: ['shop'] },
      });
      // Its own rights an account has already.
      expect(
        kindsOf(
          risksOf([...abroad, ...together(account('job'), rules, 'shop')]),
        ),
      ).not.toContain('token-creation');
    });

    it('lets a pipeline create pods in its own namespace, but not as `default`', () => {
      const of = (name: string, namespace: string) =>
        kindsOf(risksOf(together(account(name, namespace), [PODS], 'shop')));
      expect(of('ci', 'shop')).toEqual([]);
      expect(of('default', 'shop')).toEqual(['pod-creation']);
      expect(of('ci', 'pay')).toEqual([
        'cross-namespace-access',
        'pod-creation',
      ]);
    });

    it('finds ways to system:masters', () => {
      const users = right('users', ['impersonate'], ['nobody']);
      const masters = (names?: string[]) =>
        waysOf([users, right('groups', ['impersonate'], names)]);
      expect(masters()).toContain('masters-access');
      expect(masters(['staff', 'system:masters'])).toContain('masters-access');
      expect(masters(['staff'])).toEqual([]);
      expect(waysOf([right('groups', ['impersonate'])])).toEqual([]);
      const awsAuth = together(
        group('ops'),
        [right('configmaps', ['update'])],
        'kube-system',
      );
      const isEks: AccessObject = {
        kind: 'ConfigMap',
        namespace: 'kube-system',
        name: 'aws-auth',
      };
      expect(kindsOf(risksOf(awsAuth))).toEqual([]);
      expect(kindsOf(risksOf([isEks, ...awsAuth]))).toEqual(['masters-access']);
    });

    it('takes webhooks of what is installed less seriously than those of people', () => {
      const rules = [right(WEBHOOKS, ['update'])];
      const severityOf = (subject: BindingSubject) =>
        only(risksOf(together(subject, rules)), 'webhook-change').severity;
      expect(severityOf(account('engine'))).toBe('medium');
      expect(severityOf(user('ann'))).toBe('critical');
    });

    it('leaves out who has all rights, and what Kubernetes binds itself', () => {
      const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
      expect(waysOf([all])).toEqual([
        'cluster-wide-read',
        'wildcard-secret-read',
      ]);
      const kubeadm = given(
        group('kubeadm:cluster-admins'),
        all,
        undefined,
        'cluster-admin',
      );
      expect(risksOf(kubeadm)).toEqual([]);
    });
  });

  it('passes over names of Secrets that are not there', () => {
    const gone = { ...READ, resourceNames: ['gone'] };
    expect(risksOf(given(user('ann'), gone, 'shop'))).toEqual([]);
    expect(
      kindsOf([
        ...findAccessRisks(given(user('ann'), gone, 'shop'), undefined),
      ]),
    ).toEqual(['standing-user-access']);
  });

  it('counts each Secret once, and gives no more than 20 examples', () => {
    const many = Array.from(
      { length: 30 },
      (_, at): AccessObject => ({
        kind: 'Secret',
        namespace: 'pay',
        name: `s${at}`,
      }),
    );
    const [risk] = risksOf([
      ...many,
      ...given(user('ann'), READ, 'pay', 'one'),
      ...given(user('ann'), { ...READ, verbs: ['list'] }, 'pay', 'two'),
      ...given(user('ann'), READ_DB, undefined, 'three'),
      ...given(user('ann'), READ_DB, 'shop', 'four'),
    ]);
    expect(risk.causes).toHaveLength(4);
    expect(risk.extent).toMatchObject({ secrets: 32, namespaces: 2 });
    expect(risk.extent.secretExamples).toHaveLength(20);
  });

  it('explains every kind in words', () => {
    const risks = risksOf(
      [
        ...given(account('default'), { ...READ, verbs: ['*'] }, 'shop', 'a'),
        ...given(account('gone'), READ, undefined, 'b'),
        ...given(group('system:authenticated'), READ, 'pay', 'c'),
        ...given(user('ann'), READ, 'pay', 'd'),
        ...given(account('ci', 'test'), EXEC, undefined, 'e'),
      ],
      [],
      { isProduction, complete: ['ServiceAccount'] },
    );
    expect(new Set(kindsOf(risks)).size).toBe(10);
    for (const { explanation } of risks) {
      expect(accessRiskExplanations[explanation]).toMatch(/\.$/);
    }
  });
});
