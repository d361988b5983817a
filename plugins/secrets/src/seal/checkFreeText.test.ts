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

import { checkFreeText } from './checkFreeText';

const held = (...values: string[]) =>
  values.map(value => new TextEncoder().encode(value));

describe('checkFreeText', () => {
  it.each([
    [
      'The password of the shop was in a chat, so it gets a new one.',
      undefined,
    ],
    ['Rotation as planned, see SHOP-1234', undefined],
    ['', undefined],
    ['the new one is kX2bq9Lw0zR7t', 'value'],
    ['password: hunter2hunter3', 'credential'],
    [
      `use ${['ghp', 'q'.repeat(4)].join(
        '_',
      )}3EGRFUOLJ4XWZ7BQ3EGRFUOLJ4XWZ7B12`,
      'credential',
    ],
  ])('%s', (text, expected) => {
    expect(checkFreeText(text, held('kX2bq9Lw0zR7t\n', 'shop', ''))).toBe(
      expected,
    );
  });
});
