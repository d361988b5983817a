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

import { type ReactNode } from 'react';
import { act, renderHook } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useRevision } from './useRevision';

function render(withSignals: boolean) {
  let tell: (message: any) => void = () => {};
  const signalApi = {
    subscribe: (_channel: string, onMessage: typeof tell) => {
      tell = onMessage;
      return { unsubscribe: () => {} };
    },
  };
  const wrapper = (props: { children: ReactNode }) => (
    <TestApiProvider apis={[[signalApiRef, signalApi]]}>
      {props.children}
    </TestApiProvider>
  );
  const withoutSignals = (props: { children: ReactNode }) => (
    <TestApiProvider apis={[]}>{props.children}</TestApiProvider>
  );
  const { result } = renderHook(() => useRevision(), {
    wrapper: withSignals ? wrapper : withoutSignals,
  });
  return {
    result,
    signal: (revision: number) => act(() => tell({ revision })),
    wait: (milliseconds: number) =>
      act(() => jest.advanceTimersByTime(milliseconds)),
  };
}

describe('useRevision', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('grows at once at first, then once for a burst of signals', () => {
    const { result, signal, wait } = render(true);
    expect(result.current).toBe(0);
    signal(1);
    wait(1);
    expect(result.current).toBe(1);

    for (let revision = 2; revision < 50; revision++) {
      signal(revision);
      wait(10);
    }
    expect(result.current).toBe(1);
    wait(1_500);
    expect(result.current).toBe(2);
    wait(60_000);
    expect(result.current).toBe(2);
  });

  it('grows now and then where there are no signals', () => {
    const { result, wait } = render(false);
    wait(29_000);
    expect(result.current).toBe(0);
    wait(2_000);
    expect(result.current).toBe(1);
  });
});
