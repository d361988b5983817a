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

import type { Verification } from '../api/ControllerApi';
import { Verifier } from './Verifier';

const item = (name: string, spec: object = {}) => ({
  metadata: { uid: name, name, generation: 1 },
  spec,
});

describe('Verifier', () => {
  const { signal } = new AbortController();
  const asking = (
    answerOf: (name: string) => Verification,
    againMs?: number,
  ) => {
    const asked: string[] = [];
    const api = {
      certificate: async () => '',
      verify: async (sealed: unknown) => {
        const { name } = (sealed as ReturnType<typeof item>).metadata;
        asked.push(name);
        return answerOf(name);
      },
    };
    const verifier = new Verifier({ pauseMs: 0, againMs });
    const round = async (items: ReturnType<typeof item>[]) => {
      items.forEach(each => verifier.want(each, [api]));
      return await verifier.ask(signal);
    };
    return { asked, round, verifier };
  };

  it('asks again, when it is time, about those that did not open', async () => {
    let keyIsThere = false;
    const answerOf = (name: string): Verification => ({
      state: name === 'good' || keyIsThere ? 'opens' : 'does-not-open',
    });
    const all = [item('bad'), item('good')];
    const later = asking(answerOf, 3_600_000);
    await later.round(all);
    await later.round(all);
    expect(later.asked).toEqual(['bad', 'good']);

    const { asked, round, verifier } = asking(answerOf, 0);
    await round(all);
    expect(all.map(each => verifier.known(each))).toEqual([false, true]);
    keyIsThere = true;
    await round(all);
    expect(all.map(each => verifier.known(each))).toEqual([true, true]);
    await round(all);
    expect(asked).toEqual(['bad', 'good', 'bad']);
  });

  it('keeps what it knows while it asks again, and asks about others first', async () => {
    let isDown = false;
    const { asked, round, verifier } = asking(
      () => ({ state: isDown ? 'no-answer' : 'does-not-open' }),
      0,
    );
    const old = Array.from({ length: 50 }, (_, at) => item(`old${at}`));
    await round(old);
    isDown = true;
    await round([...old, item('new')]);
    expect(asked.slice(50)).toHaveLength(50);
    expect(asked).toContain('new');
    expect(old.every(each => verifier.known(each) === false)).toBe(true);
  });

  it('has none wait for those that never get an answer', async () => {
    const { asked, round } = asking(name => ({
      state: name.startsWith('good') ? 'opens' : 'no-answer',
    }));
    const bad = Array.from({ length: 120 }, (_, at) => item(`bad${at}`));
    const all = [...bad, item('good1'), item('good2')];
    const answered: object[] = [];
    for (let rounds = 0; rounds < 4; rounds += 1) {
      answered.push(...(await round(all)));
    }
    expect(answered).toHaveLength(2);
    // The others are asked about by turns.
    const times = bad.map(
      ({ metadata }) => asked.filter(name => name === metadata.name).length,
    );
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
  });

  it('asks about no more in a round than there is room for', async () => {
    const { asked, round } = asking(() => ({ state: 'no-answer' }));
    const large = { value: 'x'.repeat(1_000_000) };
    const all = Array.from({ length: 30 }, (_, at) => item(`l${at}`, large));
    await round(all);
    expect(asked.length).toBeLessThanOrEqual(16);
    await round(all);
    await round([...all, item('small')]);
    expect(new Set(asked).size).toBe(31);
  });

  it('does not wait for long where a controller tells it to', async () => {
    const { asked, round } = asking(() => ({
      state: 'throttled',
      waitMs: 300_000,
    }));
    await round([item('a'), item('b')]);
    expect(asked).toEqual(['a', 'b']);
  });
});
