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

import { createRandom, randomPolicy } from '../__testUtils__/randomPolicies';
import {
  NOT_UNDERSTOOD,
  REFUSED,
  TAKEN,
} from '../__testUtils__/refusedPolicies';
import {
  AccessList,
  type Identity,
  mayRequest,
  parsePolicy,
  PolicyError,
} from '.';

const identity: Identity = {
  name: 'alice',
  metadata: { team: 'payments' },
  aliases: [{ accessor: 'auth_1', metadata: { namespace: 'shop' } }],
  groups: [{ id: 'g-1', name: 'admins' }],
};

const listOf = (policy: string, who?: Identity) =>
  new AccessList(parsePolicy(policy), who);

function rule(path: string, ...capabilities: string[]): string {
  return `path "${path}" { capabilities = ${JSON.stringify(capabilities)} }\n`;
}

describe('AccessList', () => {
  it.each([
    ['an exact path before any other', ['a/b', 'a/*', 'a/+'], 'a/b', 'a/b'],
    ['the longer prefix', ['a/*', 'a/b*'], 'a/bc', 'a/b*'],
    ['what stands fixed for longer', ['a/+', 'a/b*'], 'a/bc', 'a/b*'],
    ['a part before a prefix', ['a/+', 'a/*'], 'a/b', 'a/+'],
    ['fewer parts that are open', ['a/+/c', 'a/+/+'], 'a/b/c', 'a/+/c'],
    ['the longer pattern', ['a/+/c*', 'a/+/cd*'], 'a/b/cde', 'a/+/cd*'],
    ['the other by order', ['a/+/b/+', 'a/+/+/c'], 'a/x/b/c', 'a/+/b/+'],
    ['bytes, not characters', ['+/üü/+', '+/+/aaa'], 'x/üü/aaa', '+/üü/+'],
    ['a sign within a part as itself', ['a+b/c'], 'a+b/c', 'a+b/c'],
    ['no part of several', ['a/+'], 'a/b/c', undefined],
    ['no part less', ['a/+/*'], 'a/b', undefined],
  ])('takes %s', (_, paths, asked, wanted) => {
    for (const order of [paths, [...paths].reverse()]) {
      const list = listOf(
        order
          .map(path => rule(path, path === wanted ? 'read' : 'delete'))
          .join(''),
      );
      expect(list.capabilitiesOf(asked)).toEqual([
        wanted === undefined ? 'deny' : 'read',
      ]);
    }
  });

  it('adds up rules of the same path, unless one denies', () => {
    const both = rule('a', 'read') + rule('/a', 'list', 'sudo');
    expect(listOf(both).capabilitiesOf('a')).toEqual(['list', 'read', 'sudo']);
    for (const all of [both + rule('a', 'deny'), rule('a', 'deny') + both]) {
      expect(listOf(all).capabilitiesOf('a')).toEqual(['deny']);
    }
  });

  it('lists a folder by the path without its slash', () => {
    const list = listOf(rule('a/b', 'list') + rule('c/+', 'list'));
    for (const path of ['a/b/', 'c/d/']) {
      expect(mayRequest(list, { path, operation: 'list' })).toBe(true);
      expect(mayRequest(list, { path, operation: 'read' })).toBe(false);
    }
  });

  it.each([
    ['{{identity.entity.name}}', 'alice'],
    ['{{ identity.entity.metadata.team }}', 'payments'],
    ['{{identity.entity.aliases.auth_1.metadata.namespace}}', 'shop'],
    ['{{identity.groups.ids.g-1.name}}', 'admins'],
    ['{{identity.entity.metadata.none}}', undefined],
    ['{{identity.entity.metadata.constructor}}', undefined],
    ['{{identity.groups.names.others.id}}', undefined],
    ['{{other}}', undefined],
  ])('fills %s with %s', (template, value) => {
    const policy = rule(`x/${template}/*`, 'read') + rule('x/*', 'list');
    expect(listOf(policy, identity).capabilitiesOf(`x/${value}/y`)).toEqual([
      value === undefined ? 'list' : 'read',
    ]);
    expect(listOf(policy).capabilitiesOf(`x/${value}/y`)).toEqual(['list']);
  });

  it('reads policies as they are written', () => {
    const policy = `
      # path "c" { capabilities = ["sudo"] }
      // and so
      /* path "d" {} */
      name = "x"
      path "a" { capabilities = ["read", "list",] }
      "path" "b\\u00e9" {
        policy = "write" # as before
        allowed_parameters { "Ttl" = ["1h", "2*"], "*" = [] }
        denied_parameters = { "force" = [true] }
        required_parameters = ["ttl"]
        mfa_methods = ["duo"]
      }`;
    const rules = parsePolicy(policy);
    expect(rules.map(({ path }) => path)).toEqual(['a', 'bé']);
    const list = new AccessList(rules);
    const may = (parameters: object) =>
      mayRequest(list, {
        path: 'bé',
        operation: 'update',
        parameters: parameters as Record<string, unknown>,
      });
    expect(may({ ttl: '1h' })).toBe(true);
    expect(may({ ttl: '27h', other: 1 })).toBe(true);
    expect(may({ ttl: '3h' })).toBe(false);
    expect(may({ other: 1 })).toBe(false);
    expect(may({ ttl: '1h', force: true })).toBe(false);
    expect(may({ ttl: '1h', force: false })).toBe(true);
    expect(
      parsePolicy('{"path": [{"a\\/b": {"policy": "deny"}}, {"c": {}}]}').map(
        ({ path, capabilities }) => [path, [...capabilities]],
      ),
    ).toEqual([
      ['a/b', ['deny']],
      ['c', []],
    ]);
  });

  it.each(TAKEN)('takes %s', policy => {
    expect(() => parsePolicy(policy)).not.toThrow();
  });

  it.each([
    ...REFUSED,
    ...NOT_UNDERSTOOD,
    `path "a" ${'{ comment '.repeat(100)}`,
    '}',
    '{"path": {}} {',
  ])('does not take %s', policy => {
    expect(() => parsePolicy(policy)).toThrow(
      expect.objectContaining({ name: 'PolicyError' }),
    );
  });

  it('asks for sudo and for a wrapped answer where they are needed', () => {
    const list = listOf(
      `${rule('sys/audit', 'read')}
      path "w" { capabilities = ["read"] min_wrapping_ttl = "1m" max_wrapping_ttl = 90 }`,
    );
    const read = { path: 'sys/audit', operation: 'read' } as const;
    expect(mayRequest(list, read)).toBe(true);
    expect(mayRequest(list, { ...read, needsSudo: true })).toBe(false);
    for (const [wrapSeconds, may] of [
      [undefined, false],
      [59, false],
      [60, true],
      [90, true],
      [91, false],
    ] as const) {
      expect(
        mayRequest(list, { path: 'w', operation: 'read', wrapSeconds }),
      ).toBe(may);
    }
  });

  it('takes any text, or says that it does not', () => {
    const random = createRandom(1);
    const signs = [...'{}[]",=:#/*\\\n $a0+<é', 'path', 'capabilities', '"a"'];
    let taken = 0;
    for (let index = 0; index < 3_000; index++) {
      const policy = [...randomPolicy(random, ['{{identity.entity.name}}'])];
      for (let change = random.number(4); change > 0; change--) {
        policy.splice(
          random.number(policy.length),
          random.number(3),
          random.pick(signs),
        );
      }
      try {
        new AccessList(parsePolicy(policy.join(''))).capabilitiesOf('a/b');
        taken += 1;
      } catch (error) {
        if (!(error instanceof PolicyError)) {
          throw error;
        }
      }
    }
    expect(taken).toBeGreaterThan(700);
    expect(taken).toBeLessThan(2_900);
  });
});
