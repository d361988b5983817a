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

import { kubernetesEvent, vaultLine } from '../__testUtils__/events';
import type { AccessEvent } from '../event';
import { readAuditEvent } from '../readAuditEvent';
import { attribute } from './attribute';
import { PodHistory, type PodInterval } from './PodHistory';

const AT = '2026-11-20T10:00:00Z';

function pod(overrides: Partial<PodInterval> = {}): PodInterval {
  return {
    namespace: 'shop',
    name: 'checkout-1',
    uid: 'pod-uid',
    node: 'node-1',
    addresses: ['10.1.0.7'],
    serviceAccount: 'checkout',
    workload: 'Deployment shop/checkout',
    secrets: new Set(['db']),
    since: '2026-11-20T09:00:00Z',
    ...overrides,
  };
}

function historyOf(...pods: PodInterval[]): PodHistory {
  const history = new PodHistory({ isComplete: true });
  pods.forEach(each => history.add(each));
  return history;
}

function eventOf(json: Parameters<typeof readAuditEvent>[0]): AccessEvent {
  const result = readAuditEvent(json);
  if (!('event' in result)) {
    throw new Error('This is no event');
  }
  return result.event;
}

const byAccount = (addresses: string[] = ['10.1.0.7']) =>
  eventOf(
    kubernetesEvent({
      user: { username: 'system:serviceaccount:shop:checkout' },
      sourceIPs: addresses,
    }),
  );
const byNode = (name = 'node-1') =>
  eventOf(kubernetesEvent({ user: { username: `system:node:${name}` } }));

describe('attribute', () => {
  it('is exact where the token says the pod', () => {
    expect(attribute(eventOf(kubernetesEvent()), historyOf())).toMatchObject({
      grade: 'exact',
      reason: 'token-of-pod',
      pods: [{ namespace: 'shop', name: 'checkout-1' }],
    });
  });

  it('is probable for the only pod that had the address then, as that ServiceAccount', () => {
    const event = eventOf(vaultLine());
    expect(
      attribute(
        event,
        historyOf(
          pod(),
          // It has the address now, and had it not then.
          pod({ name: 'later', since: '2026-11-20T11:00:00Z' }),
          pod({ name: 'earlier', until: '2026-11-20T09:30:00Z' }),
          pod({ name: 'checkout-2', addresses: ['10.1.0.8'] }),
        ),
      ),
    ).toMatchObject({
      grade: 'probable',
      reason: 'address-of-pod',
      pods: [{ name: 'checkout-1' }],
    });
  });

  it('is not known from an address of another pod, of several, or behind a proxy', () => {
    const first = pod({ addresses: ['10.1.0.9'] });
    const other = pod({ name: 'cart-1', serviceAccount: 'cart' });
    const second = pod({
      name: 'batch-1',
      addresses: ['10.1.0.8'],
      workload: 'CronJob shop/batch',
    });
    const both = historyOf(pod(), { ...second, addresses: ['10.1.0.7'] });
    for (const [event, history, reason] of [
      [byAccount(), historyOf(first, other), 'address-of-another'],
      [eventOf(vaultLine()), historyOf(first, other), 'address-of-another'],
      [byAccount(), both, 'several-workloads'],
      [eventOf(vaultLine()), both, 'address-not-known'],
      [
        byAccount(['10.1.0.7', '10.9.0.1']),
        historyOf(pod(), second),
        'several-workloads',
      ],
      // An account of that name in another cluster of the same Vault.
      [eventOf(vaultLine()), historyOf(first), 'address-not-known'],
    ] as const) {
      expect(attribute(event, history)).toEqual({
        grade: 'none',
        reason,
        pods: [],
      });
    }
  });

  it('is not known for being the only one where pods may be gone', () => {
    const history = new PodHistory();
    history.add(pod());
    expect(attribute(byAccount(['192.0.2.1']), history).reason).toBe(
      'gone-pods-not-known',
    );
    expect(attribute(byAccount(), history).reason).toBe('address-of-pod');
  });

  it('is probable for the pods of the only workload of a ServiceAccount', () => {
    expect(
      attribute(
        byAccount(['192.0.2.1']),
        historyOf(
          pod(),
          pod({ name: 'checkout-2', addresses: ['10.1.0.8'] }),
          pod({ namespace: 'other', name: 'checkout-3' }),
        ),
      ),
    ).toMatchObject({
      grade: 'probable',
      reason: 'only-workload-of-account',
      pods: [{ name: 'checkout-1' }, { name: 'checkout-2' }],
    });
    expect(attribute(byAccount(), historyOf()).reason).toBe(
      'no-pod-of-account',
    );
  });

  it('is transitive for the pods of a node that use the Secret', () => {
    expect(
      attribute(
        byNode(),
        historyOf(
          pod(),
          pod({ name: 'cart-1', secrets: new Set(['other']) }),
          pod({ name: 'checkout-2', node: 'node-2' }),
          pod({ name: 'gone', until: '2026-11-20T09:30:00Z' }),
          pod({ namespace: 'other', name: 'checkout-3' }),
        ),
      ),
    ).toEqual({
      grade: 'transitive',
      reason: 'mounted-on-node',
      pods: [
        {
          namespace: 'shop',
          name: 'checkout-1',
          uid: 'pod-uid',
          node: 'node-1',
        },
      ],
    });
    expect(attribute(byNode('node-9'), historyOf(pod())).reason).toBe(
      'no-pod-of-node',
    );
  });

  it('knows no pod of what a node was denied', () => {
    const { user, ...rest } = kubernetesEvent({
      user: { username: 'system:node:node-1' },
      responseStatus: { code: 403 },
    });
    expect(attribute(eventOf({ user, ...rest }), historyOf(pod())).reason).toBe(
      'denied',
    );
  });

  it('knows no pod of people, nor of whom somebody impersonates', () => {
    expect(
      attribute(
        eventOf(kubernetesEvent({ user: { username: 'ann' } })),
        historyOf(pod()),
      ).reason,
    ).toBe('person');
    expect(
      attribute(
        eventOf(
          kubernetesEvent({
            user: { username: 'ann' },
            impersonatedUser: {
              username: 'system:serviceaccount:shop:checkout',
            },
          }),
        ),
        historyOf(pod()),
      ).reason,
    ).toBe('impersonated');
  });

  it('takes clocks for right within a minute', () => {
    const grade = (since: string) =>
      attribute(byNode(), historyOf(pod({ since }))).grade;
    expect(grade(AT)).toBe('transitive');
    expect(grade('2026-11-20T10:00:59Z')).toBe('transitive');
    expect(grade('2026-11-20T10:01:01Z')).toBe('none');
  });
});
