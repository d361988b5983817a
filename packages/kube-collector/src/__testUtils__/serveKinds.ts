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
import { answerJson, type FakeApiServer } from './FakeApiServer';

/** A kind as a test wants it served. */
export interface FakeKind {
  kind: string;
  plural: string;
  /** Default: true. */
  namespaced?: boolean;
  /** The schema of `spec`. */
  spec?: object;
  items?: object[];
  /** What a list is answered with instead of its items. */
  status?: number;
  /** What a watch is answered with instead of its events. */
  watchStatus?: number;
  /** As the server counts them. */
  remaining?: number;
}

/** Groups with a version, by `group/version`. */
export type FakeGroups = Record<
  string,
  { kinds: FakeKind[]; hash?: string; document?: string | number }
>;

const text = { type: 'string' };
export const secretRef = {
  type: 'object',
  properties: {
    secretRef: { type: 'object', properties: { name: text } },
  },
};
export const plain = {
  type: 'object',
  properties: { replicas: { type: 'integer' } },
};
export const open = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};

/** Serves custom kinds as an API server does. */
export function serveKinds(server: FakeApiServer, groups: FakeGroups) {
  const names = [...new Set(Object.keys(groups).map(key => key.split('/')[0]))];
  server.handlers.set('/apis', (_, response) =>
    answerJson(response, {
      groups: names.map(name => ({
        name,
        versions: Object.keys(groups)
          .filter(key => key.startsWith(`${name}/`))
          .map(groupVersion => ({ groupVersion })),
      })),
    }),
  );
  server.handlers.set('/openapi/v3', (_, response) =>
    answerJson(response, {
      paths: Object.fromEntries(
        Object.entries(groups).map(([key, { hash = '1' }]) => [
          `apis/${key}`,
          { serverRelativeURL: `/openapi/v3/apis/${key}?hash=${hash}` },
        ]),
      ),
    }),
  );
  for (const [key, { kinds, document }] of Object.entries(groups)) {
    server.handlers.set(`/apis/${key}`, (_, response) =>
      answerJson(response, {
        resources: kinds.map(({ kind, plural, namespaced = true }) => ({
          name: plural,
          kind,
          namespaced,
          verbs: ['get', 'list', 'watch'],
        })),
      }),
    );
    server.handlers.set(`/openapi/v3/apis/${key}`, (_, response) => {
      if (typeof document === 'number') {
        response.statusCode = document;
        response.end();
      } else {
        response.end(document ?? JSON.stringify(documentOf(key, kinds)));
      }
    });
    for (const kind of kinds) {
      serveObjects(server, `/apis/${key}/${kind.plural}`, kind);
    }
  }
}

function serveObjects(server: FakeApiServer, path: string, kind: FakeKind) {
  server.handlers.set(path, (request, response, url) => {
    const isWatch = url.searchParams.has('watch');
    const status = isWatch ? kind.watchStatus : kind.status;
    if (status) {
      response.statusCode = status;
      response.end();
    } else if (isWatch) {
      server.answerEmpty(request, response, url);
    } else {
      answerJson(response, {
        kind: `${kind.kind}List`,
        metadata: {
          resourceVersion: '100',
          ...(kind.remaining && { remainingItemCount: kind.remaining }),
        },
        items: kind.items ?? [],
      });
    }
  });
}

function documentOf(groupVersion: string, kinds: FakeKind[]) {
  const [group, version] = groupVersion.split('/');
  const named = (kind: string) => ({ group, version, kind });
  return {
    openapi: '3.0.0',
    paths: Object.fromEntries(
      kinds.flatMap(({ kind, plural, namespaced = true }) => {
        const list = {
          get: {
            'x-kubernetes-action': 'list',
            'x-kubernetes-group-version-kind': named(kind),
          },
        };
        const root = `/apis/${groupVersion}`;
        return [
          [`${root}/${plural}`, list],
          ...(namespaced
            ? [[`${root}/namespaces/{namespace}/${plural}`, list]]
            : []),
        ];
      }),
    ),
    components: {
      schemas: Object.fromEntries(
        kinds.map(({ kind, spec }) => [
          `${group}.${version}.${kind}`,
          {
            type: 'object',
            'x-kubernetes-group-version-kind': [named(kind)],
            properties: {
              apiVersion: text,
              kind: text,
              metadata: { type: 'object' },
              ...(spec && { spec }),
            },
          },
        ]),
      ),
    },
  };
}
