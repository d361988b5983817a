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

/* eslint-disable no-script-url */

import { toWebUrl } from './toWebUrl';

describe('toWebUrl', () => {
  it.each([
    'https://dashboard.example',
    'http://10.0.0.1:8080/x?y#z',
    'HTTPS://Dashboard.example',
  ])('gives %s as it is', url => {
    expect(toWebUrl(url)).toBe(url);
  });

  it.each([
    undefined,
    '',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://x.example/1',
    '/relative',
    '//other.example',
    'dashboard.example',
  ])('gives nothing for %j', url => {
    expect(toWebUrl(url)).toBeUndefined();
  });
});
