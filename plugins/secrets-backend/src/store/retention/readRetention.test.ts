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
import { ConfigReader } from '@backstage/config';
import { readRetention } from './readRetention';

describe('readRetention', () => {
  it('keeps what is gone for 400 days and retired sources for a week by default', () => {
    expect(readRetention(new ConfigReader({}))).toEqual({
      goneSecretsDays: 400,
      retiredSourcesDays: 7,
      historyDays: 400,
      resolvedFindingsDays: 400,
    });
  });

  it('takes what is configured, and says what is wrong with it', () => {
    const read = (retention: object) =>
      readRetention(new ConfigReader({ secrets: { retention } }));
    expect(read({ historyDays: 30 })).toMatchObject({
      goneSecretsDays: 400,
      historyDays: 30,
    });
    expect(() => read({ goneSecretsDays: 0 })).toThrow(
      'secrets.retention.goneSecretsDays has to be a number above 0',
    );
  });
});
