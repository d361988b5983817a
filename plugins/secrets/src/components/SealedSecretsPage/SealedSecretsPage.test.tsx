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
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { daysAgo, InMemorySecretsApi, statusError } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SealedSecretsPage } from './SealedSecretsPage';

jest.setTimeout(30_000);

function resource(
  kind: string,
  name: string,
  attributes: Resource['attributes'],
  more: Partial<Resource> = {},
): Resource {
  return {
    id: name,
    ref: `${kind}:production/shop/${name}`,
    sourceId: 'production',
    sourceTitle: 'production',
    namespace: kind === 'sealed-secret' ? 'shop' : 'sealed-secrets',
    kind,
    name,
    attributes,
    lastSeen: daysAgo(0),
    ...more,
  };
}

const controller = resource('sealing-controller', 'Deployment/controller', {
  isDeployed: true,
  version: '0.27.3',
  renewal: 'on',
  renewalSeconds: 30 * 86_400,
  selectsByLabel: false,
  openTo: ['system:authenticated'],
  keysKnown: true,
  certificate: 'matches-no-key',
  certificateFingerprint: 'ab'.repeat(32),
  certificateNotBefore: '2026-01-02T00:00:00.000Z',
  certificateNotAfter: '2036-01-02T00:00:00.000Z',
});

const keyOf = (name: string, state: string, days: number) =>
  resource('sealing-key', `Secret/${name}`, {
    state,
    isMadeHere: true,
    createdAt: daysAgo(days),
  });

const sealed = (
  name: string,
  attributes: Resource['attributes'],
  more?: Partial<Resource>,
) =>
  resource(
    'sealed-secret',
    `SealedSecret/${name}`,
    {
      scope: 'strict',
      verdict: 'cannot-tell',
      problems: [],
      neverOpens: false,
      opened: 'true',
      stale: 'unknown',
      ...attributes,
    },
    more,
  );

function render(resources: Resource[]) {
  const api = new InMemorySecretsApi();
  api.resources = resources;
  return { ...renderWithSecrets(<SealedSecretsPage />, { api }), api };
}

const rowOf = async (name: string) =>
  within((await screen.findByText(name)).closest('tr')!);

describe('SealedSecretsPage', () => {
  it('shows a controller with its reach, its certificate and its keys, the newest first', async () => {
    render([
      controller,
      keyOf('old', 'active', 400),
      keyOf('leaked', 'compromised', 800),
      keyOf('new', 'active', 12),
    ]);
    expect(
      await screen.findByRole('heading', { level: 3, name: 'controller' }),
    ).toBeInTheDocument();
    expect(screen.getByText('0.27.3')).toBeInTheDocument();
    expect(screen.getByText('every 30 days')).toBeInTheDocument();
    expect(screen.getByText('system:authenticated')).toBeInTheDocument();
    expect(screen.getByText('matches no active key')).toBeInTheDocument();
    expect(
      screen.getByText('valid from 2026-01-02 to 2036-01-02'),
    ).toBeInTheDocument();
    await screen.findByText('new');
    const keys = screen.getAllByRole('listitem').map(item => item.textContent);
    expect(keys).toEqual([
      expect.stringMatching(/^new.*active, newest$/),
      expect.stringMatching(/^old.*active, older$/),
      expect.stringMatching(/^leaked.*compromised$/),
    ]);
  });

  it.each([
    ['Not known', { backup: 'unknown' }],
    [
      'of 2026-01-02, with all active keys',
      { backup: 'complete', lastBackupAt: '2026-01-02T00:00:00.000Z' },
    ],
    [
      'of 2026-01-02, without 1 active key',
      {
        backup: 'incomplete',
        lastBackupAt: '2026-01-02T00:00:00.000Z',
        keysWithoutBackup: 1,
      },
    ],
  ])('says of the backup: %s', async (text, attributes) => {
    render([
      {
        ...controller,
        attributes: { ...controller.attributes, ...attributes },
      },
    ]);
    const term = await screen.findByText('Backup of the keys');
    expect(
      within(term.parentElement!).getByText(text, { exact: false }),
    ).toBeInTheDocument();
  });

  it('hands out the certificates that matched a key, and says which is served now', async () => {
    const served = (name: string, day: string, fingerprint: string) =>
      resource('sealing-certificate', `Certificate/${name}/${fingerprint}`, {
        controller: name,
        pem: `PEM of ${fingerprint}`,
        notBefore: `${day}T00:00:00.000Z`,
        fingerprint,
        servedOn: daysAgo(0).slice(0, 10),
      });
    const saved: { name: string; blob?: Blob }[] = [];
    const blobs: Blob[] = [];
    URL.createObjectURL = jest.fn(blob => {
      blobs.push(blob as Blob);
      return 'blob:x';
    });
    URL.revokeObjectURL = jest.fn();
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        saved.push({ name: this.download, blob: blobs.at(-1) });
      });
    render([
      controller,
      served('controller', '2025-12-02', 'cd'.repeat(32)),
      served('controller', '2026-01-02', 'ab'.repeat(32)),
      served('another', '2026-01-03', 'ef'.repeat(32)),
    ]);
    const newest = (await screen.findByText(/^from 2026-01-02/)).closest('li')!;
    const list = within(newest.closest('ul')!);
    expect(list.getAllByRole('listitem').map(item => item.textContent)).toEqual(
      [
        expect.stringMatching(/^from 2026-01-02, last served on .*served now$/),
        expect.stringMatching(/^from 2025-12-02, last served on [0-9-]+$/),
      ],
    );
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Download the certificate from 2025-12-02',
      }),
    );
    expect(saved).toEqual([
      { name: 'controller-2025-12-02.pem', blob: expect.any(Blob) },
    ]);
    expect(saved[0].blob!.size).toBe(`PEM of ${'cd'.repeat(32)}`.length);
  });

  it('has no certificates of a controller that is not asked', async () => {
    render([
      {
        ...controller,
        attributes: { isDeployed: true, certificate: 'not-asked' },
      },
    ]);
    await screen.findByText('not requested');
    expect(
      screen.queryByText('Certificates to seal with'),
    ).not.toBeInTheDocument();
  });

  it('says of each SealedSecret its state, and never that one is good of which nobody says so', async () => {
    render([
      sealed('fine', {}),
      sealed(
        'failing',
        { opened: 'false' },
        { ready: 'false', since: daysAgo(9) },
      ),
      sealed('cut', {
        opened: 'unknown',
        neverOpens: true,
        verdict: 'broken',
        problems: ['length spec.encryptedData.password'],
      }),
      sealed('fresh', { opened: 'unknown' }),
      sealed('foreign', { opened: 'unknown', verdict: 'unreadable' }),
    ]);
    expect(
      await screen.findByText('5 SealedSecrets, 1 not opened'),
    ).toBeInTheDocument();
    expect((await rowOf('fine')).getByText('Opened')).toBeInTheDocument();
    const failing = await rowOf('failing');
    expect(failing.getByText('Not opened')).toBeInTheDocument();
    expect(failing.getByText(/^Seal the values again/)).toBeInTheDocument();
    const cut = await rowOf('cut');
    expect(cut.getByText('Broken')).toBeInTheDocument();
    expect(
      cut.getByText(/length in spec.encryptedData.password/),
    ).toBeInTheDocument();
    expect((await rowOf('fresh')).getByText('Not known')).toBeInTheDocument();
    expect(
      (await rowOf('foreign')).getByText('Unreadable'),
    ).toBeInTheDocument();
  });

  it('shows those alone that a filter selects', async () => {
    render([sealed('fine', {}), sealed('old', { stale: 'proven' })]);
    await screen.findByText('fine');
    await userEvent.click(
      screen.getByRole('radio', { name: 'Sealed with an old key (1)' }),
    );
    expect(await screen.findByText('old')).toBeInTheDocument();
    expect(screen.queryByText('fine')).not.toBeInTheDocument();
  });

  it('turns over the pages', async () => {
    render(
      Array.from({ length: 21 }, (_, index) => sealed(`sealed-${index}`, {})),
    );
    await screen.findByText('sealed-0');
    expect(screen.queryByText('sealed-20')).not.toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Next table page' }),
    );
    expect(await screen.findByText('sealed-20')).toBeInTheDocument();
  });

  it('says that there is nothing, and where that was looked for', async () => {
    render([]);
    expect(
      await screen.findByText(/No Sealed Secrets controller/),
    ).toBeInTheDocument();
  });

  it('says what went wrong', async () => {
    const api = new InMemorySecretsApi();
    jest
      .spyOn(api, 'getResourcesSummary')
      .mockRejectedValue(statusError(403, 'no'));
    renderWithSecrets(<SealedSecretsPage />, { api });
    expect(
      await screen.findByText('You do not have access to this'),
    ).toBeInTheDocument();
  });

  it.each([[[]], [[controller]]])(
    'says that it does not see everything, of %#',
    async resources => {
      const api = new InMemorySecretsApi();
      api.resources = resources;
      api.listSources = async () =>
        ({
          items: [
            {
              id: 'production',
              problems: [],
              warnings: [
                {
                  code: 'sealed-secrets-forbidden',
                  message: 'The credential may not list SealedSecrets',
                },
                { code: 'clock', message: 'Something else' },
              ],
            },
          ],
          warnings: [],
        } as any);
      renderWithSecrets(<SealedSecretsPage />, { api });
      expect(
        await screen.findByText('Not everything is known of Sealed Secrets'),
      ).toBeInTheDocument();
      expect(
        screen.getByText(/The credential may not list SealedSecrets/),
      ).toBeInTheDocument();
      expect(screen.queryByText(/Something else/)).not.toBeInTheDocument();
    },
  );
});
