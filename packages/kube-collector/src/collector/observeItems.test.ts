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

import { readFileSync } from 'fs';
import { join } from 'path';
import { createFingerprinter } from '@keyward/values';
import { type SecretObservation } from '@keyward/observation';
import { builtInStreams } from '../streams';
import { observeItems, RefusedObjects, splitItems } from './observeItems';

describe('splitItems', () => {
  const [secrets, table] = builtInStreams({
    sourceId: 'prod',
    mode: 'fingerprint',
  }).filter(({ resource }) => resource === 'secrets');
  const secret = (name: string, resourceVersion?: string) => ({
    metadata: { namespace: 'a', name, uid: `uid-${name}`, resourceVersion },
  });
  const isApplied = jest.fn(
    (_stream: string, ref: string, version: { resourceVersion: string }) =>
      ref === 'kubernetes:prod/a/old' && version.resourceVersion === '7',
  );

  it('names what is known, and leaves the others', () => {
    const items = [secret('old', '7'), secret('new', '7'), secret('old', '8')];
    expect(splitItems(secrets, items, { isApplied })).toEqual({
      items: items.slice(1),
      unchanged: ['kubernetes:prod/a/old'],
    });
    expect(isApplied).toHaveBeenCalledWith(
      secrets.id,
      'kubernetes:prod/a/new',
      { uid: 'uid-new', resourceVersion: '7' },
    );
  });

  it('looks into the rows of a table', () => {
    const row = { cells: [], object: secret('old', '7') };
    expect(splitItems(table, [row], { isApplied }).unchanged).toEqual([
      'kubernetes:prod/a/old',
    ]);
  });

  it('leaves what has no version, and all where nothing is known', () => {
    const items = [secret('old'), null, 'text', { object: null }];
    expect(splitItems(secrets, items, { isApplied }).items).toEqual(items);
    expect(splitItems(table, items, { isApplied }).items).toEqual(items);
    expect(splitItems(secrets, [secret('old', '7')], {}).unchanged).toEqual([]);
  });
});

describe('observeItems', () => {
  const [stream] = builtInStreams({
    sourceId: 'prod',
    mode: 'fingerprint',
    fingerprinter: createFingerprinter({
      key: Buffer.alloc(32, 3),
      keyId: 'k',
    }),
  }).filter(({ resource }) => resource === 'secrets');
  const keystore = readFileSync(
    join(
      __dirname,
      '../../../values/src/certificates/__fixtures__/many-rounds.test-only.p12',
    ),
  ).toString('base64');
  const store = (namespace: string, name: string) => ({
    metadata: { namespace, name },
    data: {
      'store.p12': keystore,
      password: Buffer.from('test-only-password').toString('base64'),
    },
  });
  const isOpen = (observed: SecretObservation) =>
    observed.keys.some(({ certificates }) => certificates?.count);

  it('lets others have their turn between items that take long', async () => {
    let turns = 0;
    const slow = {
      ...stream,
      observe: (...args: Parameters<typeof stream.observe>) => {
        const until = performance.now() + 60;
        while (performance.now() < until) {
          // A keystore is being opened.
        }
        return stream.observe(...args);
      },
    };
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const items = Array.from({ length: 5 }, (_, index) => ({
      metadata: { namespace: 'a', name: `s${index}` },
    }));
    const found = await observeItems(
      slow,
      items,
      undefined,
      new RefusedObjects(),
    );
    isOver = true;
    expect(found).toHaveLength(5);
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  it('bounds what the keystores of one namespace cost together, and not those of others', async () => {
    const hostile = Array.from({ length: 40 }, (_, index) =>
      store('eve', `s${index}`),
    );
    const used = process.cpuUsage();
    const found = (await observeItems(
      stream,
      [...hostile, store('shop', 'one')],
      undefined,
      new RefusedObjects(),
    )) as SecretObservation[];
    const { user } = process.cpuUsage(used);
    const open = found.filter(isOpen);
    expect(open.length).toBeGreaterThan(2);
    expect(open.length).toBeLessThan(20);
    expect(open.at(-1)!.namespace).toBe('shop');
    const notes = found.flatMap(({ keys }) =>
      keys.flatMap(({ certificates }) => certificates?.notes ?? []),
    );
    expect(
      notes.filter(({ code }) => code === 'too-costly').length,
    ).toBeGreaterThan(20);
    expect(user).toBeLessThan(10e6);
  });
});
