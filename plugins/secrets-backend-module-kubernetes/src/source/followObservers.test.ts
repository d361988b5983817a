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
  ClusterObserver,
  ObservedCluster,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import {
  OBSERVATION_VERSION,
  type ObservationBatch,
  type ResourceObservation,
} from '@keyward/observation';
import { followObservers } from './followObservers';

describe('followObservers', () => {
  const run = async (
    observe: (cluster: ObservedCluster, times: number) => Promise<void>,
  ) => {
    const stop = new AbortController();
    const told: SourceProblem[][] = [];
    let times = 0;
    const observer: ClusterObserver = {
      id: 'toy',
      attributes: {},
      observe: cluster => {
        times += 1;
        return observe(cluster, times);
      },
    };
    const cluster = {
      sourceId: 'one',
      name: 'one',
      readsSecrets: true,
      signal: stop.signal,
      client: {} as ObservedCluster['client'],
      apply: async () => {},
    };
    const steady: ClusterObserver = {
      id: 'steady',
      attributes: {},
      observe: ({ warn }) => warn([]),
    };
    await followObservers(
      [observer, steady],
      cluster,
      async problems => {
        told.push(problems);
      },
      { pauseMs: 1 },
    );
    return { told, times };
  };

  it('starts one that failed again, and says so without what a parser quotes', async () => {
    const { told, times } = await run(async ({ warn }, nth) => {
      if (nth < 3) {
        JSON.parse('{"canary-5f1');
      }
      await warn([]);
    });
    expect(times).toBe(3);
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject([{ code: 'observer-failed' }]);
    expect(JSON.stringify(told)).not.toContain('canary');
    expect(told[1]).toEqual([]);
  });

  it('leaves out what the inventory would refuse, and applies the rest', async () => {
    const applied: ObservationBatch[] = [];
    const told: SourceProblem[][] = [];
    const resource = (name: string, list: string[]): ResourceObservation => ({
      type: 'resource',
      kind: 'toy',
      ref: `toy:one/shop/${name}`,
      system: 'kubernetes',
      location: ['shop'],
      name,
      attributes: { list },
    });
    const isShort = (list: string[]) => list.every(each => each.length < 1000);
    const batchOf = (
      generation: string,
      upserts: ResourceObservation[],
    ): ObservationBatch => ({
      version: OBSERVATION_VERSION,
      stream: 'toy/all',
      generation,
      upserts,
      gone: [],
      observedAt: generation,
    });
    const observer: ClusterObserver = {
      id: 'toy',
      attributes: {
        toy: {
          safeParse: (value: any) =>
            isShort(value.list)
              ? { success: true, data: value }
              : { success: false, error: { issues: [{ path: ['list'] }] } },
        },
      },
      async observe({ apply, warn }) {
        await apply(
          batchOf('2026-01-01T00:00:00Z', [
            resource('long', ['x'.repeat(2000)]),
            resource('good', ['a']),
          ]),
        );
        await apply(
          batchOf('2026-01-01T00:00:00Z', [
            resource('many', Array(100).fill('y'.repeat(500))),
          ]),
        );
        await warn([]);
        await apply(batchOf('2026-01-01T00:01:00Z', [resource('good', ['a'])]));
        await warn([]);
      },
    };
    await followObservers(
      [observer],
      {
        sourceId: 'one',
        name: 'one',
        readsSecrets: true,
        signal: new AbortController().signal,
        client: {} as ObservedCluster['client'],
        apply: async batch => {
          applied.push(batch);
        },
      },
      async problems => {
        told.push(problems);
      },
    );
    expect(applied.map(({ upserts }) => upserts.map(({ ref }) => ref))).toEqual(
      [['toy:one/shop/good'], [], ['toy:one/shop/good']],
    );
    expect(told).toEqual([
      [
        expect.objectContaining({
          code: 'observer-left-out',
          message: expect.stringMatching(/^2 objects .*toy:one\/shop\/long$/),
        }),
      ],
      [],
    ]);
  });

  it('ends with a lost lease', async () => {
    await expect(
      run(async () => {
        throw Object.assign(new Error('lost'), { name: 'LeaseLostError' });
      }),
    ).rejects.toThrow('lost');
  });
});
