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

import { flagsOf, literalsOf } from '../fields/containerFlags';
import { observeObject } from './observeObject';

const A = 'a'.repeat(1_000);

function namesOf(container: object) {
  return observeObject(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x', namespace: 'payments' },
      spec: { containers: [{ name: 'c', ...container }] },
    },
    { sourceId: 'prod', findsExposures: false },
  ).references.map(({ namespace, name }) => `${namespace}/${name}`);
}

describe('flags and variables', () => {
  it('are put in where somebody asks', () => {
    const container = {
      args: ['--a=$(X)-$(MISSING)-$(POD_NAMESPACE)', '--b', '$(X)'],
      env: [
        { name: 'X', value: 'x' },
        { name: 'Y', value: '$(X)y' },
      ],
    };
    const flags = flagsOf(container, 'payments');
    expect(flags.map(({ flag, value }) => [flag, value.read()])).toEqual([
      ['a', 'x-$(MISSING)-payments'],
      ['b', 'x'],
    ]);
    expect(
      literalsOf(container, 'payments').map(({ value }) => value.read()),
    ).toEqual(['x', 'xy']);
  });

  it('name Secrets by variables, in lists and as addresses', () => {
    expect(
      namesOf({
        args: [
          '--tls-secret-name=$(FIRST),$(SECOND)',
          '--tls-secret-namespace=$(PLACE)',
          '--from=$(ADDRESS)',
          '--to=k8s://$(PLACE)/to',
        ],
        env: [
          { name: 'FIRST', value: 'first' },
          { name: 'SECOND', value: 'second' },
          { name: 'PLACE', value: 'infra' },
          { name: 'ADDRESS', value: 'k8s://infra/from' },
        ],
      }),
    ).toEqual([
      'infra/first',
      'infra/second',
      'infra/from',
      'infra/to',
      'infra/from',
    ]);
  });

  it('are empty where they would be longer than any names', () => {
    const [{ value }] = flagsOf(
      {
        args: [`--x-secret-name=${'$(A)'.repeat(1_000)}`],
        env: [{ name: 'A', value: A }],
      },
      undefined,
    );
    expect(value.read()).toBe('');
  });

  it.each(['plain', 'x-secret-name'])(
    'hold no more than the manifest: --%s',
    flag => {
      const args = Array.from(
        { length: 340 },
        (_, index) => `--${flag}=${index}${'$(A)'.repeat(1_015)}`,
      );
      const env = [{ name: 'A', value: A }];
      const start = performance.now();
      const before = process.memoryUsage().heapUsed;
      expect(namesOf({ args, env })).toEqual([]);
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(64e6);
      expect(performance.now() - start).toBeLessThan(500);
    },
  );
});
