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

import type { Entity } from '@backstage/catalog-model';
import { confirmAnswer } from './confirmAnswer';
import { readEntityRef, type ReadEntityRefOptions } from './readEntityRef';

const read = (text: string, options: Partial<ReadEntityRefOptions>) =>
  readEntityRef(text, { place: 'owner', ...options });

describe('readEntityRef', () => {
  it.each([
    ['component:default/payments-api', {}],
    ['Component:Default/Payments-API', {}],
    ['component:payments-api', {}],
    ['payments-api', { defaultKind: 'component' }],
    ['default/payments-api', { kind: 'component' }],
  ])('reads %s', (text, options) => {
    expect(read(text, options)).toBe('component:default/payments-api');
  });

  it.each([
    'component:default/a',
    'component:default/..a',
    'component:default/a..b',
    'component:default/v1.2_3-4',
    `component:default/${'n'.repeat(253)}`,
    'component:team.a/größe',
    'user:default/ann@example.com',
    `${'k'.repeat(63)}:default/a`,
  ])('takes names as portals have them: %s', text => {
    expect(read(text, {})).toBe(text);
  });

  it.each([
    ['', 'is not an entity ref'],
    ['payments-api', 'is not an entity ref'],
    ['component:', 'is not an entity ref'],
    ['component:/a', 'is not an entity ref'],
    ['component:default/', 'is not an entity ref'],
    ['..:by-uid/a', 'the kind must be'],
    ['a b:default/a', 'the kind must be'],
    [`${'k'.repeat(64)}:default/a`, 'the kind must be'],
    ['component:default/..', 'the name must not be . or ..'],
    ['component:default/.', 'the name must not be . or ..'],
    ['component:../a', 'the namespace must not be . or ..'],
    ['component:default/a/b', 'the name must not contain slashes'],
    ['component:default/../b', 'the name must not contain slashes'],
    ['component:default/a\\b', 'the name must not contain slashes'],
    ['component:default/a b', 'the name must not contain slashes'],
    ['component:default/a\u0000', 'control characters'],
    ['component:default/a\n', 'control characters'],
    ['component:default/a\u001b[2J', 'control characters'],
    ['component:default/a\u202e', 'control characters'],
    ['component:default/a\ud800', 'control characters'],
    ['component:a\u0007/b', 'the namespace must not contain'],
    [`component:default/${'n'.repeat(254)}`, 'at most 253 characters'],
    [`component:${'n'.repeat(254)}/a`, 'at most 253 characters'],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => read(text, {})).toThrow(message);
    expect(() => read(text, {})).toThrow(/^owner/);
  });

  it('does not repeat what was written', () => {
    let told = '';
    try {
      read('component:default/\u001b[2Jhidden', {});
    } catch (error) {
      told = String(error);
    }
    expect(told).toMatch(/control characters$/);
    expect(told).not.toContain('hidden');
  });

  it('wants the kind that it is told', () => {
    expect(read('System:money', { kind: 'system' })).toBe(
      'system:default/money',
    );
    expect(() => read('component:default/money', { kind: 'system' })).toThrow(
      'owner must be of the kind system',
    );
  });
});

describe('confirmAnswer', () => {
  const entity = (kind: string, name: string, namespace?: string) =>
    ({ apiVersion: 'v1', kind, metadata: { name, namespace } } as Entity);

  it('gives back what was asked for, in any spelling', () => {
    const api = entity('Component', 'API');
    expect(confirmAnswer(api, 'component:default/api')).toBe(api);
  });

  it.each([
    ['another name', entity('Component', 'web')],
    ['another namespace', entity('Component', 'api', 'other')],
    ['another kind', entity('Resource', 'api')],
    ['a list', [] as unknown as Entity],
    ['a text', 'api' as unknown as Entity],
    ['no name', { kind: 'Component', metadata: {} } as Entity],
  ])('refuses %s', (_, answer) => {
    expect(() => confirmAnswer(answer, 'component:default/api')).toThrow(
      'The catalog answered a request for component:default/api with',
    );
  });
});
