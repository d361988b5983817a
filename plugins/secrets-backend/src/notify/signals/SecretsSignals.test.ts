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

import { SecretsSignals } from './SecretsSignals';

describe('SecretsSignals', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('publishes at once, then once a second, a source and a growing number only', async () => {
    const publish = jest.fn(async (_: object) => {});
    const signals = new SecretsSignals({ publish });
    for (let change = 0; change < 100; change++) {
      signals.changed('prod');
      await jest.advanceTimersByTimeAsync(30);
    }
    await jest.advanceTimersByTimeAsync(5_000);
    const messages = publish.mock.calls.map(([signal]) => signal);
    expect(messages.length).toBeGreaterThanOrEqual(3);
    expect(messages.length).toBeLessThanOrEqual(5);
    expect(messages.slice(0, 2)).toEqual([
      {
        recipients: { type: 'broadcast' },
        channel: 'secrets',
        message: { sourceId: 'prod', revision: 1 },
      },
      {
        recipients: { type: 'broadcast' },
        channel: 'secrets',
        message: { sourceId: 'prod', revision: 2 },
      },
    ]);
  });

  it('publishes of requests that there is something new, and of which none', async () => {
    const publish = jest.fn(async (_: object) => {});
    const signals = new SecretsSignals({ publish });
    signals.requestsChanged();
    signals.changed('prod');
    signals.requestsChanged();
    await jest.advanceTimersByTimeAsync(1);
    expect(publish.mock.calls.map(([signal]: any) => signal.message)).toEqual([
      { revision: 1 },
      { sourceId: 'prod', revision: 2 },
    ]);
    signals.requestsChanged();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(publish).toHaveBeenCalledTimes(3);
  });

  it('lets no source wait for another, and survives a bus that is down', async () => {
    const publish = jest.fn(async () => {
      throw new Error('down');
    });
    const signals = new SecretsSignals({ publish });
    signals.changed('one');
    signals.changed('two');
    await jest.advanceTimersByTimeAsync(1);
    expect(publish).toHaveBeenCalledTimes(2);
    signals.changed('one');
    signals.stop();
    signals.changed('two');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(publish).toHaveBeenCalledTimes(2);
  });
});
