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
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceFactory } from '@backstage/backend-defaults/alpha';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  secretsSourcesExtensionPoint,
  type SecretsSource,
} from '@keyward/backstage-plugin-secrets-node';
import { load } from 'js-yaml';
import type { Knex } from 'knex';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { foretellHere } from './__testUtils__/foretellHere';
import { createKeepingLogger, SQL } from './__testUtils__/logs';
import { encodeCursor } from './store/common/cursors';
import { batch, key, object, secret } from './__testUtils__/observations';
import { databases } from './__testUtils__/testInventory';
import { WhatIfWorkers } from './access';
import secretsPlugin from '.';

jest.setTimeout(300_000);

const ENTITY = 'component:default/shop';
const AT_ONCE = 4;
/** Of the actions, as Backstage has it. */
const LARGEST_BODY = 100 * 1024;
/** More faults of one kind tell no more. */
const SHOWN = 5;
const STACK = /\n\s+at .+[:(]/;

/** Texts that a database, a parser or a lookup may trip over. */
const TEXTS = [
  '\0',
  `before\0after`,
  '',
  ' ',
  '-1',
  '1e308',
  'NaN',
  '2147483648',
  '9007199254740993',
  '{"a":1}',
  '__proto__',
  'constructor',
  `' or 1=1; --`,
  `"; drop table secrets; --`,
  '%00',
  '_!%\\',
  '../../etc/passwd',
  '${7*7}',
  '\r\nX-Injected: 1',
  '\u202e\u0301\ufffe\u{1f600}',
  'x'.repeat(6000),
  ' a'.repeat(3000),
];
const LONE_SURROGATE = '\ud800';
/** By which a query parameter comes as something else than a text. */
const FORMS: ((name: string) => string)[] = [
  name => `${name}=a&${name}=b`,
  name => `${name}=a&${name}=%00`,
  name => Array.from({ length: 800 }, (_, i) => `${name}=v${i}`).join('&'),
  name => `${name}[]=a&${name}[]=b`,
  name => `${name}[a]=%00`,
  name => `${name}[__proto__]=b`,
  name => `${name}${'[a]'.repeat(30)}=b`,
  name => `${name}`,
  name => `${name}=%`,
  name => `${name}=%ED%A0%80`,
];
/** The same as JSON: also what is no text at all. */
const JSON_VALUES = [
  ...[...TEXTS, LONE_SURROGATE, 'x'.repeat(90_000), 'x'.repeat(300_000)].map(
    text => JSON.stringify(text),
  ),
  ...['null', 'true', '0', '-1', '1.5', '1e308', '1e400', '-1e400'],
  ...['9007199254740993', '[]', '[[]]', '[null]', '{}', '{"__proto__":{}}'],
  ...['["\\u0000"]', '{"a":"\\u0000"}', '{"\\u0000":1}'],
  '[{"kind":"Role","name":"\\u0000"}]',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
];
/** In place of each value of a cursor. */
const CURSOR_VALUES = [
  ...['"\\u0000"', '"\\ud800"', '"text"', '1e308', '1e400', '-1', '1.5'],
  ...['9007199254740993', '2147483648', 'null', '[]', '{}'],
];
const RAW_BODIES = [
  '',
  'null',
  '[]',
  '"text"',
  '{',
  '{"__proto__":{"state":"open"}}',
  `${'['.repeat(50_000)}`,
  `{"a":"${'x'.repeat(2_000_000)}"}`,
];

/** Of an order that there is not. */
const OTHER_CURSOR = encodeCursor('other,desc', [0, 'a']);
const DELETIONS = [{ kind: 'ClusterRoleBinding', name: 'readers' }];
const HEADERS: Record<string, string>[] = [
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-7' },
  { 'content-type': 'application/json; charset=__proto__' },
  { 'content-encoding': 'gzip' },
  { 'content-encoding': '__proto__' },
];
const ORDERS: Record<string, string[]> = {
  '/secrets': [
    'attention',
    'name',
    'class',
    'namespace',
    'source',
    'delivery',
    'consumers',
    'age',
  ],
  '/findings': ['severity', 'dueAt', 'firstSeen', 'rule', 'name'],
};

/** An object as JSON, with one more field whose value is given as JSON. */
function withField(fields: {}, name: string, value: string): string {
  const { [name]: _, ...rest } = fields as Record<string, unknown>;
  const others = JSON.stringify(rest).slice(1, -1);
  return `{${[
    ...(others ? [others] : []),
    `${JSON.stringify(name)}:${value}`,
  ]}}`;
}

/** Cursors that look like a true one, and some that do not. */
function forged(cursor: string): string[] {
  const values: unknown[] = JSON.parse(
    Buffer.from(cursor, 'base64url').toString(),
  );
  const texts = values.map(value => JSON.stringify(value));
  const encode = (text: string) => Buffer.from(text).toString('base64url');
  return [
    ...texts.flatMap((_, index) =>
      CURSOR_VALUES.map(value => encode(`[${texts.with(index, value)}]`)),
    ),
    ...['[]', '{}', 'null', '"a"', '1', '[[[]]]', '{"length":3}'].map(encode),
    encode(`[${texts.slice(0, -1)}]`),
    encode(`[${[...texts, '1']}]`),
    encode(`{"__proto__":[${texts}]}`),
    encode(`${'['.repeat(4000)}${']'.repeat(4000)}`),
    Buffer.from([0xff, 0xfe, 0x00, 0xed, 0xa0, 0x80]).toString('base64url'),
    cursor.slice(0, -3),
    '!',
    '',
  ];
}

/** Whether a page could have given it, beside one that it gave. */
function isLike(cursor: string, given: string): boolean {
  const parse = (text: string) =>
    JSON.parse(Buffer.from(text, 'base64url').toString());
  let values: unknown;
  try {
    values = parse(cursor);
  } catch {
    return false;
  }
  const [order, ...others]: unknown[] = parse(given);
  return (
    Array.isArray(values) &&
    values.length === others.length + 1 &&
    values[0] === order &&
    others.every((other, index) => {
      const value = values[index + 1];
      return (
        typeof value === typeof other &&
        (typeof value === 'number'
          ? Number.isSafeInteger(value)
          : !String(value).includes('\0'))
      );
    })
  );
}

/** Whether an answer says only what was wrong with the request. */
function isPlain(text: string): boolean {
  const { name, message } = JSON.parse(text).error;
  return (
    name === 'InputError' &&
    message.length < 2000 &&
    !/sqlite|postgres|database error|violates|TypeError|cannot read/i.test(
      message,
    )
  );
}

/** Whether a value in JSON is what the schema of a field asks for, as far as types go. */
function isOfType(value: string, type: string): boolean {
  const parsed: unknown = JSON.parse(value);
  switch (type) {
    case 'integer':
      return Number.isInteger(parsed);
    case 'array':
      return Array.isArray(parsed);
    default:
      return typeof parsed === type;
  }
}

interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; required: boolean; schema: {} }[];
  properties: string[];
}

/** What openapi.yaml offers. */
function readOperations(): Operation[] {
  const file = join(__dirname, 'schema/openapi.yaml');
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

const certificate = (name: string, position: number) => ({
  fingerprint: 'a'.repeat(64),
  subject: `CN=${name}`,
  issuer: 'CN=issuer',
  serial: '1',
  sans: [`DNS:${name}.example.com`],
  sanCount: 1,
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  keyAlgorithm: 'EC',
  keySize: 256,
  signatureAlgorithm: 'ECDSA-SHA256',
  role: 'leaf' as const,
  selfSigned: false,
  position,
});

/** Two of everything, so that each list has a second page, that of an entity too. */
const batches = (version: string) => [
  batch(
    'v1/secrets',
    ['one', 'two', 'three'].map((name, index) =>
      secret(index === 0 ? 'other' : 'shop', name, {
        version,
        annotations: [
          { key: 'keyward.io/entity', length: ENTITY.length, value: ENTITY },
        ],
        keys: [
          key('password', 'the-same', { weak: true, weakness: 'common' }),
          key('token', `${name}-${version}`),
          key('tls.crt', name, {
            class: 'public',
            certificates: {
              format: 'pem',
              certificates: [
                certificate(name, 0),
                certificate(`${name}-ca`, 1),
              ],
              count: 2,
              notes: [],
            },
          }),
        ],
      }),
    ),
    { generation: version, complete: true },
  ),
  ...(
    [
      [
        'clusterroles',
        object('ClusterRole', '', 'reader', {
          namespace: undefined,
          detail: {
            rules: [{ apiGroups: [''], resources: ['*'], verbs: ['*'] }],
          },
        }),
      ],
      [
        'clusterrolebindings',
        ...['readers', 'writers'].map(name =>
          object('ClusterRoleBinding', '', name, {
            namespace: undefined,
            detail: {
              roleRef: { kind: 'ClusterRole', name: 'reader' },
              subjects: [{ kind: 'Group', name }],
            },
          }),
        ),
      ],
      ['roles', object('Role', 'shop', 'none', { detail: { rules: [] } })],
      [
        'rolebindings',
        ...['one', 'two'].map(name =>
          object('RoleBinding', 'shop', name, {
            detail: {
              roleRef: { kind: 'ClusterRole', name: 'reader' },
              subjects: [{ kind: 'User', name }],
            },
          }),
        ),
      ],
    ] as const
  ).map(([plural, ...upserts]) =>
    batch(`rbac.authorization.k8s.io/v1/${plural}`, [...upserts], {
      generation: version,
      complete: true,
    }),
  ),
  batch(
    'v1/namespaces',
    ['shop', 'other'].map(name =>
      object('Namespace', '', name, { namespace: undefined }),
    ),
    { generation: version, complete: true },
  ),
];

const source: SecretsSource = {
  id: 'prod',
  kind: 'kubernetes',
  title: 'prod',
  async run(run) {
    for (const version of ['1', '2', '3']) {
      for (const each of batches(version)) {
        await run.apply(each);
      }
    }
    await run.report({ state: 'live', problems: [] });
    await new Promise<void>(resolve => {
      run.signal.addEventListener('abort', () => resolve());
    });
  },
};

const sourceModule = createBackendModule({
  pluginId: 'secrets',
  moduleId: 'test',
  register(reg) {
    reg.registerInit({
      deps: { extension: secretsSourcesExtensionPoint },
      async init({ extension }) {
        extension.addSourceProvider({ getSources: async () => [source] });
      },
    });
  },
});

interface Asked {
  method: string;
  url: string;
  body?: string;
  headers?: Record<string, string>;
}

describe.each(databases.eachSupportedId())(
  'Hostile values on %s',
  databaseId => {
    let knex: Knex;
    let backend: TestBackend;
    let base: string;
    let ids: { secret: string; finding: string };
    const logged: string[] = [];
    const operations = readOperations();

    beforeAll(async () => {
      jest
        .spyOn(WhatIfWorkers.prototype, 'foretell')
        .mockImplementation(foretellHere.foretell);
      knex = await databases.init(databaseId);
      backend = await startTestBackend({
        features: [
          secretsPlugin,
          sourceModule,
          actionsRegistryServiceFactory,
          catalogServiceMock.factory({
            entities: [
              {
                apiVersion: 'backstage.io/v1alpha1',
                kind: 'Component',
                metadata: { name: 'shop', namespace: 'default' },
                relations: [
                  { type: 'ownedBy', targetRef: 'user:default/mock' },
                ],
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
      base = `http://127.0.0.1:${port}/api/secrets`;
      for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
        const found = await knex('findings').first('id');
        const of = await knex('secrets').first('id');
        const links = await knex('entity_links').select('secret_id');
        if (found && of && links.length >= 3) {
          ids = { secret: of.id, finding: found.id };
          break;
        }
        if (Date.now() > deadline) {
          throw new Error('Nothing was found');
        }
      }
    });

    afterAll(async () => {
      await backend?.stop();
      jest.restoreAllMocks();
    });

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

    const idOf = (path: string) =>
      path.startsWith('/sources')
        ? 'prod'
        : ids[path.startsWith('/findings') ? 'finding' : 'secret'];

    /** A request that is answered, with some parameters replaced. */
    function request(
      { method, path, parameters }: Operation,
      replaced: { id?: string; query?: string; without?: string } = {},
    ): Asked {
      const given: Record<string, string> = {
        entityRef: ENTITY,
        secretId: ids.secret,
        subject: 'g:readers',
        sourceId: 'prod',
        start: 'g:readers',
      };
      const query = parameters
        .filter(each => each.in === 'query' && each.required)
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
        case '/claims/confirm':
          return { entityRef: ENTITY, ownerRefs: ['user:default/mock'] };
        case '/access/what-if':
          return { sourceId: 'prod', manifests: '', deletions: DELETIONS };
        default:
          return {
            ...(path === '/findings/state' ? { ids: [ids.finding] } : {}),
            state: 'acknowledged',
            reason: 'because',
            expiresAt: '2026-12-31T00:00:00Z',
          };
      }
    };

    function inputOf(action: string, required: string[]) {
      const given: Record<string, unknown> = {
        id: ids[action === 'explain-finding' ? 'finding' : 'secret'],
        entityRef: ENTITY,
        sourceId: 'prod',
        start: 'g:readers',
      };
      return Object.fromEntries(required.map(name => [name, given[name]]));
    }

    const withBody = (asked: Asked, body: string): Asked => ({
      ...asked,
      body,
    });

    it('answers where nothing is hostile', async () => {
      const faults: string[] = [];
      for (const operation of operations) {
        const asked = request(operation);
        const { status, text } = await ask(
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
      expect(await faultsOf(asked, ({ url }) => /%00/.test(url))).toEqual([]);
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
          const { nextCursor } = JSON.parse((await ask(first)).text);
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
      expect(await faultsOf(asked, each => each.isRefused)).toEqual([]);
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
        await faultsOf(asked, ({ body }) => /"[^"]*\\u0000/.test(body!)),
      ).toEqual([]);
    });

    it('refuses or answers the input of actions', async () => {
      const list = `/.backstage/actions/v1/actions`;
      const { actions } = JSON.parse(
        (await ask({ method: 'GET', url: list })).text,
      );
      expect(actions.length).toBeGreaterThan(8);
      const asked: (Asked & { isRefused: boolean })[] = [];
      const without: string[] = [];
      for (const { name, schema } of actions) {
        const url = `${list}/secrets:${name}/invoke`;
        const { properties, required = [] } = schema.input;
        const input = inputOf(name, required);
        const ok = await ask({
          method: 'POST',
          url,
          body: JSON.stringify({
            ...input,
            ...('limit' in properties ? { limit: 1 } : {}),
            ...('deletions' in properties ? { deletions: DELETIONS } : {}),
          }),
        });
        expect([name, ok.status, ok.text]).toEqual([name, 200, ok.text]);
        const invoke = (body: string, isRefused = false) =>
          asked.push({ method: 'POST', url, body, isRefused });
        RAW_BODIES.forEach(body => invoke(body));
        for (const [field, { type }] of Object.entries<any>(properties)) {
          for (const value of JSON_VALUES) {
            const body = withField(input, field, value);
            const isWrong =
              !isOfType(value, type) || /"[^"]*\\u0000/.test(body);
            // What is larger is refused before any action sees it, with 413.
            invoke(body, isWrong && body.length < LARGEST_BODY);
          }
        }
        if ('cursor' in properties) {
          const { nextCursor } = JSON.parse(ok.text).output;
          if (!nextCursor) {
            without.push(name);
            continue;
          }
          for (const cursor of [...forged(nextCursor), OTHER_CURSOR]) {
            invoke(
              withField(input, 'cursor', JSON.stringify(cursor)),
              !isLike(cursor, nextCursor),
            );
          }
        }
      }
      expect(without).toEqual([]);
      expect(asked.filter(each => each.isRefused).length).toBeGreaterThan(500);
      expect(await faultsOf(asked, each => each.isRefused)).toEqual([]);
    });

    it('has logged neither a statement nor a stack', () => {
      expect(
        logged
          .filter(
            line =>
              SQL.test(line) ||
              STACK.test(line) ||
              line.includes('database error') ||
              line.includes('Request failed'),
          )
          .slice(0, SHOWN),
      ).toEqual([]);
    });
  },
);
