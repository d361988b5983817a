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

import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { type ValueAge as Age } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo } from '../../__testUtils__';
import { ValueAge } from './ValueAge';

describe('ValueAge', () => {
  it.each<[Age, string, string]>([
    [
      { earliest: daysAgo(113), latest: daysAgo(40), basis: 'managed-fields' },
      '40–113 days',
      'from field managers',
    ],
    [
      { earliest: daysAgo(5), latest: daysAgo(0.5), basis: 'creation' },
      '12 hours to 5 days',
      'from its creation date',
    ],
    [
      { latest: daysAgo(7), basis: 'managed-fields' },
      'at least 7 days',
      'from field managers',
    ],
    [
      { earliest: daysAgo(7), basis: 'observed' },
      'at most 7 days',
      'Keyward saw it change',
    ],
    [{ basis: 'unknown' }, 'not known', 'no date is known'],
  ])('says %j', async (age, text, basis) => {
    renderInTestApp(<ValueAge age={age} />);
    expect(await screen.findByText(text)).toBeInTheDocument();
    expect(screen.getByText(basis)).toBeInTheDocument();
  });

  it('says an exact age without bounds, and its instant on hover', async () => {
    const at = daysAgo(23);
    renderInTestApp(
      <ValueAge age={{ earliest: at, latest: at, basis: 'source' }} />,
    );
    expect(await screen.findByText('23 days')).toHaveAttribute(
      'title',
      expect.stringMatching(/^Set .*20\d\d/),
    );
    expect(screen.getByText('dated by its source')).toBeInTheDocument();
  });
});
