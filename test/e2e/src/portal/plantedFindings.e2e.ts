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

// What rules say of the simulated estate is what was put into it, and nothing else.
import { expect, test } from '@playwright/test';
import { expectedFindings } from '@internal/estate';
import { PortalClient } from '../support/PortalClient';

const ANALYSED_WITHIN_MS = 60_000;
const STATES = ['open', 'acknowledged', 'suppressed'];

interface Finding {
  rule: string;
  secret: { sourceId: string; namespace: string; name: string };
}

async function listFindings(pat: PortalClient): Promise<Finding[]> {
  const findings: Finding[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams(STATES.map(state => ['state', state]));
    query.set('limit', '200');
    if (cursor) {
      query.set('cursor', cursor);
    }
    const page = await pat.json(`/api/secrets/findings?${query}`);
    findings.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return findings;
}

test('findings are what was planted', async () => {
  test.setTimeout(2 * ANALYSED_WITHIN_MS);
  const pat = await PortalClient.signIn('user:default/pat');
  const expected = expectedFindings();
  expect(expected.length).toBeGreaterThan(65);
  await expect(async () => {
    const found = (await listFindings(pat)).map(
      ({ rule, secret: { sourceId, namespace, name } }) =>
        `${sourceId}/${namespace}/${name} ${rule}`,
    );
    expect(found.sort()).toEqual(expected);
  }).toPass({ timeout: ANALYSED_WITHIN_MS });
});
