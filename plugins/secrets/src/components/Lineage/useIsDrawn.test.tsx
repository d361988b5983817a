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

import { useRef, type ReactNode } from 'react';
import { render, screen, waitFor } from '@testing-library/react';
import { useIsDrawn } from './useIsDrawn';

function Picture(props: { children?: ReactNode }) {
  const root = useRef<HTMLDivElement>(null);
  const isDrawn = useIsDrawn(root);
  return (
    <>
      <p>{isDrawn ? 'drawn' : 'waiting'}</p>
      <div ref={root}>{props.children}</div>
    </>
  );
}

function graph(visibility: 'hidden' | 'visible') {
  return (
    <>
      <button type="button">
        <svg>
          <text>icon</text>
        </svg>
      </button>
      <div style={{ visibility }}>
        <svg>
          <text>db</text>
        </svg>
      </div>
    </>
  );
}

describe('useIsDrawn', () => {
  it('waits for the picture to be loaded and laid out', async () => {
    const { rerender } = render(<Picture />);
    rerender(<Picture>{graph('hidden')}</Picture>);
    // Whatever changed is noticed by then.
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(screen.getByText('waiting')).toBeInTheDocument();
    rerender(<Picture>{graph('visible')}</Picture>);
    await waitFor(() => expect(screen.getByText('drawn')).toBeInTheDocument());
  });
});
