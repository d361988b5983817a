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

import { DefaultApiClient } from '@keyward/backstage-plugin-secrets-common';
import type { Rule } from '@keyward/findings';
import { formatResourceRef } from '@keyward/observation';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { batch, secret, SOURCE } from '../__testUtils__/observations';
import { createTestApi } from '../__testUtils__/testApi';
import { analyseAll, createTestEngine } from '../__testUtils__/testEngine';
import { createTestInventory, databases } from '../__testUtils__/testInventory';

jest.setTimeout(60_000);

type Severity = 'high' | 'medium' | 'low';

interface Place {
  namespace: string;
  name: string;
}

const { secrets, resources, cases } = JSON.parse(
  readFileSync(join(__dirname, '../schema/contract.json'), 'utf8'),
) as {
  secrets: Record<string, { class: 'password' | 'token'; severity?: Severity }>;
  resources: Record<string, { reason?: string }>;
  cases: { ask: keyof DefaultApiClient; with: object; [part: string]: any }[];
};

/** Finds what the contract says of a secret. */
const rule: Rule = {
  id: 'contract',
  judge({ namespace, name }) {
    const { severity } = secrets[`${namespace}/${name}`];
    return {
      verdicts: severity
        ? [{ rule: 'contract', item: '', severity, evidence: {} }]
        : [],
    };
  },
};

const nameOf = (item: Place & { secret?: Place }) => {
  const { namespace, name } = item.secret ?? item;
  return `${namespace}/${name}`;
};

/**
 * What the API does beyond what openapi.yaml can say, asked by the generated client.
 * The same is asked of the back end in memory that the tests and the development page
 * of the front end have.
 *
 * An id of `@a/one` is that of the secret of this namespace and name, `!a/one` that of
 * its finding. `items` and `pages`, which are those of a list one after the other, are
 * told by namespace and name; `status` is that of an error.
 */
describe.each(databases.eachSupportedId())('the API on %s', databaseId => {
  let ids: Map<string, string>;
  let client: DefaultApiClient;

  beforeAll(async () => {
    const test = await createTestInventory(databaseId);
    await test.sync(
      'v1/secrets',
      Object.entries(secrets).map(([place, { class: secretClass }]) => {
        const [namespace, name] = place.split('/');
        return secret(namespace, name, { class: secretClass });
      }),
    );
    await test.apply(
      batch(
        'stores',
        Object.keys(resources).map(place => {
          const [namespace, name] = place.split('/');
          return {
            type: 'resource' as const,
            kind: 'store',
            ref: formatResourceRef('store', SOURCE, namespace, name),
            system: 'kubernetes',
            location: [namespace],
            name,
          };
        }),
      ),
    );
    await analyseAll(createTestEngine(test, { rules: [rule] }), test.fence);
    const rows = await test
      .knex('secrets as s')
      .leftJoin('findings as f', 'f.secret_id', 's.id')
      .select('s.id', 's.namespace', 's.name', 'f.id as finding');
    ids = new Map(
      rows.flatMap(({ id, namespace, name, finding }) => [
        [`@${namespace}/${name}`, id],
        [`!${namespace}/${name}`, finding],
      ]),
    );
    const api = await createTestApi({
      test,
      entities: [],
      policy: undefined,
      syncs: [
        {
          kind: 'store',
          refuse({ namespace, name }) {
            const { reason } = resources[`${namespace}/${name}`];
            return reason === undefined ? undefined : { reason };
          },
          request: async () => {},
        },
      ],
      syncPauseMs: 30_000,
    });
    client = new DefaultApiClient({
      discoveryApi: { getBaseUrl: async () => '' },
      fetchApi: {
        async fetch(url, { method, body } = {}) {
          const { status, text } = await api.askDirectly(
            'platform',
            String(url),
            method,
            body && JSON.parse(String(body)),
          );
          return new Response(text, { status });
        },
      },
    });
  });

  const filled = (request: object) =>
    JSON.parse(JSON.stringify(request), (_, value) => ids.get(value) ?? value);

  async function ask(operation: keyof DefaultApiClient, request: object) {
    const { id, ...rest } = filled(request);
    const parts = { path: { id }, query: rest, body: rest };
    const response = await client[operation](parts as any);
    return { status: response.status, body: (await response.json()) as any };
  }

  async function outcomeOf(
    { ask: operation, with: request }: (typeof cases)[number],
    hasPages: boolean,
  ) {
    const { status, body } = await ask(operation, request);
    const pages = [body?.items?.map(nameOf)];
    for (let cursor = body?.nextCursor; hasPages && cursor; ) {
      const next = await ask(operation, { ...request, cursor });
      pages.push(next.body.items.map(nameOf));
      cursor = next.body.nextCursor;
    }
    return { ...body, status, items: pages[0], pages };
  }

  // One after the other: some change what the next ones find.
  it.each(cases)('$ask $with', async each => {
    const { ask: _ask, with: _with, ...expected } = each;
    expect(await outcomeOf(each, Boolean(expected.pages))).toMatchObject({
      status: 200,
      ...filled(expected),
    });
  });
});
