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

import { builtInStreams } from '../streams';
import { splitItems } from './observeItems';

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
