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

import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Knex } from 'knex';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import secretsPlugin from '../..';
import { DatabaseAuditStore } from '../../store/audit';
import { accessEvent, auditBatch } from '../auditEvents';
import { createKeepingLogger, SQL } from '../logs';
import { isPlain } from './hostileValues';
import { CERTIFICATE, SEALED } from '../testSealer';
import { ENTITY, host, REPOSITORY, sourceModule, STORE } from './hostileWorld';

const AT_ONCE = 4;
/** More faults of one kind tell no more. */
const SHOWN = 5;
const STACK = /\n\s+at .+[:(]/;

const SEALED_TARGETS = JSON.stringify([
  {
    sourceId: 'prod',
    namespace: 'shop',
    name: 'requested',
    type: 'Opaque',
    scope: 'strict',
    certificate: CERTIFICATE,
    mode: 'create',
    encryptedData: { password: SEALED },
  },
]);

/** A request. */
export interface Asked {
  method: string;
  url: string;
  body?: string;
  headers?: Record<string, string>;
}

/** A back end with two of everything, to be asked what nobody should ask. */
export async function startHostile(knex: Knex) {
  const logged: string[] = [];
  const backend = await startTestBackend({
    features: [
      secretsPlugin,
      sourceModule,
      actionsRegistryServiceFactory,
      catalogServiceMock.factory({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'shop',
              namespace: 'default',
              annotations: {
                'keyward.io/manifests': `${REPOSITORY}/tree/main/deploy`,
              },
            },
            relations: [{ type: 'ownedBy', targetRef: 'user:default/mock' }],
          },
        ],
      }),
      createServiceFactory({
        service: coreServices.database,
        deps: {},
        factory: () => ({ getClient: async () => knex }),
      }),
      createServiceFactory({
        service: coreServices.rootLogger,
        deps: {},
        factory: () => createKeepingLogger(logged),
      }),
      mockServices.rootConfig.factory({
        data: { secrets: { access: { groups: ['user:default/mock'] } } },
      }),
    ],
  });
  const { port } = backend.server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}/api/secrets`;
  await addAuditEvents(knex);
  const ids = {
    ...(await findIds(knex)),
    auditToken: await addAuditToken(knex, 'a-token'),
    tokenToRotate: await addAuditToken(knex, 'to-rotate'),
    draft: await addDraft(knex, 'a-draft', '[]'),
    toRequest: await addDraft(knex, 'to-request', SEALED_TARGETS),
    toLookAt: await addDraft(knex, 'to-look-at', SEALED_TARGETS),
    request: await addRequests(knex),
    toApprove: await addToApprove(knex),
  };

  async function ask({ method, url, body, headers }: Asked) {
    const response = await fetch(`${base}${url}`, {
      method,
      body,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    return { status: response.status, text: await response.text() };
  }

  /** What is wrong with the answers: nothing, unless a request was not refused as it should be. */
  async function faultsOf<T extends Asked>(
    asked: T[],
    isRefused?: (each: T) => boolean,
  ): Promise<string[]> {
    const faults: string[] = [];
    const left = asked.values();
    const work = async () => {
      for (const each of left) {
        const told = JSON.stringify(each).slice(0, 300);
        const { status, text } = await ask(each);
        const unlike = isRefused?.(each)
          ? status !== 400 || !isPlain(text)
          : status >= 500;
        if (unlike || SQL.test(text) || STACK.test(text)) {
          faults.push(`${told} -> ${status} ${text.slice(0, 300)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return faults.slice(0, SHOWN);
  }

  /** What was logged that has a statement or a stack in it. */
  function faultsLogged(): string[] {
    return logged
      .filter(
        line =>
          SQL.test(line) ||
          STACK.test(line) ||
          line.includes('database error') ||
          line.includes('Request failed'),
      )
      .slice(0, SHOWN);
  }

  return { ask, faultsOf, faultsLogged, ids, stop: () => backend.stop() };
}

/** Ids of a secret, of a resource and of a finding, once all is analysed and linked. */
async function findIds(
  knex: Knex,
): Promise<{ secret: string; resource: string; finding: string }> {
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const found = await knex('findings').first('id');
    const of = await knex('secrets')
      .where({ resource_kind: 'secret' })
      .first('id');
    const resource = await knex('secrets')
      .where({ resource_kind: STORE })
      .first('id');
    const links = await knex('entity_links').select('secret_id');
    if (found && of && resource && links.length >= 5) {
      return { secret: of.id, resource: resource.id, finding: found.id };
    }
    if (Date.now() > deadline) {
      throw new Error('Nothing was found');
    }
  }
}

/** Two reads of a secret of the entity. */
async function addAuditEvents(knex: Knex): Promise<void> {
  const now = new Date().toISOString();
  const target = {
    system: 'kubernetes' as const,
    namespace: 'shop',
    name: 'two',
  };
  await new DatabaseAuditStore({ knex }).append(
    auditBatch(['get', 'list'].map(verb => accessEvent(now, { target, verb }))),
  );
}

/** A token of the source. */
async function addAuditToken(knex: Knex, id: string): Promise<string> {
  await knex('audit_tokens').insert({
    id,
    source: 'prod',
    kind: 'kubernetes',
    title: 'API server',
    hash: `hash-of-${id}`,
    created_at: new Date().toISOString(),
    created_by: 'user:default/mock',
  });
  return id;
}

/** A draft of the one who asks. */
async function addDraft(
  knex: Knex,
  id: string,
  targets: string,
): Promise<string> {
  await knex('drafts').insert({
    id,
    created_by: 'user:default/mock',
    entity_ref: ENTITY,
    created_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    size: targets.length,
    targets,
  });
  return id;
}

/** Two requests of the one who asks, whose pull requests are open. */
async function addRequests(knex: Knex): Promise<string> {
  await addRequest(knex, 'another');
  return await addRequest(knex, 'open');
}

/** One of somebody else, whose pull request is at the host. */
async function addToApprove(knex: Knex): Promise<string> {
  const id = await addRequest(knex, 'to-approve', {
    requested_by: 'user:default/other',
    needs_approval: true,
  });
  await host.openChange({
    repository: REPOSITORY,
    base: 'main',
    baseCommit: 'ba5e'.repeat(10),
    branch: `keyward/${id}`,
    files: [],
    title: '',
    body: '',
    signal: AbortSignal.timeout(1000),
  });
  return id;
}

async function addRequest(
  knex: Knex,
  id: string,
  more: object = {},
): Promise<string> {
  const now = new Date().toISOString();
  await knex('requests').insert({
    id,
    draft_id: id,
    entity_ref: ENTITY,
    requested_by: 'user:default/mock',
    host: 'git.example.com',
    repository: REPOSITORY,
    branch: 'main',
    state: 'opened',
    finished: false,
    created_at: now,
    updated_at: now,
    fence: 0,
    expires_at: 0,
    due_at: Date.now() + 3_600_000,
    failures: 0,
    ...more,
  });
  await knex('request_targets').insert({
    request_id: id,
    position: 0,
    cluster: 'prod',
    namespace: 'shop',
    name: id,
    path: '',
    mode: 'create',
    digests: '{}',
    step: 'requested',
    open: true,
  });
  return id;
}
