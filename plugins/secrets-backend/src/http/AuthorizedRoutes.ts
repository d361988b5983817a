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

import type {
  AuditorServiceCreateEventOptions,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type express from 'express';
import { audited } from '../app/audited';
import type { Authorize } from '../app/authorize';
import type { EndpointMap } from '../schema/openapi/generated/apis';
import type { RouterOptions } from './RouterOptions';
import { streamCsv, type CsvFile } from './streamCsv';

/** Nobody is served without saying who they are, whatever the portal's default is. */
const CALLERS = { allow: ['user', 'service'] } satisfies {
  allow: ('user' | 'service')[];
};

/** What generated code calls a method whose name is a word of the language. */
type NameOf<T> = T extends `#_delete|${infer P}`
  ? `delete ${P}`
  : T extends `#${infer M}|${infer P}`
  ? `${M} ${P}`
  : never;

/** The method and path of a route, as openapi.yaml has them. */
export type RouteName = NameOf<keyof EndpointMap>;

type EndpointOf<R extends RouteName> = R extends `delete ${infer P}`
  ? EndpointMap[`#_delete|${P}` & keyof EndpointMap]
  : R extends `${infer M} ${infer P}`
  ? EndpointMap[`#${M}|${P}` & keyof EndpointMap]
  : never;

type PartOf<R extends RouteName, K extends string> = EndpointOf<R> extends {
  [key in K]: infer T extends object;
}
  ? T
  : {};

type ResponseOf<R extends RouteName> = Exclude<
  EndpointOf<R>['response'],
  Error
>;

/** A request of somebody, as openapi.yaml allows it. */
export interface Asked<R extends RouteName> {
  credentials: BackstageCredentials;
  params: PartOf<R, 'path'>;
  query: PartOf<R, 'query'>;
  body: PartOf<R, 'body'>;
}

/** What a route does, besides what all of them do. */
export interface Route<R extends RouteName, TGranted, TResult> {
  /** What the auditor is told, before anything is done. */
  event(asked: Asked<R>): Omit<AuditorServiceCreateEventOptions, 'request'>;
  /** There is no route without it. */
  authorize: Authorize<
    PartOf<R, 'query'> & { credentials: BackstageCredentials },
    TGranted
  >;
  run(asked: Asked<R>, granted: TGranted): Promise<TResult>;
  /** What the auditor is told of the result. */
  describe?(result: TResult): JsonObject;
}

/**
 * Adds the routes. Each request has credentials, is audited from its start to its
 * end, and is authorised before anything is read for it; errors are rebuilt.
 */
export class AuthorizedRoutes {
  readonly #router: express.Router;
  readonly #options: Pick<RouterOptions, 'auditor' | 'httpAuth' | 'scopes'>;

  constructor(
    router: express.Router,
    options: Pick<RouterOptions, 'auditor' | 'httpAuth' | 'scopes'>,
  ) {
    this.#router = router;
    this.#options = options;
  }

  /** A route that answers with JSON. */
  json<R extends RouteName, TGranted>(
    name: R,
    route: Route<R, TGranted, ResponseOf<R>>,
  ): void {
    this.#add(name, async (asked, request, response) => {
      response.json(await this.#run(asked, request, route));
    });
  }

  /** A route that answers with a status alone. */
  empty<R extends RouteName, TGranted, TResult>(
    name: R,
    status: number,
    route: Route<R, TGranted, TResult>,
  ): void {
    this.#add(name, async (asked, request, response) => {
      await this.#run(asked, request, route);
      response.status(status).end();
    });
  }

  /** A route that answers with a file; the auditor is told how much of it went out. */
  csv<R extends RouteName, TGranted, TItem>(
    name: R,
    route: Omit<Route<R, TGranted, CsvFile<TItem>>, 'describe'>,
  ): void {
    this.#add(name, async (asked, request, response) => {
      await this.#run(asked, request, {
        ...route,
        run: async (_, granted: TGranted) =>
          streamCsv(response, await route.run(asked, granted)),
        describe: ({ rows, complete }) => ({ rows, complete }),
      });
    });
  }

  async #run<R extends RouteName, TGranted, TResult>(
    asked: Asked<R>,
    request: express.Request,
    route: Route<R, TGranted, TResult>,
  ): Promise<TResult> {
    const { auditor, scopes } = this.#options;
    return await audited(
      auditor,
      { ...route.event(asked), request },
      async () => {
        const { credentials, query } = asked;
        const granted = await route.authorize(scopes, {
          ...query,
          credentials,
        });
        return await route.run(asked, granted);
      },
      route.describe,
    );
  }

  #add<R extends RouteName>(
    name: R,
    answer: (
      asked: Asked<R>,
      request: express.Request,
      response: express.Response,
    ) => Promise<void>,
  ): void {
    const [method, path] = name.split(' ') as [
      'get' | 'post' | 'put' | 'delete',
      string,
    ];
    this.#router[method](
      path.replace(/\{(\w+)\}/g, ':$1'),
      async (request, response) => {
        const credentials = await this.#options.httpAuth.credentials(
          request,
          CALLERS,
        );
        // Held against openapi.yaml before it comes here.
        const { params, query, body } = request as unknown as Omit<
          Asked<R>,
          'credentials'
        >;
        await answer({ credentials, params, query, body }, request, response);
      },
    );
  }
}
