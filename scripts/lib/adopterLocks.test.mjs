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
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowerBackstage } from './adopterLocks.mjs';

const LATER = `"@backstage/plugin-signals-backend@npm:^0.3.19, @backstage/plugin-signals-backend@npm:^0.3.2":
  version: 0.3.21
  resolution: "@backstage/plugin-signals-backend@npm:0.3.21"
  dependencies:
    "@backstage/backend-plugin-api": "npm:^1.11.0"
  checksum: 10c0/abc
  languageName: node
  linkType: hard`;

test('what a later release mixed in goes back to the highest lower bound', () => {
  const lowered = lowerBackstage(`${LATER}\n\n${LATER}\n`);
  assert.equal(lowered.match(/version: 0\.3\.19/g)?.length, 2);
  assert.match(
    lowered,
    /resolution: "@backstage\/plugin-signals-backend@npm:0\.3\.19"/,
  );
  assert.doesNotMatch(lowered, /checksum|0\.3\.21/);
  assert.equal(lowerBackstage(lowered), lowered);
});

test('a range over two releases goes back to the older one', () => {
  const lowered = lowerBackstage(`"@backstage/ui@npm:^0.18.0 || ^0.20.0":
  version: 0.20.0
  resolution: "@backstage/ui@npm:0.20.0"
`);
  assert.match(lowered, /version: 0\.18\.0\n/);
});

test('what is not of Backstage, or has no range, stays', () => {
  const text = `"left-pad@npm:^1.0.0":
  version: 1.3.0
  resolution: "left-pad@npm:1.3.0"

"@backstage/ui@npm:*":
  version: 0.20.0
  resolution: "@backstage/ui@npm:0.20.0"
`;
  assert.equal(lowerBackstage(text), text);
});
