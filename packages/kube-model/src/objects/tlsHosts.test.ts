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

import { observeObject } from './index';

function tlsHostsOf(apiVersion: string, kind: string, spec: object): unknown {
  const observed = observeObject(
    { apiVersion, kind, metadata: { namespace: 'a', name: 'x' }, spec },
    { sourceId: 'prod' },
  );
  return observed?.type === 'object' ? observed.detail?.tlsHosts : undefined;
}

describe('hosts that are served with a secret', () => {
  it('of an Ingress are those of the entry that names it', () => {
    const of = (spec: object) =>
      tlsHostsOf('networking.k8s.io/v1', 'Ingress', spec);
    const rules = [{ host: 'a.example.com' }, { host: 'b.example.com' }];
    expect(
      of({
        rules,
        tls: [
          { secretName: 'a', hosts: ['a.example.com', 'a.example.com'] },
          { secretName: 'b', hosts: ['b.example.com'] },
          { hosts: ['c.example.com'] },
        ],
      }),
    ).toEqual([
      { name: 'a', hosts: ['a.example.com'] },
      { name: 'b', hosts: ['b.example.com'] },
    ]);
    expect(of({ rules, tls: [{ secretName: 'a' }] })).toEqual([
      { name: 'a', hosts: ['a.example.com', 'b.example.com'] },
    ]);
    // Which of them serves which host is the controller's choice.
    expect(
      of({ rules, tls: [{ secretName: 'a' }, { secretName: 'b' }] }),
    ).toBeUndefined();
    expect(of({ rules })).toBeUndefined();
  });

  it('of a Route is its own', () => {
    expect(
      tlsHostsOf('route.openshift.io/v1', 'Route', {
        host: 'a.example.com',
        tls: { externalCertificate: { name: 'a' } },
      }),
    ).toEqual([{ name: 'a', hosts: ['a.example.com'] }]);
  });

  it('of a Gateway are those of the listener with it alone', () => {
    const listener = (hostname: string | undefined, ...names: string[]) => ({
      hostname,
      tls: { certificateRefs: names.map(name => ({ name })) },
    });
    expect(
      tlsHostsOf('gateway.networking.k8s.io/v1', 'Gateway', {
        listeners: [
          listener('a.example.com', 'a'),
          listener('b.example.com', 'b', 'c'),
          listener('*.example.com', 'd'),
          listener(undefined, 'e'),
          {
            hostname: 'f.example.com',
            tls: { certificateRefs: [{ name: 'f', namespace: 'shared' }] },
          },
        ],
      }),
    ).toEqual([
      { name: 'a', hosts: ['a.example.com'] },
      { namespace: 'shared', name: 'f', hosts: ['f.example.com'] },
    ]);
  });

  it('of a Gateway of Istio are those of the server', () => {
    expect(
      tlsHostsOf('networking.istio.io/v1', 'Gateway', {
        servers: [
          {
            hosts: ['shop/a.example.com', '*.example.com', '*'],
            tls: { credentialName: 'a' },
          },
          { hosts: ['plain.example.com'] },
        ],
      }),
    ).toEqual([{ name: 'a', hosts: ['a.example.com'] }]);
  });
});
