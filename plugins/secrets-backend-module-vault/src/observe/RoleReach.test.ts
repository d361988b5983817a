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

import { parsePolicy } from '../policies';
import { RoleReach, type ReachingRole } from './RoleReach';

const ENGINE = { mount: 'secret', type: 'kv', kv: 'kv-2' } as const;
const NAME =
  '{{identity.entity.aliases.auth_k8s_1.metadata.service_account_name}}';
const NAMESPACE =
  '{{identity.entity.aliases.auth_k8s_1.metadata.service_account_namespace}}';

const reads = (path: string) => `path "${path}" { capabilities = ["read"] }`;

function role(
  name: string,
  policy: string | undefined,
  more: Partial<ReachingRole> = {},
): ReachingRole {
  return {
    mount: 'k8s',
    accessor: 'auth_k8s_1',
    name,
    serviceAccounts: ['api'],
    namespaces: ['shop'],
    selectsNamespaces: false,
    rules: policy === undefined ? undefined : parsePolicy(policy),
    ...more,
  };
}

/** Who reads `secret/shop/api`. */
function readersWith(...roles: ReachingRole[]) {
  const reach = new RoleReach([ENGINE], mount =>
    mount === 'k8s' ? 'prod' : undefined,
  );
  roles.forEach(each => reach.add(each));
  return reach.readersOf(ENGINE, ['shop', 'api'])!.readers;
}

const api = {
  by: 'k8s/one',
  cluster: 'prod',
  serviceAccounts: ['api'],
  namespaces: ['shop'],
};

describe('RoleReach', () => {
  it('names the ServiceAccounts that a role lets in, and their cluster', () => {
    expect(readersWith(role('one', reads('secret/data/shop/*')))).toEqual({
      accounts: [api],
    });
    expect(readersWith(role('one', reads('secret/data/bank/*')))).toEqual({
      accounts: [],
    });
  });

  it('does not know the cluster of a method of which nobody says it', () => {
    const { accounts } = readersWith(
      role('one', reads('secret/data/*'), { mount: 'other' }),
    );
    expect(accounts).toEqual([
      { by: 'other/one', serviceAccounts: ['api'], namespaces: ['shop'] },
    ]);
  });

  it('tells apart whom templates let read', () => {
    const own = role('one', reads(`secret/data/${NAMESPACE}/${NAME}`), {
      serviceAccounts: ['api', 'worker'],
      namespaces: ['shop', 'bank'],
    });
    expect(readersWith(own)).toEqual({ accounts: [api] });
  });

  it.each([
    ['anybody', { serviceAccounts: ['*'] }],
    ['some of a pattern', { namespaces: ['sh*'] }],
    ['selected namespaces', { selectsNamespaces: true }],
    [
      'more than are followed',
      { serviceAccounts: [...'abcdefghijklmnopqrstu'] },
    ],
  ])('does not know what templates let %s read', (_, more) => {
    const guessed = {
      accounts: [],
      unknown: ['k8s/one: its policies depend on who logs in'],
    };
    const own = (path: string) => readersWith(role('one', reads(path), more));
    expect(own(`secret/data/${NAMESPACE}/*`)).toEqual(guessed);
    expect(own(`secret/data/shop/${NAME}`)).toEqual(guessed);
    expect(own(`secret/data/s${NAMESPACE}*`)).toEqual(guessed);
    // Nothing that may stand there leads to it.
    expect(own(`secret/data/bank/${NAME}`)).toEqual({ accounts: [] });
    expect(own(`secret/data/${NAME}`)).toEqual({ accounts: [] });
    expect(own(`other/data/${NAMESPACE}/*`)).toEqual({ accounts: [] });
  });

  it('does not know what other templates stand for, which may be a path', () => {
    const of = (path: string) => readersWith(role('one', reads(path)));
    const guessed = ['k8s/one: its policies depend on who logs in'];
    expect(of('secret/data/{{identity.entity.metadata.team}}').unknown).toEqual(
      guessed,
    );
    expect(
      of('secret/data/{{identity.groups.names.a.id}}/key').unknown,
    ).toEqual(guessed);
    expect(of('secret/data/bank/{{identity.entity.id}}').unknown).toBe(
      undefined,
    );
  });

  it('leaves what a template may deny to those to whom it may not', () => {
    const both = `${reads('secret/data/*')}
      path "secret/data/${NAMESPACE}/*" { capabilities = ["deny"] }`;
    expect(readersWith(role('one', both))).toEqual({ accounts: [] });
    const anybody = { namespaces: ['*'] };
    expect(readersWith(role('one', both, anybody)).accounts).toHaveLength(1);
  });

  it('says which roles it does not know', () => {
    const whole = Array.from({ length: 100 }, (_, index) => `n${index}`);
    expect(
      readersWith(
        role('odd', undefined),
        role('labels', reads('secret/*'), {
          namespaces: [],
          selectsNamespaces: true,
        }),
        role('many', reads('secret/*'), { serviceAccounts: whole }),
      ).unknown,
    ).toEqual([
      'k8s/odd: its policies are not known',
      'k8s/labels: also namespaces that labels select',
      'k8s/many: it names more than are read',
    ]);
  });

  it('counts those that are too many to name', () => {
    const names = Array.from({ length: 90 }, (_, index) => `n${index}`);
    const { accounts, unknown } = readersWith(
      ...['a', 'b', 'c', 'd', 'e'].map(name =>
        role(name, reads('secret/*'), { serviceAccounts: names }),
      ),
    );
    expect(accounts).toHaveLength(3);
    expect(unknown).toEqual(['2 more of the roles that read it']);
  });
});
