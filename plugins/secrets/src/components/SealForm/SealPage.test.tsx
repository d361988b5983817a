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

import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ScmAuthApi, scmAuthApiRef } from '@backstage/integration-react';
import {
  type RequestPreflight,
  type SealPlace,
  type SealRepository,
  type SealTargets,
} from '@keyward/backstage-plugin-secrets-common';
import { InMemorySecretsApi, statusError } from '../../__testUtils__';
import {
  createSealingKey,
  type SealingKey,
} from '../../__testUtils__/createSealingKey';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { SealPage } from './SealPage';
import { type ReplacedSecret } from './sealFormState';

jest.setTimeout(60_000);

const VALUE = 'kX2!bq9-Lw0_zR7t/é';
const OTHER = 'pQ8+mm4-Tz1_yU6w/ü';

const production = createSealingKey();
const staging = createSealingKey();

function placeOf(
  sourceId: string,
  key: SealingKey,
  overrides: Partial<SealPlace> = {},
): SealPlace {
  const { pem, fingerprint, notBefore, notAfter } = key;
  return {
    sourceId,
    sourceTitle: sourceId,
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
    ...overrides,
  };
}

/** jsdom has files without their bytes. */
function fileOf(name: string, content: string): File {
  const bytes = Buffer.from(content);
  return Object.assign(new File([bytes], name), {
    arrayBuffer: async () =>
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
  });
}

/** In what ways a value could show up in a request, the page or the browser. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    [...bytes].join(','),
  ];
}

function render(
  places: SealPlace[],
  options: {
    replaced?: ReplacedSecret;
    targets?: Partial<SealTargets>;
    preflight?: Partial<RequestPreflight>;
    scmAuth?: ScmAuthApi;
  } = {},
) {
  const api = new InMemorySecretsApi();
  api.sealTargets = {
    places,
    repositories: [],
    refusals: [],
    ...options.targets,
  };
  api.preflight = { ...api.preflight, ...options.preflight };
  const requests: unknown[] = [];
  const createDraft = api.createDraft.bind(api);
  api.createDraft = async request => {
    requests.push(request);
    return createDraft(request);
  };
  const onClose = jest.fn();
  const onRequested = jest.fn();
  renderWithSecrets(
    <SealPage
      entityRef="component:default/shop"
      replaced={options.replaced}
      onRequested={onRequested}
      onClose={onClose}
    />,
    {
      api,
      ...(options.scmAuth ? { apis: [[scmAuthApiRef, options.scmAuth]] } : {}),
    },
  );
  return { api, requests, onClose, onRequested };
}

const user = userEvent.setup();
const seal = () =>
  user.click(screen.getByRole('button', { name: 'Seal and preview' }));
const place = (name: string) => screen.findByRole('checkbox', { name });

async function enter(input: HTMLElement, text: string) {
  await user.click(input);
  await user.paste(text);
}

async function fillIn(key: string, value: string) {
  await user.click(await place('production / shop'));
  await enter(
    screen.getByRole('textbox', { name: 'Name of the Secret' }),
    'db',
  );
  await enter(screen.getByRole('textbox', { name: 'Key' }), key);
  await enter(screen.getByLabelText(`Value of ${key}`), value);
}

describe('SealPage', () => {
  afterEach(() => {
    Object.assign(window, { isSecureContext: true });
  });

  it('sends what only the controller can open, and leaves the value nowhere', async () => {
    const { requests } = render([placeOf('production', production)]);
    await fillIn('password', VALUE);
    await seal();
    expect(
      await screen.findByRole('heading', { name: 'What leaves this device' }),
    ).toBeInTheDocument();
    const [{ entityRef, targets }] = requests as [any];
    expect(entityRef).toBe('component:default/shop');
    const [{ encryptedData, ...target }] = targets;
    expect(target).toEqual({
      sourceId: 'production',
      namespace: 'shop',
      name: 'db',
      type: 'Opaque',
      scope: 'strict',
      mode: 'create',
      certificate: production.fingerprint,
    });
    expect(production.open(encryptedData.password, 'shop/db')).toBe(VALUE);
    const everywhere = [
      JSON.stringify(requests),
      document.documentElement.outerHTML,
      window.location.href,
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
    ].join('\n');
    for (const form of formsOf(VALUE)) {
      expect(everywhere).not.toContain(form);
    }
  });

  it('keeps browsers, password managers and recorders out of values', async () => {
    render([placeOf('production', production)]);
    await place('production / shop');
    const input = screen.getByLabelText('Value of new key');
    expect(input).toHaveAttribute('autocomplete', 'off');
    expect(input).toHaveAttribute('spellcheck', 'false');
    expect(input).toHaveAttribute('data-private', 'true');
    expect(input).toHaveAttribute('data-sentry-mask');
    expect(input).toHaveClass('rr-block', 'ph-no-capture');
    expect(input).not.toHaveAttribute('name');
  });

  it('shows with which certificate values are sealed', async () => {
    render([placeOf('production', production)]);
    await user.click(await place('production / shop'));
    expect(screen.getByTitle(production.fingerprint)).toHaveTextContent(
      production.fingerprint.slice(0, 16),
    );
    expect(screen.getByText('Sealed on this device')).toBeInTheDocument();
    expect(screen.getByText('expires on 2036-01-01')).toBeInTheDocument();
  });

  it('says what is missing, and sends nothing', async () => {
    const { requests } = render([placeOf('production', production)]);
    await place('production / shop');
    await seal();
    expect(
      await screen.findByText('Select at least one place.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/^Use at most 253 lower-case letters/),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Give at least one key a value.'),
    ).toBeInTheDocument();
    expect(requests).toEqual([]);
  });

  it('seals for each place what is given for it, with its own certificate', async () => {
    const { requests } = render([
      placeOf('production', production),
      placeOf('staging', staging, { namespace: 'shop-staging' }),
    ]);
    await user.click(await place('production / shop'));
    await user.click(await place('staging / shop-staging'));
    await user.click(
      screen.getByRole('switch', { name: 'A value of its own for each place' }),
    );
    await enter(
      screen.getByRole('textbox', { name: 'Name of the Secret' }),
      'db',
    );
    await enter(screen.getByRole('textbox', { name: 'Key' }), 'password');
    await enter(
      screen.getByLabelText('Value of password for production / shop'),
      VALUE,
    );
    await enter(
      screen.getByLabelText('Value of password for staging / shop-staging'),
      OTHER,
    );
    await seal();
    await screen.findByRole('heading', { name: 'What leaves this device' });
    const [{ targets }] = requests as [any];
    expect(production.open(targets[0].encryptedData.password, 'shop/db')).toBe(
      VALUE,
    );
    expect(
      staging.open(targets[1].encryptedData.password, 'shop-staging/db'),
    ).toBe(OTHER);
  });

  it('seals anew only what is typed, where values are replaced', async () => {
    const { requests } = render([placeOf('production', production)], {
      replaced: {
        sourceId: 'production',
        namespace: 'shop',
        name: 'db',
        type: 'Opaque',
        keys: ['username', 'password'],
      },
    });
    expect(
      await screen.findByRole('heading', { name: 'Replace values of db' }),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('Value of username')).toHaveAttribute(
      'placeholder',
      'keeps its value',
    );
    await enter(screen.getByLabelText('Value of password'), VALUE);
    await seal();
    await screen.findByRole('heading', { name: 'What leaves this device' });
    const [{ targets }] = requests as [any];
    expect(targets).toMatchObject([{ mode: 'replace', name: 'db' }]);
    expect(Object.keys(targets[0].encryptedData)).toEqual(['password']);
    expect(
      screen.getByText(/^spec: encryptedData: "password": AQ/),
    ).toBeVisible();
    expect(
      screen.getByText(/^Replace these lines under spec.encryptedData/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /^Download/ }),
    ).not.toBeInTheDocument();
  });

  it('reads a .env file, and any other as one value', async () => {
    const { requests } = render([placeOf('production', production)]);
    await fillIn('password', VALUE);
    const [, picker] = document.querySelectorAll('input[type=file]');
    fireEvent.change(picker, {
      target: {
        files: [fileOf('prod.env', `API=${OTHER}\n`), fileOf('ca.pem', 'PEM')],
      },
    });
    expect(await screen.findByText('3 bytes from a file')).toBeInTheDocument();
    await seal();
    await screen.findByRole('heading', { name: 'What leaves this device' });
    const [{ targets }] = requests as [any];
    const { encryptedData } = targets[0];
    expect(Object.keys(encryptedData)).toEqual(['password', 'API', 'ca.pem']);
    expect(production.open(encryptedData.API, 'shop/db')).toBe(OTHER);
    expect(production.open(encryptedData['ca.pem'], 'shop/db')).toBe('PEM');
  });

  it('generates a value', async () => {
    const { requests } = render([placeOf('production', production)]);
    await fillIn('password', 'x');
    await user.click(
      screen.getByRole('button', { name: 'Generate Value of password' }),
    );
    await user.click(screen.getByRole('button', { name: 'Generate now' }));
    await seal();
    await screen.findByRole('heading', { name: 'What leaves this device' });
    const [{ targets }] = requests as [any];
    expect(
      production.open(targets[0].encryptedData.password, 'shop/db'),
    ).toMatch(/^[A-Za-z0-9]{32}$/);
  });

  it('names weak values, and seals no certificate whose key is another', async () => {
    const { requests } = render([placeOf('production', production)]);
    await fillIn('password', 'changeme');
    expect(await screen.findByText(/is a common password/)).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: /^Any keys .* Type$/ }),
    );
    await user.click(
      await screen.findByRole('option', { name: /^Certificate and key/ }),
    );
    fireEvent.change(screen.getByLabelText('Value of tls.crt'), {
      target: { value: production.pem },
    });
    fireEvent.change(screen.getByLabelText('Value of tls.key'), {
      target: { value: 'no key' },
    });
    expect(
      await screen.findByText('The value is not a private key in PEM.'),
    ).toBeInTheDocument();
    await seal();
    expect(requests).toEqual([]);
  });

  it('lets somebody change what was sealed, and drops the draft', async () => {
    const { api } = render([placeOf('production', production)]);
    await fillIn('password', VALUE);
    await seal();
    expect(
      within(
        await screen.findByRole('region', { name: 'production / shop' }),
      ).getByText(/password: AQ/),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Change the values' }));
    expect(screen.getByLabelText('Value of password')).toHaveValue(VALUE);
    await waitFor(() => expect(api.drafts).toEqual([]));
  });

  it('seals nothing with another certificate than the one that it shows', async () => {
    const wrong = placeOf('production', production);
    wrong.controllers[0].certificate!.pem = staging.pem;
    const { requests } = render([wrong]);
    await fillIn('password', VALUE);
    await seal();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Nothing was sealed or sent.*is not the one whose SHA-256 was shown/,
    );
    expect(requests).toEqual([]);
  });

  it('does not offer a place without a certificate to trust, and says why', async () => {
    const refusal = {
      code: 'certificate-expired',
      reason: 'The certificate of the controller has expired.',
      remedy: 'Let the controller renew it.',
    };
    const { certificate: _, ...controller } = placeOf('staging', staging)
      .controllers[0];
    render([
      placeOf('production', production),
      placeOf('staging', staging, {
        controllers: [{ ...controller, refusal }],
      }),
    ]);
    expect(await place('staging / shop')).toBeDisabled();
    expect(screen.getByText(refusal.reason)).toBeInTheDocument();
    expect(screen.getByText(refusal.remedy)).toBeInTheDocument();
  });

  it('takes no value on a page that is not secure', async () => {
    Object.assign(window, { isSecureContext: false });
    render([placeOf('production', production)]);
    expect(
      await screen.findByText('Values cannot be sealed on this page'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });

  describe('where a folder of a repository is confirmed', () => {
    const app: SealRepository = {
      host: 'git.example.com',
      repository: 'https://git.example.com/shop/app',
      branch: 'main',
      path: 'deploy',
      confirmedBy: 'config',
    };
    const config = {
      ...app,
      repository: 'https://git.example.com/shop/config',
    };
    const change: RequestPreflight['changes'][number] = {
      host: app.host,
      repository: app.repository,
      branch: app.branch,
      needsApproval: true,
      targets: [
        {
          sourceId: 'production',
          sourceTitle: 'production',
          namespace: 'shop',
          name: 'db',
          path: app.path,
          mode: 'create',
          keys: ['password'],
          step: 'requested',
        },
      ],
    };
    const reason = () => screen.findByRole('textbox', { name: 'Reason' });

    it('opens a pull request with a reason, and no value in any request', async () => {
      const { api, onRequested, requests } = render(
        [placeOf('production', production)],
        {
          targets: { repositories: [app] },
          preflight: {
            changes: [change],
            warnings: [{ code: 'a', reason: 'The file has comments.' }],
          },
        },
      );
      const looked = jest.spyOn(api, 'preflightRequests');
      const created = jest.spyOn(api, 'createRequests');
      await fillIn('password', VALUE);
      await seal();
      await enter(await reason(), '  The provider rotated it ');
      const changes = await screen.findByRole('list', {
        name: 'What the pull request writes',
      });
      expect(changes).toHaveTextContent(
        'production / shop / db to the folder deploy of https://git.example.com/shop/app, branch main',
      );
      expect(screen.getByText('The file has comments.')).toBeInTheDocument();
      expect(
        screen.getByText(/^Somebody else must approve this request/),
      ).toBeInTheDocument();
      expect(screen.queryByText(/commit it/)).not.toBeInTheDocument();
      await user.click(
        screen.getByRole('button', { name: 'Open pull request' }),
      );
      await waitFor(() => expect(onRequested).toHaveBeenCalled());
      const { repository, branch, path } = app;
      const asked = {
        draftId: 'draft-1',
        destinations: [{ repository, branch, path, targets: [0] }],
      };
      expect(looked).toHaveBeenCalledWith(asked);
      expect(created.mock.calls).toEqual([
        [{ ...asked, reason: 'The provider rotated it' }],
      ]);
      expect(onRequested.mock.calls[0][0]).toMatchObject([
        { id: 'request-1', state: 'preparing' },
      ]);
      const sent = JSON.stringify([
        requests,
        looked.mock.calls,
        created.mock.calls,
      ]);
      for (const form of formsOf(VALUE)) {
        expect(sent).not.toContain(form);
      }
    });

    describe('and has workloads', () => {
      const web = { kind: 'Deployment', name: 'web', containers: ['web'] };
      const worker = {
        kind: 'StatefulSet',
        name: 'worker',
        containers: ['worker', 'proxy'],
      };
      const elsewhere = { ...web, name: 'other', namespace: 'other' };

      async function open() {
        const rendered = render([placeOf('production', production)], {
          targets: { repositories: [app, config] },
          preflight: {
            changes: [
              {
                ...change,
                files: [
                  {
                    path: 'deploy/web.yaml',
                    isNew: false,
                    lines: [
                      { number: 9, kind: 'added', text: '  envFrom:' },
                      { number: 4, kind: 'removed', text: '…a' },
                    ],
                  },
                ],
              },
            ],
          },
        });
        rendered.api.workloads = [web, worker, elsewhere];
        const looked = jest.spyOn(rendered.api, 'preflightRequests');
        await fillIn('password', VALUE);
        await seal();
        await screen.findByRole('region', {
          name: 'Changed lines of deploy/web.yaml',
        });
        const asked = () => looked.mock.lastCall![0].destinations;
        return { ...rendered, asked };
      }

      const focus = (element: HTMLElement) => act(() => element.focus());
      const fieldOf = (name: RegExp) => screen.findByRole('button', { name });

      /** As with the keyboard alone: it opens, and the name is typed. */
      async function pick(name: RegExp, option: RegExp) {
        focus(await fieldOf(name));
        await user.keyboard('{Enter}');
        const found = await screen.findByRole('option', { name: option });
        focus(found);
        await user.keyboard('{Enter}');
      }

      it('has one use the Secret, by the keyboard alone', async () => {
        const { api, asked } = await open();
        expect(asked()[0]).not.toHaveProperty('references');
        await pick(/Workload that uses the Secret/, /Deployment web/);
        await waitFor(() =>
          expect(asked()[0].references).toEqual([
            {
              target: 0,
              kind: 'Deployment',
              name: 'web',
              as: 'envFrom',
              reloader: false,
            },
          ]),
        );
        await pick(/How it uses the Secret/, /Files/);
        const folder = await screen.findByRole('textbox', {
          name: 'Folder of the files',
        });
        expect(folder).toHaveValue('/etc/db');
        await user.clear(folder);
        await user.type(folder, '/etc/shop{Enter}');
        focus(
          screen.getByRole('checkbox', { name: /Let Reloader restart it/ }),
        );
        await user.keyboard(' ');
        const references = [
          {
            target: 0,
            kind: 'Deployment',
            name: 'web',
            as: 'volume',
            mountPath: '/etc/shop',
            reloader: true,
          },
        ];
        await waitFor(() => expect(asked()[0].references).toEqual(references));
        const created = jest.spyOn(api, 'createRequests');
        const button = screen.getByRole('button', {
          name: 'Open pull request',
        });
        await waitFor(() => expect(button).toBeEnabled());
        focus(button);
        await user.keyboard('{Enter}');
        await waitFor(() => expect(created).toHaveBeenCalled());
        expect(created.mock.lastCall![0].destinations[0].references).toEqual(
          references,
        );
      });

      it('names the container of several, and shows the lines', async () => {
        const { asked } = await open();
        expect(
          screen.getByRole('region', {
            name: 'Changed lines of deploy/web.yaml',
          }),
        ).toHaveTextContent('9 + envFrom: 4 − …a');
        await pick(/Workload that uses the Secret/, /StatefulSet worker/);
        await pick(/Container/, /proxy/);
        await waitFor(() =>
          expect(asked()[0].references).toMatchObject([
            { name: 'worker', container: 'proxy' },
          ]),
        );
        // Another folder has other workloads.
        await pick(/Repository/, /shop\/config/);
        await waitFor(() =>
          expect(asked()).toEqual([
            expect.objectContaining({ repository: config.repository }),
          ]),
        );
        expect(asked()[0]).not.toHaveProperty('references');
      });

      it('offers those of the namespace', async () => {
        await open();
        focus(await fieldOf(/Workload that uses the Secret/));
        await user.keyboard('{Enter}');
        const options = await screen.findAllByRole('option');
        expect(options.map(({ textContent }) => textContent)).toEqual([
          'None: I refer to it myself',
          'Deployment web',
          'StatefulSet worker',
        ]);
      });
    });

    describe('with an account of one’s own', () => {
      const options = {
        targets: { repositories: [app] },
        preflight: { changes: [change] },
      };
      const openIt = async () => {
        await fillIn('password', VALUE);
        await seal();
        const open = await screen.findByRole('button', {
          name: 'Open pull request',
        });
        await waitFor(() => expect(open).toBeEnabled());
        return open;
      };
      const own = () =>
        screen.queryByRole('checkbox', { name: 'Open it with my own account' });

      it('opens the pull request in the name of the person', async () => {
        const getCredentials = jest.fn(async () => ({
          token: 'token-of-ann',
          headers: {},
        }));
        const { api, onRequested } = render(
          [placeOf('production', production)],
          { ...options, scmAuth: { getCredentials } },
        );
        const created = jest.spyOn(api, 'createRequests');
        const open = await openIt();
        await user.click(own()!);
        expect(getCredentials).not.toHaveBeenCalled();
        await user.click(open);
        await waitFor(() => expect(onRequested).toHaveBeenCalled());
        expect(getCredentials.mock.calls).toEqual([
          [{ url: app.repository, additionalScope: { repoWrite: true } }],
        ]);
        expect(created.mock.calls[0][0]).toMatchObject({ opensOwn: true });
        expect([...api.openers]).toEqual([['request-1', 'token-of-ann']]);
        expect(JSON.stringify(created.mock.calls)).not.toContain(
          'token-of-ann',
        );
      });

      it('requests nothing if nobody signs in', async () => {
        const { api } = render([placeOf('production', production)], {
          ...options,
          scmAuth: {
            getCredentials: async () => {
              throw new Error('Login failed, popup was closed');
            },
          },
        });
        const created = jest.spyOn(api, 'createRequests');
        const open = await openIt();
        await user.click(own()!);
        await user.click(open);
        expect(
          await screen.findByText(
            'You could not be signed in at the Git host: Login failed, popup was closed. Clear the checkbox to have the portal open the pull request.',
          ),
        ).toBeInTheDocument();
        expect(created).not.toHaveBeenCalled();
      });
    });

    it('takes no reason that holds a value or a credential', async () => {
      const { api } = render([placeOf('production', production)], {
        targets: { repositories: [app] },
        preflight: { changes: [change] },
      });
      const created = jest.spyOn(api, 'createRequests');
      await fillIn('password', VALUE);
      await seal();
      const open = await screen.findByRole('button', {
        name: 'Open pull request',
      });
      await waitFor(() => expect(open).toBeEnabled());
      await enter(await reason(), `It is ${VALUE} now`);
      expect(screen.getByRole('alert')).toHaveTextContent(
        'The reason contains a value that you sealed. Remove it.',
      );
      expect(open).toBeDisabled();
      fireEvent.submit(open.closest('form')!);
      await user.clear(await reason());
      await waitFor(() => expect(open).toBeEnabled());
      await enter(await reason(), 'password: hunter2hunter3');
      expect(screen.getByRole('alert')).toHaveTextContent(
        /something that looks like a credential/,
      );
      fireEvent.submit(open.closest('form')!);
      expect(created).not.toHaveBeenCalled();
    });

    it('says what a request would be refused for, and opens none', async () => {
      const refusal = {
        code: 'request-open',
        reason: 'There is an open request for shop/db.',
        remedy: 'Have that one merged, or withdraw it.',
      };
      render([placeOf('production', production)], {
        targets: { repositories: [app] },
        preflight: { refusals: [refusal] },
      });
      await fillIn('password', VALUE);
      await seal();
      expect(await screen.findByText(refusal.reason)).toBeInTheDocument();
      expect(screen.getByText(refusal.remedy)).toBeInTheDocument();
      expect(
        screen.getByRole('button', { name: 'Open pull request' }),
      ).toBeDisabled();
    });

    it('runs the checks again where they or the request failed', async () => {
      const { api, onRequested } = render([placeOf('production', production)], {
        targets: { repositories: [app] },
        preflight: { changes: [change] },
      });
      const looked = jest
        .spyOn(api, 'preflightRequests')
        .mockRejectedValueOnce(statusError(502, 'Bad gateway'));
      jest
        .spyOn(api, 'createRequests')
        .mockRejectedValueOnce(statusError(409, 'Somebody was faster'));
      await fillIn('password', VALUE);
      await seal();
      expect(await screen.findByRole('alert')).toHaveTextContent(
        'The checks could not be run: Bad gateway',
      );
      const open = screen.getByRole('button', { name: 'Open pull request' });
      expect(open).toBeDisabled();
      await user.click(screen.getByRole('button', { name: 'Try again' }));
      await waitFor(() => expect(open).toBeEnabled());
      await user.click(open);
      expect(await screen.findByRole('alert')).toHaveTextContent(
        'The pull request could not be requested: Somebody was faster',
      );
      expect(onRequested).not.toHaveBeenCalled();
      await waitFor(() => expect(looked).toHaveBeenCalledTimes(3));
    });

    it('writes each place to the repository that is selected for it', async () => {
      const { api } = render(
        [
          placeOf('production', production),
          placeOf('staging', staging, { namespace: 'shop-staging' }),
        ],
        {
          targets: { repositories: [app, config] },
          preflight: {
            changes: [change, { ...change, repository: config.repository }],
          },
        },
      );
      const created = jest.spyOn(api, 'createRequests');
      await user.click(await place('staging / shop-staging'));
      await fillIn('password', VALUE);
      await seal();
      await user.click(
        await screen.findByRole('button', {
          name: /Repository for production \/ shop$/,
        }),
      );
      await user.click(
        await screen.findByRole('option', {
          name: 'git.example.com/shop/config · deploy · main',
        }),
      );
      const open = await screen.findByRole('button', {
        name: 'Open 2 pull requests',
      });
      await waitFor(() => expect(open).toBeEnabled());
      await user.click(open);
      await waitFor(() => expect(created).toHaveBeenCalled());
      const [{ destinations }] = created.mock.lastCall!;
      expect(
        destinations.map(({ repository, targets }) => [repository, targets]),
      ).toEqual([
        [app.repository, [0]],
        [config.repository, [1]],
      ]);
    });

    it.each([
      ['the folder that is named after the cluster', 'clusters/production', 1],
      ['the first folder where none is', 'clusters/prod', 0],
    ])('begins with %s', async (_, path, position) => {
      const repositories = ['clusters/staging', path, 'other'].map(each => ({
        ...app,
        path: each,
      }));
      const { api } = render([placeOf('production', production)], {
        targets: { repositories },
        preflight: { changes: [change] },
      });
      const looked = jest.spyOn(api, 'preflightRequests');
      await fillIn('password', VALUE);
      await seal();
      await waitFor(() =>
        expect(looked).toHaveBeenCalledWith({
          draftId: 'draft-1',
          destinations: [
            {
              repository: app.repository,
              branch: app.branch,
              path: repositories[position].path,
              targets: [0],
            },
          ],
        }),
      );
    });

    it('says why none may be written to', async () => {
      const refusal = {
        code: 'repository-unconfirmed',
        reason: 'Nothing names the owner of the entity.',
        remedy: 'Commit a file .keyward.yaml.',
      };
      const { api } = render([placeOf('production', production)], {
        targets: { repositories: [{ ...app, refusal }] },
      });
      const looked = jest.spyOn(api, 'preflightRequests');
      await fillIn('password', VALUE);
      await seal();
      expect(await screen.findByText(refusal.reason)).toBeInTheDocument();
      expect(screen.getByText(refusal.remedy)).toBeInTheDocument();
      expect(screen.getByText(/commit it/)).toBeInTheDocument();
      expect(
        screen.queryByRole('button', { name: 'Open pull request' }),
      ).not.toBeInTheDocument();
      expect(looked).not.toHaveBeenCalled();
    });
  });

  it('says why there is no place', async () => {
    render([]);
    expect(
      await screen.findByText('There is no namespace to seal for'),
    ).toBeInTheDocument();
  });
});
