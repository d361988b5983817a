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

import { readDemoOptions } from './readDemoOptions';

describe('readDemoOptions', () => {
  it('is the simulated estate with personas unless told otherwise', () => {
    expect(readDemoOptions([])).toEqual({
      port: 7007,
      appUrl: 'http://127.0.0.1:7007',
      configFiles: [],
      real: undefined,
      personas: true,
    });
  });

  it('offers personas with real clusters only when asked to', () => {
    const args = ['--kubeconfig', '/k', '--context', 'a', '--context', 'b'];
    expect(readDemoOptions(args)).toMatchObject({
      real: { kubeconfig: '/k', contexts: ['a', 'b'] },
      personas: false,
    });
    expect(readDemoOptions([...args, '--personas']).personas).toBe(true);
    expect(readDemoOptions(['--config', '/c.yaml'])).toMatchObject({
      real: { contexts: [] },
      personas: false,
    });
  });

  it('wants a kubeconfig and its contexts together', () => {
    expect(() => readDemoOptions(['--kubeconfig', '/k'])).toThrow(/--context/);
    expect(() => readDemoOptions(['--context', 'a'])).toThrow(/--kubeconfig/);
    expect(() => readDemoOptions(['--port', 'x'])).toThrow(/not a port/);
    expect(() => readDemoOptions(['--values'])).toThrow(/--values/);
  });
});
