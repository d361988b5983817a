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

import type { Json } from '@keyward/observation';
import { kubernetesEvent, vaultLine } from './__testUtils__/events';
import type { AccessEvent } from './event';
import { readAuditEvent } from './readAuditEvent';

function eventOf(json: Json): AccessEvent {
  const result = readAuditEvent(json);
  if (!('event' in result)) {
    throw new Error(JSON.stringify(result));
  }
  return result.event;
}

describe('readAuditEvent', () => {
  it('reads who read which Secret, from which pod, and what granted it', () => {
    expect(eventOf(kubernetesEvent())).toEqual({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      auditId: '2f8f5d2e-6f0f-4a0a-8e8a-2b1c7d9e0f11',
      at: '2026-11-20T10:00:00.123Z',
      action: 'read',
      verb: 'get',
      target: { system: 'kubernetes', namespace: 'shop', name: 'db' },
      subject: {
        kind: 'ServiceAccount',
        namespace: 'shop',
        name: 'checkout',
        uid: 'account-uid',
      },
      pod: {
        namespace: 'shop',
        name: 'checkout-1',
        uid: 'pod-uid',
        node: 'node-1',
      },
      addresses: ['10.1.0.7'],
      client: 'shop/1.2',
      outcome: 'allowed',
      grant: {
        kind: 'RoleBinding',
        namespace: 'shop',
        name: 'readers',
        roleKind: 'Role',
        roleName: 'read-db',
      },
      hasBody: false,
    });
  });

  it('takes in neither bodies nor URIs nor what clients say at length', () => {
    const event = eventOf(
      kubernetesEvent({
        level: 'RequestResponse',
        responseObject: { data: { password: 'body-in-clear' } },
        responseStatus: { code: 200, message: 'message-in-clear' },
      }),
    );
    expect(event.hasBody).toBe(true);
    expect(JSON.stringify(event)).not.toMatch(/in-clear/);
    const line = eventOf(
      vaultLine({
        response: { data: { data: { password: 'body-in-clear' } } },
      }),
    );
    expect(line.hasBody).toBe(true);
    expect(JSON.stringify(line)).not.toMatch(/in-clear/);
    expect(eventOf(vaultLine()).hasBody).toBe(false);
  });

  it.each([
    ['get', 'read'],
    ['list', 'read'],
    ['watch', 'read'],
    ['patch', 'read'],
    ['deletecollection', 'read'],
    ['create', 'write'],
    ['update', 'write'],
    ['delete', 'write'],
  ])('takes %s for a %s', (verb, action) => {
    expect(eventOf(kubernetesEvent({ verb })).action).toBe(action);
  });

  it('counts a watch when its answer begins, and all else when it is complete', () => {
    const begun = eventOf(
      kubernetesEvent({ verb: 'watch', stage: 'ResponseStarted' }),
    );
    expect(begun.endsWatch).toBeUndefined();
    const ended = eventOf(
      kubernetesEvent({ verb: 'watch', stage: 'ResponseComplete' }),
    );
    expect(ended.endsWatch).toBe(true);
    expect(ended.hash).toBe(begun.hash);
    expect(
      readAuditEvent(kubernetesEvent({ stage: 'ResponseStarted' })),
    ).toEqual({ skipped: 'stage' });
    expect(
      readAuditEvent(kubernetesEvent({ stage: 'RequestReceived' })),
    ).toEqual({ skipped: 'stage' });
  });

  it('takes a list for all Secrets of its range', () => {
    expect(
      eventOf(
        kubernetesEvent({
          verb: 'list',
          objectRef: { resource: 'secrets', namespace: 'shop' },
        }),
      ).target,
    ).toEqual({ system: 'kubernetes', namespace: 'shop' });
    expect(
      eventOf(
        kubernetesEvent({ verb: 'list', objectRef: { resource: 'secrets' } }),
      ).target,
    ).toEqual({ system: 'kubernetes' });
  });

  it('reads how it ended', () => {
    const outcome = (overrides: Json) =>
      eventOf(kubernetesEvent(overrides)).outcome;
    expect(
      outcome({
        responseStatus: { code: 403 },
        annotations: { 'authorization.k8s.io/decision': 'forbid' },
      }),
    ).toBe('denied');
    expect(outcome({ responseStatus: { code: 404 } })).toBe('missing');
    expect(outcome({ responseStatus: { code: 504 } })).toBe('failed');
    expect(outcome({ responseStatus: undefined })).toBe('unknown');
    expect(outcome({ stage: 'Panic' })).toBe('unknown');
  });

  it('names who is impersonated and by whom, and believes no pod of it', () => {
    const event = eventOf(
      kubernetesEvent({
        user: { username: 'ann' },
        impersonatedUser: {
          username: 'system:serviceaccount:shop:checkout',
          extra: { 'authentication.kubernetes.io/pod-name': ['chosen'] },
        },
      }),
    );
    expect(event.subject).toEqual({
      kind: 'ServiceAccount',
      namespace: 'shop',
      name: 'checkout',
    });
    expect(event.impersonator).toEqual({ kind: 'User', name: 'ann' });
    expect(event.pod).toBeUndefined();
  });

  it('reads who got into a pod, and who took a token', () => {
    expect(
      eventOf(
        kubernetesEvent({
          verb: 'create',
          user: { username: 'ann' },
          objectRef: {
            resource: 'pods',
            namespace: 'shop',
            name: 'checkout-1',
            subresource: 'exec',
          },
          responseStatus: { code: 101 },
        }),
      ),
    ).toMatchObject({
      action: 'exec',
      outcome: 'allowed',
      through: { kind: 'Pod', namespace: 'shop', name: 'checkout-1' },
    });
    expect(
      eventOf(
        kubernetesEvent({
          verb: 'create',
          objectRef: {
            resource: 'serviceaccounts',
            namespace: 'shop',
            name: 'checkout',
            subresource: 'token',
          },
        }),
      ),
    ).toMatchObject({
      action: 'token',
      through: { kind: 'ServiceAccount', namespace: 'shop', name: 'checkout' },
    });
  });

  it('leaves out what concerns no secret', () => {
    for (const objectRef of [
      { resource: 'configmaps', namespace: 'shop', name: 'settings' },
      { resource: 'secrets', apiGroup: 'example.com', namespace: 'shop' },
      { resource: 'pods', namespace: 'shop', name: 'checkout-1' },
      undefined,
    ]) {
      expect(readAuditEvent(kubernetesEvent({ objectRef }))).toEqual({
        skipped: 'other',
      });
    }
  });

  it('gives the same event one hash, and another one to an id that is used again', () => {
    const { hash } = eventOf(kubernetesEvent());
    const { verb, ...rest } = kubernetesEvent();
    expect(eventOf({ ...rest, verb }).hash).toBe(hash);
    expect(eventOf(kubernetesEvent({ verb: 'list' })).hash).not.toBe(hash);
  });

  it('reads a line of Vault', () => {
    expect(eventOf(vaultLine())).toMatchObject({
      auditId: '1b4c',
      at: '2026-11-20T10:00:00.123Z',
      action: 'read',
      target: { system: 'vault', mount: 'secret', path: 'shop/db' },
      subject: { kind: 'ServiceAccount', namespace: 'shop', name: 'checkout' },
      addresses: ['10.1.0.7'],
      outcome: 'allowed',
      grant: {
        kind: 'vault',
        role: 'shop',
        policies: ['default', 'shop-read'],
      },
    });
  });

  it.each([
    ['kv', 'read', 'secret/metadata/shop/db', undefined],
    ['kv', 'read', 'secret/subkeys/shop/db', undefined],
    ['kv', 'list', 'secret/metadata/shop', undefined],
    ['kv', 'update', 'secret/data/shop/db', 'write'],
    ['kv', 'update', 'secret/destroy/shop/db', 'write'],
    ['kv', 'read', 'secret/shop/db', 'read'],
    ['database', 'read', 'secret/creds/shop', 'read'],
    ['database', 'read', 'secret/roles/shop', undefined],
    ['pki', 'update', 'secret/issue/shop', 'read'],
    ['system', 'read', 'secret/creds/shop', undefined],
  ])('takes of %s the %s of %s for %s', (engine, operation, path, action) => {
    const result = readAuditEvent(
      vaultLine({
        request: {
          id: '1',
          operation,
          path,
          mount_point: 'secret/',
          mount_type: engine,
        },
      }),
    );
    expect('event' in result ? result.event.action : undefined).toBe(action);
  });

  it('takes nobody for a ServiceAccount whose token only says so', () => {
    const { auth } = vaultLine() as any;
    for (const shown of [
      'token',
      'token-kubernetes-shop-checkout',
      'approle',
    ]) {
      expect(
        eventOf(vaultLine({ auth: { ...auth, display_name: shown } })).subject,
      ).toEqual({ kind: 'User', name: shown });
    }
    expect(
      eventOf(vaultLine({ auth: { ...auth, display_name: 'shop-checkout' } }))
        .subject,
    ).toMatchObject({ kind: 'ServiceAccount', name: 'checkout' });
  });

  it('keeps an event with texts of any length, cut', () => {
    const read = (username: string) =>
      eventOf(kubernetesEvent({ user: { username } }));
    const event = read('a'.repeat(200_000));
    expect(event.subject).toEqual({
      kind: 'User',
      name: expect.stringMatching(/^a{1024}… \(sha256 [0-9a-f]{64}\)$/),
    });
    expect(JSON.stringify(event).length).toBeLessThan(4096);
    // Others that begin alike stay others.
    const other = read(`${'a'.repeat(200_000)}b`);
    expect(other.subject).not.toEqual(event.subject);
    expect(other.hash).not.toBe(event.hash);
    expect(
      readAuditEvent(
        kubernetesEvent({
          sourceIPs: Array.from({ length: 10_000 }, (_, n) => `10.0.${n}.1`),
        }),
      ),
    ).toEqual({ refused: 'its names are too long' });
  });

  it('drops the texts of errors of Vault', () => {
    const event = eventOf(
      vaultLine({
        error: '1 error occurred:\n\t* permission denied for in-clear',
        response: undefined,
      }),
    );
    expect(event.outcome).toBe('denied');
    expect(JSON.stringify(event)).not.toMatch(/in-clear/);
    expect(
      eventOf(vaultLine({ error: 'timeout', response: undefined })).outcome,
    ).toBe('failed');
    expect(eventOf(vaultLine({ response: undefined })).outcome).toBe('missing');
  });

  it('says why it refuses something', () => {
    expect(readAuditEvent({ hello: 'world' })).toEqual({
      refused: 'it is neither of Kubernetes nor of Vault',
    });
    expect(readAuditEvent({ apiVersion: 'audit.k8s.io/v1beta1' })).toEqual({
      refused: 'its version is not audit.k8s.io/v1',
    });
    expect(readAuditEvent(kubernetesEvent({ auditID: '' }))).toEqual({
      refused: 'it has no stage, verb or auditID',
    });
    expect(readAuditEvent(kubernetesEvent({ user: undefined }))).toEqual({
      refused: 'it has no requestReceivedTimestamp or user',
    });
    expect(readAuditEvent(vaultLine({ time: 'yesterday' }))).toEqual({
      refused: 'it has no time, or no id, operation or path',
    });
  });
});
