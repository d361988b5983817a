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

import { createFinding } from '../__testUtils__';
import { findingText, findingTitle } from './findingText';

const t = ((key: string) => key) as unknown as Parameters<
  typeof findingText
>[0];

describe('the words of a finding', () => {
  it('are those of the API for a rule that a module brings', () => {
    const finding = createFinding({
      rule: 'vault-store-sealed',
      text: {
        title: 'Store is sealed',
        sentence: 'Nobody can read what is in secret while it is sealed',
        remedy: 'Unseal the Vault.',
      },
    });
    expect(findingTitle(t, finding)).toBe('Store is sealed');
    expect(findingText(t, finding)).toBe(
      'Nobody can read what is in secret while it is sealed',
    );
  });

  it('say why a delivery failed, as far as that is known', () => {
    const said: [string, object][] = [];
    const spy = ((key: string, options: object) => {
      said.push([key, options]);
      return key;
    }) as unknown as typeof t;
    const ofDelivery = (evidence: object) => {
      said.length = 0;
      findingText(
        spy,
        createFinding({
          rule: 'delivery-failed',
          evidence: { deliverer: 'Sync/db', reason: 'Failed', ...evidence },
        }),
      );
      return said.at(-1);
    };
    const deliverer = 'Sync/db';
    expect(ofDelivery({})).toEqual([
      'rule.deliveryText',
      { deliverer, reason: 'Failed' },
    ]);
    expect(ofDelivery({ cause: 'denied' })).toEqual([
      'rule.deliveryText',
      { deliverer, reason: 'cause.denied' },
    ]);
    expect(ofDelivery({ cause: 'of-tomorrow' })).toEqual([
      'rule.deliveryText',
      { deliverer, reason: 'of tomorrow' },
    ]);
    const becauseOf = 'Store/aws';
    expect(ofDelivery({ becauseOf })).toEqual([
      'rule.deliveryBecauseText',
      { deliverer, becauseOf },
    ]);
    expect(ofDelivery({ becauseOf, cause: 'denied' })).toEqual([
      'rule.deliveryBecauseCauseText',
      { deliverer, becauseOf, cause: 'cause.denied' },
    ]);
  });

  it('are the page’s own for a rule that it knows', () => {
    const text = { title: 'no', sentence: 'no', remedy: 'no' };
    const finding = createFinding({ rule: 'unused', text });
    expect(findingTitle(t, finding)).toMatch(/^rule\./);
    expect(findingText(t, finding)).toMatch(/^rule\./);
  });
});
