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

import type {
  SecretsSource,
  SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import type { ObservationBatch } from '@keyward/observation';
import { SourceWithHistory } from './SourceWithHistory';

const AT = new Date('2026-09-02T12:00:00Z');
const CHANGED = '2026-10-01T00:00:00Z';

function secret(name: string, version: string) {
  return { type: 'secret', namespace: 'shop', name, version } as any;
}

/** Tells its batches once, says that it is live, and waits to be ended. */
function createSource(secrets: object[], cursor: string): SecretsSource {
  return {
    id: 'one',
    kind: 'kubernetes',
    title: 'One',
    async run({ apply, report, signal }) {
      const common = { version: 1, gone: [], observedAt: 'now' } as any;
      await apply({ ...common, stream: 'v1/pods', upserts: [], cursor });
      await apply({
        ...common,
        stream: 'looks',
        generation: cursor,
        upserts: [],
      });
      await apply({
        ...common,
        stream: 'v1/secrets',
        generation: cursor,
        complete: true,
        upserts: secrets,
        cursor,
      });
      const ended = new Promise(resolve =>
        signal.addEventListener('abort', resolve, { once: true }),
      );
      await report({ state: 'live' });
      await ended;
    },
  };
}

function createRun(cursors: Record<string, string>) {
  const applied: ObservationBatch[] = [];
  const end = new AbortController();
  const run: SourceRun = {
    signal: end.signal,
    cursors,
    async apply(batch) {
      applied.push(batch);
    },
    async report({ state }) {
      if (state === 'live') {
        end.abort();
      }
    },
  };
  return { applied, run };
}

function createSourceWithHistory() {
  return new SourceWithHistory(
    createSource([secret('db', '2'), secret('old', '1')], '200'),
    {
      at: AT,
      past: createSource([secret('db', '1'), secret('old', '1')], '100'),
      changes: [{ namespace: 'shop', name: 'db', at: CHANGED }],
    },
  );
}

describe('SourceWithHistory', () => {
  it('tells what was, then what changed, each at its time, then goes on by itself', async () => {
    const source = createSourceWithHistory();
    const { applied, run } = createRun({});

    await source.run(run);

    const told = applied.map(({ stream, observedAt, cursor, upserts }) => [
      stream,
      observedAt,
      cursor,
      upserts.map(each => (each as any).version).join(),
    ]);
    expect(told.slice(0, 4)).toEqual([
      ['v1/secrets', AT.toISOString(), undefined, '1,1'],
      ['v1/pods', AT.toISOString(), undefined, ''],
      ['v1/secrets', '2026-09-30T23:59:59.000Z', '200', ''],
      ['v1/secrets', CHANGED, undefined, '2'],
    ]);
    // All streams were followed until now, hence have the cursors of now.
    expect(
      told.slice(4, 6).map(([stream, , cursor]) => [stream, cursor]),
    ).toEqual([
      ['v1/pods', '200'],
      ['v1/secrets', '200'],
    ]);
    // What has no cursor is told as it is now, and nothing of what it was.
    expect(told.slice(6)).toEqual([
      ['v1/pods', 'now', '200', ''],
      ['looks', 'now', undefined, ''],
      ['v1/secrets', 'now', '200', '2,1'],
    ]);
  });

  it('is otherwise the source that it follows', () => {
    const attributes = { cluster: {} as any };
    const warnings = [{ code: 'one', message: 'One.' }];
    const source = new SourceWithHistory(
      { ...createSource([], '1'), attributes, warnings },
      { at: AT, past: createSource([], '1'), changes: [] },
    );
    expect(source.attributes).toBe(attributes);
    expect(source.warnings).toBe(warnings);
  });

  it('tells it once, and not to a portal that was started before', async () => {
    const source = createSourceWithHistory();
    await source.run(createRun({}).run);
    const again = createRun({});
    await source.run(again.run);
    expect(again.applied).toHaveLength(3);

    const resumed = createRun({ 'v1/secrets': '150' });
    await createSourceWithHistory().run(resumed.run);
    expect(resumed.applied).toHaveLength(3);
  });
});
