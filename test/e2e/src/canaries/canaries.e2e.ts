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

import { expect, test } from '@playwright/test';
import { PortalClient } from '../support/PortalClient';
import { type Canary, CanaryScanner } from '@internal/estate';
import { estateCanaries } from './estateCanaries';
import { McpClient } from './McpClient';
import { readMetrics, scanWhatIsLeft } from './whatIsLeft';

// Who sees the sources comes first, and waits until they are there.
const PEOPLE = ['pat', 'guest', 'olga', 'audrey'];
/** Of how many secrets the tools tell: once of all, and of some to those who see less or the same. */
const ALL = Infinity;
const FEW = 20;
const SOURCES = 6;
/** In custom metadata, a description, statements of a role, and parameters of a policy. */
const VAULT_CANARIES = 5;
/** What modules observe, all of it. */
const RESOURCES = [
  ['secret-store', 'external-secret', 'cluster-external-secret', 'push-secret'],
  ['sealed-secret', 'sealing-controller', 'sealing-certificate', 'sealing-key'],
  [
    'vault-server',
    'vault-engine',
    'vault-role',
    'vault-database-role',
    'vault-static-role',
    'vault-database-connection',
  ],
  ['aws-role'],
];
const TOOLS = [
  'secrets.describe-compliance',
  'secrets.describe-request',
  'secrets.describe-secret',
  'secrets.explain-control',
  'secrets.explain-finding',
  'secrets.list-due',
  'secrets.list-findings',
  'secrets.list-requests',
  'secrets.list-secrets',
  'secrets.list-sources',
  'secrets.suggest-improvements',
  'secrets.sync-resource',
  'secrets.what-is-at-risk',
  'secrets.what-would-change',
  'secrets.who-can-reach',
];

/**
 * Values are planted in all the places where an estate holds them; none may
 * show up in what the portal answers to browsers and to MCP clients, stores,
 * measures or logs at debug level.
 */
test('no value leaves the clusters', async () => {
  test.setTimeout(480_000);
  const canaries = estateCanaries();
  expect(canaries.length).toBeGreaterThan(300);
  expect(
    canaries.filter(({ place }) => place.startsWith('vault: ')),
  ).toHaveLength(VAULT_CANARIES);
  const scanner = new CanaryScanner(canaries);

  const answers: string[] = [];
  for (const person of PEOPLE) {
    const portal = await PortalClient.signIn(`user:default/${person}`);
    if (person === 'pat') {
      await expect(async () => {
        const { items } = await portal.json('/api/secrets/sources');
        const live = items.filter(({ state }: any) => state === 'live');
        expect(live).toHaveLength(SOURCES);
      }).toPass({ timeout: 60_000 });
    }
    await expect(async () => {
      const { items } = await portal.json('/api/secrets/secrets?limit=1');
      expect(items).toHaveLength(1);
    }).toPass({ timeout: 60_000 });
    if (person === 'pat') {
      // Whose the secrets are is known a moment later.
      await expect(async () => {
        const { items } = await portal.json(
          '/api/secrets/secrets?entityRef=component:default/payments-api',
        );
        expect(items.length).toBeGreaterThan(5);
      }).toPass({ timeout: 60_000 });
    }
    answers.push(...(await crawl(portal)));
    answers.push(...(await pasteSecrets(portal, canaries)));
    answers.push(...(await draftInClear(portal, canaries)));
    answers.push(...(await callTools(portal, person === 'pat' ? ALL : FEW)));
  }
  expect(answers.join('').length).toBeGreaterThan(100_000);

  const hits = scanner
    .scan(Buffer.from(answers.join('\n')))
    .map(hit => ({ where: 'an answer', ...hit }));
  expect([...hits, ...scanWhatIsLeft(scanner)]).toEqual([]);
  // What was measured is among what was searched.
  const metrics = readMetrics();
  const meters = new Set(metrics.map(({ meter }) => meter.name));
  expect(meters).toContain('backstage-plugin-secrets');
  const tools = metrics.map(
    ({ attributes }) => attributes?.['gen_ai.tool.name'],
  );
  expect(new Set(tools)).toEqual(new Set([undefined, ...TOOLS]));
});

/** Every answer that a person gets of the API, errors included. */
async function crawl(portal: PortalClient): Promise<string[]> {
  const answers: string[] = [];
  const get = async (path: string) => {
    const answer = await portal.get(`/api/secrets${path}`);
    answers.push(JSON.stringify([...answer.headers]), answer.text);
    return answer;
  };
  await get('/sources');
  await get('/secrets/summary');
  await get('/secrets/export');
  await get('/claims?entityRef=component:default/payments-api');
  await get('/secrets?cursor=%22broken');
  await get('/secrets?limit=-1');
  await get('/secrets/by-id/unknown');
  await get('/findings/summary');
  await get('/findings/by-id/unknown');
  await get('/findings/export');
  for (const kinds of RESOURCES) {
    const query = kinds.map(kind => `kind=${kind}`).join('&');
    await get(`/resources/summary?${query}&by=state&by=cause&sum=callsPerDay`);
    await get(`/resources?${query}&limit=200`);
  }
  await get('/resources?kind=external-secret&attribute=state:failing');
  await get('/resources?kind=Unknown');
  await get('/seal/targets?entityRef=component:default/payments-api');
  await get(
    '/seal/workloads?entityRef=component:default/payments-api&repository=x&branch=main',
  );
  await get('/requests?limit=200');
  await get('/requests/by-id/unknown');
  await get('/drafts/unknown');
  await get('/rotation/summary');
  await get('/rotation/keys?limit=200');
  await get('/rotation/calendar');
  await get('/rotation/history?limit=200');
  await get('/certificates?limit=200');
  await get('/compliance');
  await get('/compliance?entityRef=component:default/payments-api');
  await get('/compliance/overview');
  await get('/compliance/scopes?by=team&framework=best-practices');
  for (const check of ['encryption-at-rest', 'unknown']) {
    await get(`/compliance/evidence?check=${check}&verdict=unknown`);
  }
  await get('/access/matrix?limit=200');
  await get('/audit/events?limit=200');
  await get('/audit/events?entityRef=component:default/payments-api');
  await get('/audit/summary');
  await get('/audit/coverage');
  await get('/audit/tokens');
  await get('/access/export');
  await get('/access/subjects');
  await get('/access/grants');
  await get('/access/namespaces');
  await get('/access/recommendations?entityRef=component:default/payments-api');
  await get('/access/reach?sourceId=production&start=node:production-node-1');
  await get('/access/reach?sourceId=production&start=nobody');
  const findings = await get('/findings?limit=200');
  const { items: found = [] } = findings.ok ? JSON.parse(findings.text) : {};
  for (const { id } of found.slice(0, 20)) {
    await get(`/findings/by-id/${id}`);
  }
  // Some of them may decide; what is not theirs is told of.
  for (const state of ['acknowledged', 'open']) {
    const ids = ['unknown', ...found.slice(0, 5).map(({ id }: any) => id)];
    const decided = await portal.put('/api/secrets/findings/state', {
      ids,
      state,
    });
    answers.push(decided.text);
  }
  const told = await portal.get('/api/notifications/notifications?limit=100');
  answers.push(told.text);

  let cursor: string | undefined;
  do {
    const page = await get(
      `/secrets?limit=50${
        cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      }`,
    );
    const { items = [], nextCursor } = page.ok ? JSON.parse(page.text) : {};
    for (const { id } of items.slice(0, 10)) {
      await get(`/secrets/by-id/${id}`);
      await get(`/secrets/by-id/${id}/history`);
      await get(`/secrets/by-id/${id}/rotation-impact`);
      await get(`/secrets/by-id/${id}/readers`);
      await get(`/access/path?secretId=${id}&subject=g:platform-admins`);
    }
    cursor = nextCursor;
  } while (cursor);
  return answers;
}

/** What is said to somebody who asks about a change with values in it, well-formed and not. */
async function pasteSecrets(
  portal: PortalClient,
  canaries: Canary[],
): Promise<string[]> {
  const value = JSON.stringify(canaries[0].value.toString('latin1'));
  const binding = [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRoleBinding',
    `metadata: { name: planted, annotations: { note: ${value} } }`,
    'roleRef: { kind: ClusterRole, name: cluster-admin }',
    'subjects: [{ kind: User, name: somebody }]',
  ].join('\n');
  const answers: string[] = [];
  const mcp = new McpClient(portal);
  for (const manifests of [
    binding,
    `apiVersion: v1\nkind: Secret\nstringData: { a: ${value} }`,
    `kind: ${value}\n  a: ${value}`,
    `a: *${value}`,
    value,
  ]) {
    const body = { sourceId: 'production', manifests };
    const answer = await portal.post('/api/secrets/access/what-if', body);
    answers.push(JSON.stringify([...answer.headers]), answer.text);
    await mcp.call('secrets.what-would-change', body);
  }
  const wrong = { sourceId: 'production', deletions: [{ kind: value }] };
  const refused = await portal.post('/api/secrets/access/what-if', wrong);
  return [...answers, refused.text, ...mcp.answers.map(({ text }) => text)];
}

/** Every answer that a person gets of Keyward's MCP tools, and of the actions behind them. */
async function callTools(
  portal: PortalClient,
  most: number,
): Promise<string[]> {
  const mcp = new McpClient(portal);
  expect((await mcp.tools()).sort()).toEqual(TOOLS);

  const { items: services } = await portal.json(
    '/api/catalog/entities/by-query?filter=kind=component&limit=100',
  );
  expect(services.length).toBeGreaterThan(10);
  const ids = new Set<string>();
  for (const { metadata } of services) {
    const entityRef = `component:default/${metadata.name}`;
    let cursor: string | undefined;
    do {
      const input = { entityRef, limit: 100, ...(cursor && { cursor }) };
      const { structuredContent } = await mcp.call(
        'secrets.list-secrets',
        input,
      );
      for (const { id } of structuredContent?.items ?? []) {
        ids.add(id);
      }
      cursor = structuredContent?.nextCursor;
    } while (cursor);
  }
  expect(ids.size).toBeGreaterThan(5);
  for (const id of [...ids].slice(0, most)) {
    const answer = await mcp.call('secrets.describe-secret', { id });
    expect(answer.isError).not.toBe(true);
    await mcp.call('secrets.who-can-reach', { id });
    for (const resource of answer.structuredContent?.secret.deliveredBy ?? []) {
      await mcp.call('secrets.sync-resource', { id: resource.id });
    }
  }
  const service = { entityRef: 'component:default/payments-api' };
  await mcp.call('secrets.list-due', service);
  await mcp.call('secrets.list-requests', service);
  const { structuredContent: wrong } = await mcp.call(
    'secrets.list-findings',
    service,
  );
  for (const { id } of [...(wrong?.items ?? []), { id: 'unknown' }]) {
    await mcp.call('secrets.explain-finding', { id });
  }
  await mcp.call('secrets.describe-compliance', service);
  await mcp.call('secrets.suggest-improvements', service);
  for (const control of ['rotation', 'unknown']) {
    await mcp.call('secrets.explain-control', {
      ...service,
      framework: 'best-practices',
      control,
    });
  }
  await mcp.call('secrets.list-sources', {});
  await mcp.call('secrets.what-would-change', {
    sourceId: 'production',
    deletions: [{ kind: 'ClusterRoleBinding', name: 'pipeline-deploys' }],
  });
  await mcp.call('secrets.what-is-at-risk', {
    sourceId: 'production',
    start: 'u:lena.hofer',
  });

  // What is bad, unknown or somebody else's is answered with an error.
  for (const [tool, input] of [
    ['secrets.list-secrets', { entityRef: 'no entity', limit: -1 }],
    ['secrets.list-secrets', { entityRef: 'component:default/unknown' }],
    ['secrets.list-secrets', { cursor: '"broken' }],
    ['secrets.describe-secret', { id: 'unknown' }],
    ['secrets.describe-request', { id: 'unknown' }],
    ['secrets.sync-resource', { id: 'unknown' }],
  ] as const) {
    await mcp.call(tool, input);
    await mcp.invoke(tool, input);
  }
  const [id] = ids;
  expect((await mcp.invoke('secrets.describe-secret', { id })).ok).toBe(true);
  await mcp.invoke('secrets.list-sources', {});
  return mcp.answers.flatMap(({ headers, text }) => [
    JSON.stringify([...headers]),
    text,
  ]);
}

/** What is said to somebody who does not seal what they store as a draft. */
async function draftInClear(
  portal: PortalClient,
  canaries: Canary[],
): Promise<string[]> {
  const { value } = canaries[0];
  const answers: string[] = [];
  for (const text of [value.toString('latin1'), value.toString('base64')]) {
    const answer = await portal.post('/api/secrets/drafts', {
      entityRef: 'component:default/payments-api',
      targets: [
        {
          sourceId: 'production',
          namespace: 'payments',
          name: 'planted',
          type: 'Opaque',
          scope: 'strict',
          certificate: '0'.repeat(64),
          mode: 'create',
          encryptedData: { password: text },
        },
      ],
    });
    expect(answer.ok).toBe(false);
    answers.push(JSON.stringify([...answer.headers]), answer.text);
  }
  return answers;
}
