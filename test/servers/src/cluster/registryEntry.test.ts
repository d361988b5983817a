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
import { registryEntry } from './registryEntry';

describe('registryEntry', () => {
  it('stores a Secret as the API server would have', () => {
    const { key, value } = registryEntry({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'payments', resourceVersion: '7' },
      data: { user: 'bGVkZ2Vy' },
      stringData: { port: '5432' },
    });
    expect(key).toBe('/registry/secrets/payments/db');
    const stored = JSON.parse(value);
    expect(stored).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'db',
        namespace: 'payments',
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        creationTimestamp: expect.stringMatching(/^\S{19}Z$/),
      },
      type: 'Opaque',
      data: { user: 'bGVkZ2Vy', port: 'NTQzMg==' },
    });
  });

  it('knows the old names of built-in kinds and those of custom ones', () => {
    const metadata = { name: 'x', namespace: 'y' };
    expect(
      registryEntry({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'x' } })
        .key,
    ).toBe('/registry/minions/x');
    expect(
      registryEntry({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata,
      }).key,
    ).toBe('/registry/ingress/y/x');
    expect(
      registryEntry(
        { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata },
        'sealedsecrets',
      ).key,
    ).toBe('/registry/bitnami.com/sealedsecrets/y/x');
  });

  it('refuses a kind it does not know', () => {
    expect(() =>
      registryEntry({
        apiVersion: 'example.com/v1',
        kind: 'Thing',
        metadata: { name: 'x' },
      }),
    ).toThrow('example.com/v1 Thing is not known');
  });
});
