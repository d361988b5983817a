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

import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEAD_SHA } from '../__testUtils__/FakeGitHost';
import { foretellHere } from '../__testUtils__/foretellHere';
import {
  FORMS,
  forged,
  HEADERS,
  isLike,
  JSON_VALUES,
  RAW_BODIES,
  TEXTS,
  withField,
} from '../__testUtils__/hostile/hostileValues';
import {
  ENTITY,
  REPOSITORY,
  STORE,
} from '../__testUtils__/hostile/hostileWorld';
import {
  startHostile,
  type Asked,
} from '../__testUtils__/hostile/startHostile';
import { databases } from '../__testUtils__/testInventory';
import { CERTIFICATE } from '../__testUtils__/testSealer';
import { WhatIfWorkers } from '../access';
import { FINDING_ORDERS } from '../store/findings/FindingsStore';
import { SECRET_ORDERS } from '../store/inventory';

jest.setTimeout(300_000);

const DELETIONS = [{ kind: 'ClusterRoleBinding', name: 'readers' }];
const PLACE = {
  repository: REPOSITORY,
  branch: 'main',
  path: 'deploy',
  references: [
    {
      target: 0,
      kind: 'Deployment',
      name: 'web',
      as: 'envFrom',
      reloader: true,
    },
  ],
};
const SEALED = {
  sourceId: 'prod',
  namespace: 'shop',
  name: 'new',
  type: 'Opaque',
  scope: 'strict',
  certificate: CERTIFICATE,
  mode: 'create',
  encryptedData: { password: 'sealed-1' },
};
const ORDERS: Record<string, readonly string[]> = {
  '/secrets': SECRET_ORDERS,
  '/findings': FINDING_ORDERS,
};

interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; required: boolean; schema: {} }[];
  properties: string[];
}

/** Scopes of one source are counted at once, those of all only now and then. */
function isCountedBy(path: string, parameter: string): boolean {
  return path === '/compliance/scopes' && parameter === 'sourceId';
}

/** What openapi.yaml offers. */
function readOperations(): Operation[] {
  const file = join(__dirname, '../schema/openapi.yaml');
  const spec = load(readFileSync(file, 'utf8')) as any;
  const resolved = (value: any): any => {
    const name = value?.$ref?.split('/');
    return name ? spec.components[name.at(-2)][name.at(-1)] : value;
  };
  return Object.entries<any>(spec.paths).flatMap(([path, methods]) =>
    Object.entries<any>(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      parameters: (operation.parameters ?? []).map(resolved),
      properties: Object.keys(
        resolved(operation.requestBody?.content['application/json'].schema)
          ?.properties ?? {},
      ),
    })),
  );
}

describe.each(databases.eachSupportedId())(
  'Hostile values in requests on %s',
  databaseId => {
    const operations = readOperations();
    let backend: Awaited<ReturnType<typeof startHostile>>;

    beforeAll(async () => {
      jest
        .spyOn(WhatIfWorkers.prototype, 'foretell')
        .mockImplementation(foretellHere.foretell);
      backend = await startHostile(await databases.init(databaseId));
    });

    afterAll(async () => {
      await backend?.stop();
      jest.restoreAllMocks();
    });

    const idOf = (path: string) => {
      const {
        draft,
        finding,
        request: requested,
        resource,
        secret,
        toApprove,
      } = backend.ids;
      const of: Record<string, string> = {
        audit: path.endsWith('/rotate')
          ? backend.ids.tokenToRotate
          : backend.ids.auditToken,
        drafts: draft,
        requests: requested,
        sources: 'prod',
        findings: finding,
        resources: resource,
      };
      return path.endsWith('/approve')
        ? toApprove
        : of[path.split('/')[1]] ?? secret;
    };

    /** A request that is answered, with some parameters replaced. */
    function request(
      { method, path, parameters }: Operation,
      replaced: { id?: string; query?: string; without?: string } = {},
    ): Asked {
      const given: Record<string, string> = {
        entityRef: ENTITY,
        secretId: backend.ids.secret,
        subject: 'g:readers',
        sourceId: 'prod',
        start: 'g:readers',
        by: 'environment',
        check: 'value-strength',
        kind: STORE,
        repository: REPOSITORY,
        branch: 'main',
      };
      const query = parameters
        .filter(
          each =>
            each.in === 'query' &&
            (each.required || isCountedBy(path, each.name)),
        )
        .filter(({ name }) => name !== replaced.without)
        .map(({ name }) => `${name}=${encodeURIComponent(given[name])}`);
      const id = replaced.id ?? encodeURIComponent(idOf(path));
      return {
        method,
        url: `${path.replace('{id}', id)}?${[
          ...query,
          ...(replaced.query ? [replaced.query] : []),
        ].join('&')}`,
      };
    }

    const bodyOf = (path: string): Record<string, unknown> => {
      switch (path) {
        case '/drafts':
          return { entityRef: ENTITY, targets: [SEALED] };
        case '/requests/by-id/{id}/approve':
          return { headSha: HEAD_SHA };
        case '/audit/tokens':
          return { sourceId: 'prod', title: 'API server' };
        case '/audit/tokens/{id}/rotate':
          return { overlapHours: 1 };
        case '/requests/by-id/{id}/open':
          return { token: 'token-of-a-person' };
        case '/requests':
          return { draftId: backend.ids.toRequest, destinations: [PLACE] };
        case '/requests/preflight':
          return { draftId: backend.ids.toLookAt, destinations: [PLACE] };
        case '/claims/confirm':
          return { entityRef: ENTITY, ownerRefs: ['user:default/mock'] };
        case '/access/what-if':
          return { sourceId: 'prod', manifests: '', deletions: DELETIONS };
        default:
          return {
            ...(path === '/findings/state'
              ? { ids: [backend.ids.finding] }
              : {}),
            state: 'acknowledged',
            reason: 'because',
            expiresAt: '2026-12-31T00:00:00Z',
          };
      }
    };

    const withBody = (asked: Asked, body: string): Asked => ({
      ...asked,
      body,
    });

    it('answers where nothing is hostile', async () => {
      const faults: string[] = [];
      for (const operation of operations) {
        const asked = request(operation);
        const { status, text } = await backend.ask(
          operation.properties.length > 0
            ? withBody(asked, JSON.stringify(bodyOf(operation.path)))
            : asked,
        );
        if (status >= 300) {
          faults.push(`${operation.path} ${status} ${text}`);
        }
      }
      expect(faults).toEqual([]);
    });

    it('refuses or answers queries and paths', async () => {
      const asked = operations.flatMap(operation =>
        operation.parameters.flatMap(({ name, in: where }) => {
          const values = TEXTS.map(encodeURIComponent);
          return where === 'path'
            ? [...values.filter(Boolean), '%ED%A0%80', '%'].map(id =>
                request(operation, { id }),
              )
            : [
                ...values.map(value => `${name}=${value}`),
                ...FORMS.map(form => form(name)),
              ].map(query => request(operation, { query, without: name }));
        }),
      );
      expect(
        await backend.faultsOf(asked, ({ url }) => /%00/.test(url)),
      ).toEqual([]);
    });

    it('refuses forged cursors, and those of another list', async () => {
      const asked: (Asked & { isRefused: boolean })[] = [];
      const without: string[] = [];
      const lists: { operation: Operation; order: string; cursor: string }[] =
        [];
      const named = (operation: Operation, name: string) =>
        operation.parameters.some(each => each.name === name);
      for (const operation of operations.filter(each =>
        named(each, 'cursor'),
      )) {
        const orders = named(operation, 'orderBy')
          ? ORDERS[operation.path].flatMap(field => [
              `orderBy=${field},asc`,
              `orderBy=${field},desc`,
            ])
          : [''];
        for (const order of orders) {
          const first = request(operation, { query: `limit=1&${order}` });
          const { nextCursor } = JSON.parse((await backend.ask(first)).text);
          if (!nextCursor) {
            without.push(`${operation.path} ${order}`);
            continue;
          }
          lists.push({ operation, order, cursor: nextCursor });
        }
      }
      for (const { operation, order, cursor } of lists) {
        const tried = [...forged(cursor), ...lists.map(other => other.cursor)];
        for (const each of tried) {
          asked.push({
            ...request(operation, { query: `${order}&cursor=${each}` }),
            isRefused: !isLike(each, cursor),
          });
        }
      }
      expect(without).toEqual([]);
      expect(asked.filter(each => each.isRefused).length).toBeGreaterThan(500);
      expect(await backend.faultsOf(asked, each => each.isRefused)).toEqual([]);
    });

    it('refuses or answers bodies', async () => {
      const asked = operations
        .filter(({ properties }) => properties.length > 0)
        .flatMap(operation => {
          const body = bodyOf(operation.path);
          const fields = operation.properties.flatMap(name =>
            JSON_VALUES.map(value => withField(body, name, value)),
          );
          return [
            ...[...fields, ...RAW_BODIES].map(text =>
              withBody(request(operation), text),
            ),
            ...HEADERS.map(headers => ({
              ...withBody(request(operation), JSON.stringify(body)),
              headers,
            })),
          ];
        });
      expect(
        await backend.faultsOf(asked, ({ body }) =>
          /"[^"]*\\u0000/.test(body!),
        ),
      ).toEqual([]);
    });

    it('has logged neither a statement nor a stack', () => {
      expect(backend.faultsLogged()).toEqual([]);
    });
  },
);
