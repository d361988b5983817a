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

import type { RepositoryFile } from '../types';
import { onceEach } from './onceEach';

const file = (path: string): RepositoryFile => ({ path, mode: 'file' });

describe('onceEach', () => {
  it('reads each file once, and gives or throws the same again', () => {
    const read = jest.fn(({ path }: RepositoryFile) => {
      if (path === 'broken') {
        throw new Error('It is broken');
      }
      return [path];
    });
    const once = onceEach(read);
    const [good, broken] = [file('good'), file('broken')];
    expect(once(good)).toBe(once(good));
    for (let time = 0; time < 2; time += 1) {
      expect(() => once(broken)).toThrow('It is broken');
    }
    expect(read).toHaveBeenCalledTimes(2);
    // Another file may have the same path, as after a change.
    expect(once(file('good'))).toEqual(['good']);
    expect(read).toHaveBeenCalledTimes(3);
  });
});
