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

import { VaultError } from '../client';
import { Leases } from './Leases';

const HOUR_MS = 3_600_000;

/** Leases by their ids, each with the hours that it has left. */
function leasesOf(
  left: Record<string, number | undefined>,
  forbidden: { list?: true; lookup?: true } = {},
) {
  const asked: string[] = [];
  const refuse = (path: string) => {
    throw new VaultError(path, { status: 403 });
  };
  const client = {
    list: async (path: string) => {
      asked.push(path);
      return forbidden.list ? refuse(path) : Object.keys(left);
    },
    lookUpLease: async (id: string) => {
      asked.push(id);
      const hours = left[id.split('/').at(-1)!];
      if (forbidden.lookup) {
        refuse(id);
      }
      if (hours === undefined) {
        throw new VaultError(id, { status: 400 });
      }
      const ends = new Date(Date.now() + hours * HOUR_MS - 1000);
      return { data: { expire_time: ends.toISOString() } };
    },
  };
  return { asked, leases: new Leases(client as never) };
}

describe('Leases', () => {
  it('tells how many end when', async () => {
    const { leases, asked } = leasesOf({ a: 1, b: 0.5, c: 24, d: 100, e: 200 });
    expect(await leases.of('database', 'orders')).toEqual({
      leases: 5,
      leasesLookedUp: 5,
      leasesOfAnHour: 2,
      leasesOfADay: 1,
      leasesOfAWeek: 1,
      leasesOfLonger: 1,
    });
    expect(asked.slice(0, 2)).toEqual([
      'sys/leases/lookup/database/creds/orders/',
      'database/creds/orders/a',
    ]);
  });

  it('leaves out one that ended meanwhile', async () => {
    const { leases } = leasesOf({ a: 1, gone: undefined });
    expect(await leases.of('database', 'orders')).toMatchObject({
      leases: 2,
      leasesLookedUp: 1,
      leasesOfAnHour: 1,
    });
  });

  it('looks up some of very many', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => [`${index}`, 1]);
    const { leases, asked } = leasesOf(Object.fromEntries(ids));
    expect(await leases.of('database', 'orders')).toMatchObject({
      leases: 120,
      leasesLookedUp: 50,
      leasesOfAnHour: 50,
    });
    expect(asked).toHaveLength(51);
  });

  it('does not know when they end without a policy, and asks once', async () => {
    const { leases, asked } = leasesOf({ a: 1, b: 1 }, { lookup: true });
    expect(await leases.of('database', 'orders')).toEqual({ leases: 2 });
    expect(await leases.of('database', 'reports')).toEqual({ leases: 2 });
    expect(asked.filter(each => !each.endsWith('/'))).toHaveLength(1);
  });

  it('knows nothing where they may not be listed, and asks once', async () => {
    const { leases, asked } = leasesOf({ a: 1 }, { list: true });
    expect(await leases.of('database', 'orders')).toEqual({});
    expect(await leases.of('database', 'reports')).toEqual({});
    expect(asked).toHaveLength(1);
  });
});
