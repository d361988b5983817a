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

import { Latency } from './Latency';

describe('Latency', () => {
  it('knows no baseline at first, and then what is slow beside it', () => {
    const latency = new Latency();
    for (let look = 0; look < 5; look++) {
      expect(latency.add(40)).toEqual({ latencyMs: 50 });
    }
    expect(latency.add(60)).toEqual({
      latencyMs: 100,
      usualLatencyMs: 50,
      isSlow: false,
    });
    expect(latency.add(900)).toMatchObject({ latencyMs: 1000, isSlow: true });
  });

  it('calls nothing slow that nobody notices', () => {
    const latency = new Latency();
    for (let look = 0; look < 5; look++) {
      latency.add(1);
    }
    expect(latency.add(200)).toMatchObject({ latencyMs: 200, isSlow: false });
    expect(latency.add(0)).toMatchObject({ latencyMs: 1 });
  });

  it('takes what goes on for long as usual', () => {
    const latency = new Latency();
    for (let look = 0; look < 48; look++) {
      latency.add(10);
    }
    for (let look = 0; look < 48; look++) {
      latency.add(2000);
    }
    expect(latency.add(2000)).toMatchObject({ isSlow: false });
  });
});
