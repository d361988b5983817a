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
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type AccessMatrix as Matrix } from '@keyward/backstage-plugin-secrets-common';
import { createSecret, InMemorySecretsApi } from '../../__testUtils__';
import { renderWithSecrets } from '../../__testUtils__/renderWithSecrets';
import { setScreenWidth } from '../../__testUtils__/setScreenWidth';
import { AccessMatrix } from './AccessMatrix';

const VIEW = { clientWidth: 1200, clientHeight: 700 };

/** Lays out what scrolls, which the test environment does not. */
function layOut() {
  for (const [name, value] of Object.entries(VIEW)) {
    jest
      .spyOn(Element.prototype, name as keyof typeof VIEW, 'get')
      .mockReturnValue(value);
  }
  Element.prototype.scrollTo = function scrollTo(
    this: Element,
    options?: ScrollToOptions | number,
  ) {
    const { left = this.scrollLeft, top = this.scrollTop } =
      options as ScrollToOptions;
    Object.assign(this, { scrollLeft: left, scrollTop: top });
    this.dispatchEvent(new Event('scroll'));
  } as Element['scrollTo'];
}

function createMatrix(count: number): Matrix {
  const secrets = Array.from({ length: count }, (_, index) =>
    createSecret(`secret-${index}`),
  );
  const subjects = Array.from({ length: count }, (_, index) => ({
    id: `u:user-${index}`,
    kind: 'User' as const,
    name: `user-${index}`,
    isSystem: false,
    isNeeded: false,
    sourceIds: ['production'],
    reaches: count,
  }));
  return {
    secrets,
    subjects,
    cells: secrets.flatMap(({ id }, row) =>
      subjects
        .filter((_, column) => column !== row)
        .map(({ id: subjectId }) => ({
          secretId: id,
          subjectId,
          access: 'direct' as const,
          kinds: ['get-secrets'],
          isNeeded: false,
        })),
    ),
    summary: {
      secrets: count,
      subjects: count,
      unneeded: count,
      granted: count,
      needed: 0,
    },
    unknown: [],
  };
}

const render = (count: number) =>
  renderWithSecrets(<AccessMatrix matrix={createMatrix(count)} />, {
    api: new InMemorySecretsApi(),
  });

describe('AccessMatrix', () => {
  beforeEach(() => {
    setScreenWidth(1400);
    layOut();
  });
  afterEach(() => jest.restoreAllMocks());

  it('renders of 200 by 200 what is in view, and says how many there are', () => {
    render(200);
    const grid = screen.getByRole('grid', {
      name: 'Secrets and who can reach them',
    });
    expect(grid).toHaveAttribute('aria-colcount', '201');
    // With the heads of the columns and of the one place.
    expect(grid).toHaveAttribute('aria-rowcount', '202');
    const cells = within(grid).getAllByRole('gridcell');
    expect(cells.length).toBeGreaterThan(100);
    expect(cells.length).toBeLessThan(600);
    expect(
      within(grid).getByRole('columnheader', { name: /^user-0/ }),
    ).toHaveAttribute('aria-colindex', '2');
    expect(
      within(grid).queryByRole('columnheader', { name: /^user-199/ }),
    ).not.toBeInTheDocument();
  });

  it('says what a red name means', () => {
    render(2);
    expect(screen.getByText('red name: no need known')).toBeInTheDocument();
  });

  it('says nothing of red names where all have a need', () => {
    const matrix = createMatrix(2);
    renderWithSecrets(
      <AccessMatrix
        matrix={{
          ...matrix,
          subjects: matrix.subjects.map(each => ({ ...each, isNeeded: true })),
        }}
      />,
      { api: new InMemorySecretsApi() },
    );
    expect(screen.getByText('needs it')).toBeInTheDocument();
    expect(screen.queryByText(/red name/)).not.toBeInTheDocument();
  });

  it('comes to every cell by the keyboard, with one stop of the tabulator', async () => {
    render(200);
    const grid = screen.getByRole('grid');
    const stops = within(grid)
      .getAllByRole('gridcell')
      .filter(cell => (cell.querySelector('button') ?? cell).tabIndex === 0);
    expect(stops).toHaveLength(1);
    (stops[0].querySelector('button') ?? stops[0]).focus();
    // Nobody is known to reach their own.
    expect(document.activeElement).toHaveAccessibleName('No access known');
    await userEvent.keyboard('{ArrowRight}');
    expect(document.activeElement).toHaveAccessibleName(
      'user-1 can read secret-0: no need known',
    );
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toHaveAccessibleName(
      'user-1 can read secret-2: no need known',
    );
    await userEvent.keyboard('{End}');
    expect(document.activeElement).toHaveAccessibleName(
      'user-199 can read secret-2: no need known',
    );
    await userEvent.keyboard('{Control>}{End}{/Control}');
    await userEvent.keyboard('{ArrowLeft}');
    expect(document.activeElement).toHaveAccessibleName(
      'user-198 can read secret-199: no need known',
    );
    expect(
      screen.getByRole('columnheader', { name: /^user-198/ }),
    ).toBeInTheDocument();
    expect(screen.getAllByRole('gridcell').length).toBeLessThan(600);
    await userEvent.keyboard('{Control>}{Home}{/Control}');
    await waitFor(() =>
      expect(document.activeElement).toHaveAccessibleName('secret-0'),
    );
  });

  it('renders all of a few', () => {
    render(20);
    expect(screen.getAllByRole('gridcell')).toHaveLength(400);
  });
});
