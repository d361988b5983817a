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

import { hideSecrets } from './visibleSecrets';

const step = (from: string, to: string, kind = 'among') => ({
  from,
  to,
  kind,
  evidence: [],
});

/** By the name of a token in whatever namespace to the rights of another account. */
const STEPS = [
  step('u:ann', 'secret:*/token', 'get-secrets'),
  step('secret:*/token', 'secret:platform/token'),
  step('secret:platform/token', 'u:robot', 'holds-token'),
  step('u:robot', 'secrets:shop', 'get-secrets'),
  step('secrets:shop', 'secret:shop/db'),
];
const HIDDEN = '(a Secret that is not yours to see)';

describe('hideSecrets', () => {
  it('hides a name in whatever namespace with the Secret that is meant by it', () => {
    const places = hideSecrets(STEPS, new Set(['secret:shop/db'])).map(
      ({ from, to }) => [from, to],
    );
    expect(places).toEqual([
      ['u:ann', HIDDEN],
      [HIDDEN, HIDDEN],
      [HIDDEN, 'u:robot'],
      ['u:robot', 'secrets:shop'],
      ['secrets:shop', 'secret:shop/db'],
    ]);
  });

  it('does not take another Secret of that name for it', () => {
    const visible = new Set(['secret:shop/db', 'secret:shop/token']);
    expect(JSON.stringify(hideSecrets(STEPS, visible))).not.toContain('/token');
  });

  it('hides a release with its record', () => {
    const record = 'secret:platform/sh.helm.release.v1.vault.v1';
    const steps = [
      step('u:ann', record, 'get-secrets'),
      step(record, 'release:platform/vault', 'is-release-record'),
      step('release:platform/vault', 'secret:shop/db', 'holds-manifest'),
    ];
    const visible = new Set(['secret:shop/db']);
    expect(JSON.stringify(hideSecrets(steps, visible))).not.toContain('vault');
    visible.add(record);
    expect(hideSecrets(steps, visible)).toEqual(steps);
  });

  it('shows everything to who may see all', () => {
    const visible = new Set(['secret:shop/db', 'secret:platform/token']);
    expect(hideSecrets(STEPS, visible)).toEqual(STEPS);
  });
});
