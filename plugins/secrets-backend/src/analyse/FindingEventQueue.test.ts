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

import { mockServices } from '@backstage/backend-test-utils';
import type { FindingEvent } from '@keyward/backstage-plugin-secrets-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { FindingEventQueue } from './FindingEventQueue';

const event = (
  findingId: string,
  what: FindingEvent['event'] = 'opened',
): FindingEvent => ({
  findingId,
  event: what,
  rule: 'weak-value',
  severity: 'high',
  sourceId: 'prod',
  secretId: 's1',
});
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => event(`f${index}`));

/** A bus that takes a moment, and fails as it is told to. */
function createBus(
  fail: (attempt: number) => Error | undefined = () => undefined,
) {
  const events = mockServices.events.mock();
  const bus = { events, told: [] as string[], underWay: 0, most: 0, tries: 0 };
  events.publish.mockImplementation(async ({ eventPayload }) => {
    const { findingId, event: what } = eventPayload as FindingEvent;
    bus.underWay += 1;
    bus.most = Math.max(bus.most, bus.underWay);
    bus.tries += 1;
    const error = fail(bus.tries);
    await sleep(1);
    bus.underWay -= 1;
    if (error) {
      throw error;
    }
    bus.told.push(`${findingId} ${what}`);
  });
  return bus;
}

describe('FindingEventQueue', () => {
  const logger = mockServices.logger.mock();
  let queue: FindingEventQueue;

  afterEach(async () => {
    await queue.stop();
    jest.clearAllMocks();
  });

  async function tellAll(
    bus: ReturnType<typeof createBus>,
    told: number,
    add: () => void,
  ) {
    add();
    for (let waited = 0; bus.told.length < told && waited < 5000; waited += 5) {
      await sleep(5);
    }
  }

  it('tells of a thousand findings, a few at a time', async () => {
    const bus = createBus();
    queue = new FindingEventQueue({ events: bus.events, logger });
    await tellAll(bus, 1000, () => queue.add(...many(1000)));
    expect(bus.told).toHaveLength(1000);
    expect(bus.most).toBeLessThanOrEqual(5);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('loses nothing while nobody can be told, and says so once', async () => {
    const bus = createBus(attempt =>
      attempt < 50 ? new TypeError('fetch failed') : undefined,
    );
    queue = new FindingEventQueue({
      events: bus.events,
      logger,
      firstPauseMs: 1,
    });
    await tellAll(bus, 100, () => queue.add(...many(100)));
    expect(new Set(bus.told).size).toBe(100);
    expect(logger.warn.mock.calls).toEqual([
      [
        'Plugins could not be notified of findings, which is tried again: TypeError',
      ],
    ]);
  });

  it('tells what happens to a finding in its order', async () => {
    const bus = createBus(attempt =>
      attempt % 3 === 0 ? new Error('no') : undefined,
    );
    queue = new FindingEventQueue({
      events: bus.events,
      logger,
      firstPauseMs: 1,
    });
    const order = ['opened', 'escalated', 'resolved'] as const;
    await tellAll(bus, 30, () =>
      queue.add(
        ...many(10).flatMap(({ findingId }) =>
          order.map(what => event(findingId, what)),
        ),
      ),
    );
    expect(bus.told).toHaveLength(30);
    for (const { findingId } of many(10)) {
      expect(bus.told.filter(each => each.startsWith(`${findingId} `))).toEqual(
        order.map(what => `${findingId} ${what}`),
      );
    }
  });

  it('gives up on what is refused, and says it', async () => {
    const bus = createBus(attempt =>
      attempt === 1
        ? Object.assign(new Error('too large'), { statusCode: 413 })
        : undefined,
    );
    queue = new FindingEventQueue({ events: bus.events, logger });
    await tellAll(bus, 2, () => queue.add(...many(3)));
    expect(bus.told).toHaveLength(2);
    expect(logger.warn.mock.calls).toEqual([
      ['Plugins were not notified of 1 changes of findings: too large'],
    ]);
  });

  it('says how many were not told, where too many wait and at the end', async () => {
    let isDown = true;
    const bus = createBus(() => (isDown ? new Error('down') : undefined));
    queue = new FindingEventQueue({
      events: bus.events,
      logger,
      mostWaiting: 10,
      firstPauseMs: 1,
    });
    await tellAll(bus, 0, () => queue.add(...many(12)));
    isDown = false;
    await tellAll(bus, 10, () => {});
    expect(bus.told).toHaveLength(10);
    isDown = true;
    queue.add(...many(7));
    await queue.stop();
    expect(logger.warn.mock.calls.flat()).toEqual([
      expect.stringContaining('tried again: down'),
      'Plugins were not notified of 2 changes of findings: too many were waiting',
      expect.stringContaining('tried again: down'),
      'Plugins were not notified of 7 changes of findings: the portal is being stopped',
    ]);
  });
});
