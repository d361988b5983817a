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

import { knownSystems } from '@keyward/kube-model/systems';
import { secretStreams } from './secretStreams';

describe('secretStreams', () => {
  it.each(['fingerprint', 'metadata'] as const)(
    'have a stream of the records of each tool of releases, with %s',
    mode => {
      const ids = secretStreams({ sourceId: 'prod', mode }).map(({ id }) => id);
      expect(knownSystems.records).not.toEqual([]);
      for (const { streams } of knownSystems.records) {
        expect(ids.filter(id => streams.includes(id))).toHaveLength(1);
      }
    },
  );
});
