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

import { readRequestLimit } from './readRequestLimit';

describe('readRequestLimit', () => {
  it.each([
    ['aws', { service: 'SecretsManager' }, 10_000, 1],
    ['gcpsm', {}, 90_000, 60],
    ['azurekv', {}, 4_000, 10],
  ])('knows what %s documents', (provider, settings, requests, seconds) => {
    expect(readRequestLimit(provider, settings)).toMatchObject({
      limitRequests: requests,
      limitSeconds: seconds,
    });
  });

  it.each([
    ['aws', { service: 'ParameterStore' }],
    ['aws', {}],
    ['vault', {}],
    ['', {}],
  ])('knows none of %s %j', (provider, settings) => {
    expect(readRequestLimit(provider, settings)).toBeUndefined();
  });
});
