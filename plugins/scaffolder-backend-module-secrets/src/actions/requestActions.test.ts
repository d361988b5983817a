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
  mockCredentials,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parse } from 'yaml';
import { runAction } from '../__testUtils__/runAction';
import { RequestsClient } from '../requests';
import { createSealAction, createSealedUpdateAction } from './requestActions';
import { sealedUpdateExamples, sealExamples } from './requestActions.examples';

const API = 'http://localhost:0/api/secrets';
const DRAFT = '5f0c7a3e-3d2b-4a55-9c76-2f6f1c9a0b11';
const REQUEST = '0b7f5c52-91a4-4b6e-8f0e-6c1f7f2f9d10';
const SEALED = 'AgBciphertext';
const URL_OF_PULL = 'https://git.example.com/payments/app/pulls/7';
const PLACE = {
  repository: 'https://git.example.com/payments/app',
  branch: 'main',
  path: 'deploy',
};

const server = setupServer();
registerMswTestHooks(server);

describe('the actions that request a draft', () => {
  let mode: 'create' | 'replace';
  let repositories: object[];
  let clusters: string[];
  /** What a request says, look by look. */
  let looks: object[];
  let asked: { what: string; token: string | null; body?: any }[];
  let events: { eventId: string; meta?: any; ended?: string }[];

  beforeEach(() => {
    mode = 'create';
    repositories = [
      { ...PLACE, host: 'git', confirmedBy: 'file' },
      { ...PLACE, path: 'other', host: 'git', refusal: { code: 'x' } },
    ];
    clusters = ['production'];
    looks = [
      { state: 'preparing' },
      { state: 'opened', change: { url: URL_OF_PULL } },
    ];
    asked = [];
    events = [];
    const answer =
      (body: () => object | undefined) =>
      async ({ request }: { request: Request }) => {
        const text = await request.text();
        asked.push({
          what: `${request.method} ${new URL(request.url).pathname}`,
          token: request.headers.get('authorization'),
          ...(text ? { body: JSON.parse(text) } : {}),
        });
        const found = body();
        return found
          ? HttpResponse.json(found)
          : HttpResponse.json(
              { error: { name: 'NotFoundError', message: 'No draft' } },
              { status: 404 },
            );
      };
    server.use(
      http.get(
        `${API}/drafts/${DRAFT}`,
        answer(() => ({
          id: DRAFT,
          entityRef: 'component:default/web',
          targets: clusters.map(sourceId => ({
            sourceId,
            namespace: 'payments',
            name: 'db',
            mode,
            encryptedData: { password: SEALED },
          })),
        })),
      ),
      http.get(
        `${API}/seal/targets`,
        answer(() => ({ repositories })),
      ),
      http.post(
        `${API}/requests`,
        answer(() => ({ items: [{ id: REQUEST, state: 'preparing' }] })),
      ),
      http.get(
        `${API}/requests/by-id/${REQUEST}`,
        answer(() => ({
          id: REQUEST,
          ...(looks.length > 1 ? looks.shift() : looks[0]),
        })),
      ),
      http.get(
        `${API}/drafts/*`,
        answer(() => undefined),
      ),
    );
  });

  const optionsOf = () => ({
    auditor: mockServices.auditor.mock({
      async createEvent({ eventId, meta }) {
        const event: (typeof events)[number] = { eventId, meta };
        events.push(event);
        return {
          async success() {
            event.ended = 'success';
          },
          async fail() {
            event.ended = 'fail';
          },
        };
      },
    }),
    client: new RequestsClient({
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => API,
      }),
    }),
    lookMs: 1,
  });

  const run = async (
    input: object,
    action: TemplateAction<any, any, any> = createSealAction(optionsOf()),
    isDryRun = false,
  ) =>
    await runAction(action, {
      workspacePath: '/nowhere',
      input: { draftId: DRAFT, ...input },
      isDryRun,
    });

  const whats = () => asked.map(({ what }) => what);

  it('request it as whoever began the task, and wait for the pull request', async () => {
    const { output, log } = await run({ reason: 'a new key' });
    expect(output).toEqual({
      requestIds: [REQUEST],
      remoteUrl: URL_OF_PULL,
      remoteUrls: [URL_OF_PULL],
    });
    expect(log).toContain(URL_OF_PULL);
    expect(asked.find(({ body }) => body)).toMatchObject({
      what: 'POST /api/secrets/requests',
      body: {
        draftId: DRAFT,
        reason: 'a new key',
        destinations: [{ ...PLACE, targets: [0] }],
      },
    });
    const token = mockCredentials.service.header({
      onBehalfOf: mockCredentials.user(),
      targetPluginId: 'secrets',
    });
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter(each => each.token !== token)).toEqual([]);
    expect(events).toEqual([
      expect.objectContaining({
        eventId: 'secrets-request',
        meta: { action: 'secrets:seal', draftId: DRAFT, taskId: 'a-task' },
        ended: 'success',
      }),
    ]);
    // The task keeps what is logged and what comes out.
    expect(JSON.stringify([output, log, events])).not.toContain(SEALED);
  });

  it('write where they are told to', async () => {
    const destinations = [{ ...PLACE, path: 'apps' }];
    await run({ destinations });
    expect(whats()).not.toContain('GET /api/secrets/seal/targets');
    expect(asked.find(({ body }) => body)!.body.destinations).toEqual(
      destinations,
    );
  });

  it('ask which folder is meant where there is not just one', async () => {
    repositories = [];
    await expect(run({})).rejects.toThrow('0 confirmed folders');
    expect(whats()).not.toContain('POST /api/secrets/requests');
    expect(events).toEqual([expect.objectContaining({ ended: 'fail' })]);
  });

  it('write to the folder that is named after the cluster, of several', async () => {
    const folder = (path: string) => ({
      ...PLACE,
      path,
      host: 'git',
      confirmedBy: 'file',
    });
    repositories = ['deploy/staging', 'deploy/production', 'tools'].map(folder);
    clusters = ['production', 'staging', 'production'];
    await run({});
    expect(asked.find(({ body }) => body)!.body.destinations).toEqual([
      { ...PLACE, path: 'deploy/production', targets: [0, 2] },
      { ...PLACE, path: 'deploy/staging', targets: [1] },
    ]);
    for (const paths of [
      ['deploy/staging', 'tools'],
      ['deploy/production', 'production/old'],
    ]) {
      repositories = paths.map(folder);
      clusters = ['production'];
      await expect(run({})).rejects.toThrow(
        'Write the one that is meant to destinations',
      );
    }
  });

  it('have a workload refer to the Secrets', async () => {
    const reference = { kind: 'Deployment', name: 'web', as: 'envFrom' };
    await run({ reference });
    expect(asked.find(({ body }) => body)!.body.destinations).toEqual([
      { ...PLACE, targets: [0], references: [reference] },
    ]);
  });

  it('tell new Secrets from new values', async () => {
    mode = 'replace';
    await expect(run({})).rejects.toThrow('secrets:sealed:update');
    expect(whats()).not.toContain('POST /api/secrets/requests');
    const update = createSealedUpdateAction(optionsOf());
    expect((await run({}, update)).output.requestIds).toEqual([REQUEST]);
    mode = 'create';
    await expect(run({}, update)).rejects.toThrow('Use secrets:seal');
  });

  it('end with what the portal refuses', async () => {
    server.use(
      http.post(`${API}/requests`, () =>
        HttpResponse.json(
          { error: { name: 'ConflictError', message: 'It is not confirmed' } },
          { status: 409 },
        ),
      ),
    );
    await expect(run({})).rejects.toThrow('It is not confirmed');
    await expect(
      run({ draftId: 'a1f5c7aa-0000-4000-8000-000000000000' }),
    ).rejects.toThrow('No draft');
  });

  it('wait no longer for what hangs, nor than they are told to', async () => {
    looks = [
      {
        state: 'preparing',
        blocked: { reason: 'The host does not answer.', remedy: 'Wait.' },
      },
    ];
    const hanging = await run({});
    expect(hanging.output).toEqual({ requestIds: [REQUEST], remoteUrls: [] });
    expect(hanging.log).toContain('The host does not answer. Wait.');
    looks = [{ state: 'preparing' }];
    expect((await run({ waitSeconds: 0 })).output.remoteUrls).toEqual([]);
  });

  it('do nothing and tell nothing in a dry run', async () => {
    for (const create of [createSealAction, createSealedUpdateAction]) {
      const { output, log } = await run({}, create(optionsOf()), true);
      expect(output).toEqual({});
      expect(log).not.toContain(DRAFT);
    }
    expect(asked).toEqual([]);
    expect(events).toEqual([]);
  });

  it('have examples that fit their input', () => {
    for (const [action, examples] of [
      [createSealAction(optionsOf()), sealExamples],
      [createSealedUpdateAction(optionsOf()), sealedUpdateExamples],
    ] as const) {
      const { properties } = action.schema!.input as any;
      for (const { example } of examples) {
        const [step] = parse(example).steps;
        expect(step.action).toBe(action.id);
        expect(Object.keys(properties)).toEqual(
          expect.arrayContaining(Object.keys(step.input)),
        );
      }
    }
  });
});
