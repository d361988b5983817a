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

import type { Cause } from '../causes';
import { StoreReads } from './StoreReads';

const AWS = 'ClusterSecretStore/aws';

describe('StoreReads', () => {
  let reads: StoreReads;
  beforeEach(() => {
    reads = new StoreReads();
  });

  const namespace = 'shop';
  const fails = (
    cause: Cause,
    since = '2026-12-01T10:00:00.000Z',
    where = namespace,
  ) => reads.note({ namespace: where, stores: [AWS], cause, since });
  const succeeds = (readAt: string) =>
    reads.note({ namespace, stores: [AWS], readAt });
  const BEFORE = '2026-12-01T09:00:00.000Z';
  const AFTER = '2026-12-01T11:00:00.000Z';

  it('takes a store for failing that is valid while all reads are denied', () => {
    fails('denied');
    fails('denied', '2026-12-01T09:59:00.000Z');
    expect(reads.healthOf(AWS, 'true')).toEqual({
      health: 'failing',
      basis: 'reads',
      cause: 'denied',
      users: 2,
      victims: 2,
      callsPerDay: 0,
      causes: { denied: 2 },
      since: '2026-12-01T09:59:00.000Z',
    });
  });

  it('does not where one reads on, or too few were yet to read', () => {
    fails('denied');
    succeeds(AFTER);
    expect(reads.healthOf(AWS, 'true')).toMatchObject({
      health: 'reading',
      victims: 0,
    });
    reads = new StoreReads();
    fails('denied');
    succeeds(BEFORE);
    succeeds(BEFORE);
    expect(reads.healthOf(AWS, 'true')).toMatchObject({
      health: 'unknown',
      victims: 0,
    });
    fails('throttled');
    fails('throttled');
    fails('not-known', undefined, 'other');
    // In one namespace alone somebody may ask for what the store reads for others.
    expect(reads.healthOf(AWS, 'true').health).toBe('unknown');
    fails('throttled', undefined, 'other');
    expect(reads.healthOf(AWS, 'true')).toMatchObject({
      health: 'failing',
      cause: 'throttled',
      victims: 5,
      users: 7,
      lastReadAt: BEFORE,
    });
  });

  it('takes a missing key for an answer of the provider', () => {
    fails('missing');
    fails('malformed');
    expect(reads.healthOf(AWS, 'true')).toMatchObject({
      health: 'reading',
      causes: { missing: 1, malformed: 1 },
    });
  });

  it.each<Cause>(['store-not-allowed', 'store-not-found', 'malformed'])(
    'does not take %p for a read',
    cause => {
      fails(cause);
      expect(reads.healthOf(AWS, 'true').health).toBe('unknown');
    },
  );

  it('says of causes that nobody knows only what all have in common', () => {
    fails('not-known');
    expect(reads.healthOf(AWS, 'true').health).toBe('unknown');
    fails('not-known');
    const all = reads.healthOf(AWS, 'true');
    expect(all).not.toHaveProperty('cause');
    // Nothing says that it is the store's, so nothing is said of the store.
    expect(all.health).toBe('unknown');
  });

  it('believes a store that says that it fails, and counts its victims', () => {
    fails('not-known');
    fails('missing');
    succeeds(BEFORE);
    expect(reads.healthOf(AWS, 'false')).toMatchObject({
      health: 'failing',
      basis: 'condition',
      victims: 1,
      users: 3,
    });
    expect(reads.healthOf('ClusterSecretStore/unused', 'false')).toEqual({
      health: 'failing',
      basis: 'condition',
      users: 0,
      victims: 0,
      callsPerDay: 0,
      causes: {},
    });
  });

  it('blames none of several stores', () => {
    const stores = [AWS, 'shop/SecretStore/b'];
    reads.note({ namespace, stores, cause: 'denied' });
    expect(reads.healthOf(AWS, 'true')).toEqual({
      health: 'unknown',
      users: 1,
      victims: 0,
      callsPerDay: 0,
      causes: {},
    });
  });

  it('adds up what a store is asked, and leaves out what may be asked of another', () => {
    reads.note({ namespace, stores: [AWS], callsPerDay: 24 });
    reads.note({ namespace, stores: [AWS], callsPerDay: 48, cause: 'denied' });
    reads.note({
      namespace,
      stores: [AWS, 'shop/SecretStore/b'],
      callsPerDay: 1000,
    });
    reads.note({ namespace, stores: [AWS] });
    expect(reads.healthOf(AWS, 'true').callsPerDay).toBe(72);
    expect(reads.healthOf(AWS, 'false').callsPerDay).toBe(72);
  });
});
