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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { screen } from '@testing-library/react';
import { InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { RulePage } from './RulePage';
import { readRulePage } from './readRulePage';
import pages from './rulePages.json';

const folder = join(__dirname, '../../../../../docs/rules');

function render(rule: string) {
  renderWithSecrets(<RulePage />, {
    api: new InMemorySecretsApi(),
    path: `/secrets/rule/${rule}`,
    mountPath: '/secrets/rule/:rule',
  });
}

describe('RulePage', () => {
  it('has the documentation as it is (else run node scripts/rule-pages.mjs)', () => {
    const files = readdirSync(folder).sort();
    expect(Object.keys(pages)).toEqual(
      files.map(file => file.replace(/\.md$/, '')),
    );
    expect(Object.values(pages)).toEqual(
      files.map(file => readFileSync(join(folder, file), 'utf8')),
    );
  });

  it('shows what a rule looks for, and leads to its findings', async () => {
    render('certificate-expiry');
    expect(
      await screen.findByRole('heading', { name: 'Certificate expires' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/^First 30 days before it expires/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'certificate-renewal-failed' }),
    ).toHaveAttribute('href', '/secrets/rule/certificate-renewal-failed');
    expect(
      screen.getByRole('link', { name: 'Findings of this rule' }),
    ).toHaveAttribute('href', '/secrets/findings?rule=certificate-expiry');
  });

  it('says so where a newer back end has a rule that it does not know', async () => {
    render('a-rule-to-come');
    expect(
      await screen.findByText(/^No description of a-rule-to-come is available/),
    ).toBeInTheDocument();
  });

  it.each(Object.keys(pages))('leads nowhere that is not there: %s', rule => {
    const text = readRulePage(rule, other => `/secrets/rule/${other}`)!;
    for (const [, href] of text.matchAll(/\]\(([^)]+)\)/g)) {
      expect(href).toMatch(/^(https:\/\/|\/secrets\/rule\/[a-z-]+$)/);
    }
    expect(readRulePage('toString', other => other)).toBeUndefined();
  });
});
