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

import { loadEstate, loadSimulatedVault } from '../loadEstate';
import { vaultToken } from './SimulatedVault';

const now = new Date('2026-11-01T12:00:00Z');

describe('the problems of the simulated Vault', () => {
  const { address, vault } = loadSimulatedVault({ now });
  const ask = async (path: string) => {
    const answer = await vault.respond(
      new Request(`${address}/v1/${path}`, {
        headers: { 'x-vault-token': vaultToken },
      }),
    );
    return answer.ok ? (await answer.json()).data : undefined;
  };

  /** What there is at a place, as findings say it. */
  const namesAt = async (location: string): Promise<string[]> => {
    const [mount, ...folder] = location.split('/');
    if (location === '') {
      const devices = await ask('sys/audit');
      return Object.keys(devices).length === 1 ? ['vault'] : [];
    }
    const parts =
      (mount === 'kubernetes' && ['auth', mount, 'role']) ||
      (mount === 'database' && [mount, 'static-roles']) ||
      (mount === 'secret' && [mount, 'metadata', ...folder]) ||
      location.split('/');
    return (await ask(`${parts.join('/')}/?list=true`)).keys;
  };

  it.each(loadEstate({ now }).plantedInVault)(
    'include $location/$name: $problem',
    async ({ location, name }) => {
      expect(await namesAt(location)).toContain(name);
    },
  );

  it('are as old as planted, by the clock of the estate', async () => {
    const { versions } = await ask('secret/metadata/payments/card-vault');
    expect(versions['3'].created_time).toMatch(/^2026-06-2[34]T/);
  });

  it('answers nobody without the token of its reader', async () => {
    const refused = await vault.respond(
      new Request(`${address}/v1/secret/metadata/?list=true`),
    );
    expect(refused.status).toBe(403);
    const health = await vault.respond(new Request(`${address}/v1/sys/health`));
    expect(health.status).toBe(200);
  });
});
