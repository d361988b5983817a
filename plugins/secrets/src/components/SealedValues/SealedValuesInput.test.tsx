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

import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InMemorySecretsApi } from '../../__testUtils__';
import { createSealingKey } from '../../__testUtils__/createSealingKey';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SealedValuesInput } from './SealedValuesInput';

jest.setTimeout(60_000);

const VALUE = 'kX2!bq9-Lw0_zR7t/é';
const key = createSealingKey();
const user = userEvent.setup();

function render(options: { entityRef?: string; value?: string } = {}) {
  const api = new InMemorySecretsApi();
  const { pem, fingerprint, notBefore, notAfter } = key;
  api.sealTargets = {
    places: [
      {
        sourceId: 'production',
        sourceTitle: 'production',
        namespace: 'shop',
        controllers: [
          {
            namespace: 'sealed-secrets',
            name: 'controller',
            certificate: {
              id: fingerprint,
              sha256: fingerprint,
              keyBits: 2048,
              pem,
              notBefore,
              notAfter,
            },
          },
        ],
      },
    ],
    repositories: [],
    refusals: [],
  };
  const onSubmit = jest.fn();
  const onChange = jest.fn();
  const FormAround = () => {
    const [value, setValue] = useState<string | undefined>(options.value);
    return (
      <form onSubmit={onSubmit}>
        <SealedValuesInput
          entityRef={options.entityRef}
          value={value}
          label="Values"
          onChange={id => {
            onChange(id);
            setValue(id);
          }}
        />
      </form>
    );
  };
  renderWithSecrets(<FormAround />, { api });
  return { api, onChange, onSubmit };
}

async function enter(input: HTMLElement, text: string) {
  await user.click(input);
  await user.paste(text);
}

describe('SealedValuesInput', () => {
  it('gives a form the id of a draft, and no value', async () => {
    const { api, onChange, onSubmit } = render({
      entityRef: 'component:default/shop',
    });
    await user.click(
      await screen.findByRole('button', { name: 'Seal values' }),
    );
    await user.click(
      await screen.findByRole('checkbox', { name: 'production / shop' }),
    );
    await enter(
      screen.getByRole('textbox', { name: 'Name of the Secret' }),
      'db',
    );
    await enter(screen.getByRole('textbox', { name: 'Key' }), 'password');
    await enter(screen.getByLabelText('Value of password'), VALUE);
    await user.click(screen.getByRole('button', { name: 'Seal and preview' }));
    expect(
      await screen.findByText('production shop/db: password'),
    ).toBeInTheDocument();
    expect(onChange.mock.calls).toEqual([['draft-1']]);
    expect(onSubmit).not.toHaveBeenCalled();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    const [{ targets }] = api.drafts;
    expect(key.open(targets[0].encryptedData.password, 'shop/db')).toBe(VALUE);
    expect(document.documentElement.outerHTML).not.toContain(VALUE);
  });

  it('needs a service first', async () => {
    render();
    expect(
      await screen.findByText('Select the service first.'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it('says that a draft is no longer there', async () => {
    render({
      entityRef: 'component:default/shop',
      value: 'draft-of-yesterday',
    });
    expect(
      await screen.findByText('What was sealed is no longer there'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Seal again' }),
    ).toBeInTheDocument();
  });
});
