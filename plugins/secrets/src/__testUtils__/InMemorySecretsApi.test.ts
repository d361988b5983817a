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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SecretsOperation } from '../api';
import { createFinding } from './createFinding';
import { createSecret } from './createSecret';
import { InMemorySecretsApi } from './InMemorySecretsApi';

interface Place {
  namespace: string;
  name: string;
}

const { secrets, resources, cases } = JSON.parse(
  readFileSync(
    join(__dirname, '../../../secrets-backend/src/schema/contract.json'),
    'utf8',
  ),
) as {
  secrets: Record<
    string,
    { class: string; severity?: 'high' | 'medium' | 'low' }
  >;
  resources: Record<string, { reason?: string }>;
  cases: { ask: SecretsOperation; with: object; [part: string]: any }[];
};

const nameOf = (item: Place & { secret?: Place }) => {
  const { namespace, name } = item.secret ?? item;
  return `${namespace}/${name}`;
};

/** The same is asked of the routes, by http/contract.test.ts of the back end. */
describe('InMemorySecretsApi', () => {
  const api = new InMemorySecretsApi();
  for (const [place, { class: secretClass, severity }] of Object.entries(
    secrets,
  )) {
    const [namespace, name] = place.split('/');
    const secret = createSecret(name, {
      id: `@${place}`,
      namespace,
      class: secretClass,
      links: [],
    });
    api.secrets.push(secret);
    if (severity) {
      api.findings.unshift(
        createFinding({ id: `!${place}`, rule: 'contract', severity, secret }),
      );
    }
  }

  for (const [place, { reason }] of Object.entries(resources)) {
    const [namespace, name] = place.split('/');
    api.resources.push({
      id: `@${place}`,
      ref: `store:production/${place}`,
      sourceId: 'production',
      sourceTitle: 'production',
      kind: 'store',
      namespace,
      name,
      attributes: {},
      lastSeen: new Date().toISOString(),
      sync: { available: reason === undefined, reason },
    });
  }

  async function ask(operation: SecretsOperation, request: object) {
    try {
      const body: any = await api[operation](request as any);
      return { status: 200, body };
    } catch (error) {
      const { statusCode } = error as { statusCode?: number };
      return { status: statusCode, body: undefined as any };
    }
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
      ...expected,
    });
  });
});
