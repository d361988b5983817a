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

import { knownSystems } from '.';

const reloadsOn: typeof knownSystems.reloads = (...of) =>
  knownSystems.reloads(...of);

describe('what asks for a restart', () => {
  const secret = (annotations = {}) => ({ name: 'db', annotations });
  const match = { 'reloader.stakater.com/match': 'true' };

  it.each([
    [{ 'reloader.stakater.com/auto': 'true' }],
    [{ 'secret.reloader.stakater.com/auto': 'true' }],
    [{ 'secret.reloader.stakater.com/reload': 'other, db' }],
    [{ 'secret.reloader.stakater.com/reload': 'd.*' }],
    [{ 'secret.reloader.stakater.com/reload': '^[a-d]+$' }],
    [{ 'secret.reloader.stakater.com/reload': 'x?db(-2)?, .b' }],
    [
      {
        'reloader.stakater.com/auto': 'true',
        'secrets.exclude.reloader.stakater.com/reload': 'db-2, d',
      },
    ],
    [{ 'wave.pusher.com/update-on-config-change': 'true' }],
  ])('says so of %j', annotations => {
    expect(reloadsOn(annotations, secret())).toBe(true);
  });

  it.each([
    [{}],
    [{ 'reloader.stakater.com/auto': 'false' }],
    [{ 'secret.reloader.stakater.com/reload': 'db-2' }],
    [{ 'secret.reloader.stakater.com/reload': 'd' }],
    [{ 'secret.reloader.stakater.com/reload': 'd.+b, [z-a]b, (db' }],
    [
      {
        'reloader.stakater.com/auto': 'true',
        'secrets.exclude.reloader.stakater.com/reload': 'kerberos, db',
      },
    ],
    [{ 'configmap.reloader.stakater.com/reload': 'db' }],
    [{ 'reloader.stakater.com/search': 'true' }],
  ])('does not say so of %j', annotations => {
    expect(reloadsOn(annotations, secret())).toBe(false);
  });

  it('leaves alone what says that it is to be ignored', () => {
    const ignored = secret({ 'reloader.stakater.com/ignore': 'true' });
    expect(reloadsOn({ 'reloader.stakater.com/auto': 'true' }, ignored)).toBe(
      false,
    );
  });

  it('is quick with hostile patterns', () => {
    const pattern = `${'a*'.repeat(2000)}b`;
    expect(
      reloadsOn(
        { 'secret.reloader.stakater.com/reload': pattern },
        { name: 'a'.repeat(253), annotations: {} },
      ),
    ).toBe(false);
  });

  it('asks both sides where one searches', () => {
    const searching = { 'reloader.stakater.com/search': 'true' };
    expect(reloadsOn(searching, secret(match))).toBe(true);
    expect(reloadsOn({}, secret(match))).toBe(false);
  });
});
