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

import { deployment } from '../__testUtils__/objects';
import { readDeployment } from './readDeployment';

const read = (options: Parameters<typeof deployment>[0]) =>
  readDeployment(deployment(options));

describe('readDeployment', () => {
  it.each([
    ['bitnami/sealed-secrets-controller:v0.27.3', '0.27.3'],
    ['docker.io/bitnami/sealed-secrets-controller:0.36.6', '0.36.6'],
    ['r.example:5000/sealed-secrets-controller:0.31.0-debian-12-r0', '0.31.0'],
    ['sealed-secrets-controller:latest', undefined],
    ['sealed-secrets-controller', undefined],
    [`sealed-secrets-controller@sha256:${'0'.repeat(64)}`, undefined],
  ])('reads the version of %s', (image, version) => {
    expect(read({ image })?.version).toBe(version);
  });

  it('leaves what runs something else', () => {
    expect(read({ image: 'example/sealed-secrets-controller-proxy:1' })).toBe(
      undefined,
    );
    expect(readDeployment({})).toBe(undefined);
  });

  it.each([
    [[], { state: 'on', seconds: 2_592_000 }],
    [['--key-renew-period=0'], { state: 'off' }],
    [['--update-status', '--key-renew-period', '0'], { state: 'off' }],
    [['--key-renew-period=0s'], { state: 'off' }],
    [['--key-renew-period', '720h0m0s'], { state: 'on', seconds: 2_592_000 }],
    [['--rotate-period=1h30m'], { state: 'on', seconds: 5400 }],
    [['--key-renew-period=30d'], { state: 'unknown' }],
    [['--key-renew-period=$(PERIOD)'], { state: 'unknown' }],
  ])('reads the renewal of %j', (args, renewal) => {
    expect(read({ args })?.renewal).toEqual(renewal);
  });

  it('does not know what comes from a variable', () => {
    const env = [{ name: 'SEALED_SECRETS_KEY_RENEW_PERIOD', value: '0' }];
    expect(read({ env })?.renewal).toEqual({ state: 'unknown' });
    expect(read({ env, args: ['--key-renew-period=0'] })?.renewal).toEqual({
      state: 'off',
    });
  });

  it.each([
    [[], undefined],
    [['--all-namespaces=false'], ['kube-system']],
    [['--additional-namespaces=a,b'], ['kube-system', 'a', 'b']],
    [
      ['--all-namespaces', '--additional-namespaces', 'a'],
      ['kube-system', 'a'],
    ],
  ])('reads the namespaces of %j', (args, namespaces) => {
    expect(read({ args })?.namespaces).toEqual(namespaces);
  });
});
