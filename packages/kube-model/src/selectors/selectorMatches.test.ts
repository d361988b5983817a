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

import { selectorMatches } from './selectorMatches';

const labels = {
  app: 'api',
  'app.kubernetes.io/part-of': 'payments',
  tier: '',
};

describe('selectorMatches', () => {
  it.each([
    ['app=api', true],
    ['app==api', true],
    ['app = api', true],
    ['app=web', false],
    ['app!=web', true],
    ['app!=api', false],
    ['missing!=x', true],
    ['missing=x', false],
    ['app.kubernetes.io/part-of=payments', true],
    ['app in (web, api)', true],
    ['app in (web)', false],
    ['app notin (web,worker)', true],
    ['app notin (api)', false],
    ['missing notin (x)', true],
    ['missing in (x)', false],
    ['app', true],
    ['!app', false],
    ['missing', false],
    ['!missing', true],
    ['tier=', true],
    ['app=api,app.kubernetes.io/part-of=payments', true],
    ['app=api, tier in (, x), !missing', true],
    ['app in (web,api),missing', false],
  ])('%s: %s', (selector, expected) => {
    expect(selectorMatches(selector, labels)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    ',',
    'app=api,',
    '=x',
    'app in api',
    'app in (a(b))',
    'a=b=c',
    'app=$x',
    '__proto__',
    'a'.repeat(5000),
  ])('selects nothing by %p', selector => {
    expect(selectorMatches(selector, labels)).toBe(false);
    expect(selectorMatches(selector, {})).toBe(false);
  });

  it('takes no inherited property for a label', () => {
    expect(selectorMatches('constructor', {})).toBe(false);
    expect(selectorMatches('toString', {})).toBe(false);
  });

  it('reads a hostile selector in linear time', () => {
    const start = performance.now();
    for (const text of [
      '('.repeat(4096),
      ','.repeat(4096),
      'a in ('.repeat(600),
    ]) {
      expect(selectorMatches(text, labels)).toBe(false);
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
