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

import { render, screen } from '@testing-library/react';
import { app } from './App';

function configure(data: object) {
  process.env = {
    ...process.env,
    NODE_ENV: 'test',
    APP_CONFIG: [{ context: 'test', data }] as any,
  };
}

const base = {
  app: { title: 'Keyward' },
  backend: { baseUrl: 'http://localhost:7007' },
};

describe('App without personas', () => {
  it('shows the usual sign-in page where no personas are configured', async () => {
    configure(base);
    render(app.createRoot());

    expect(
      await screen.findByRole('button', { name: 'Enter' }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/simulated/)).not.toBeInTheDocument();
  });
});
