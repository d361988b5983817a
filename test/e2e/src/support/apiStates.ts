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

import { type Page, type Route } from '@playwright/test';

/** The states of a page that hang on what the back end answers. */
export const API_STATES = {
  empty: { answer: changed(emptied), ready: undefined },
  error: {
    answer: refused(500, 'InternalServerError', 'the database is down'),
    ready: 'This could not be loaded',
  },
  forbidden: {
    answer: refused(
      403,
      'NotAllowedError',
      'secrets.secret.read is not allowed',
    ),
    ready: 'You do not have access to this',
  },
  // Never answered: what is there meanwhile stays.
  loading: { answer: async () => {}, ready: undefined },
  partial: { answer: changed(partial), ready: undefined },
  // As with an empty catalog.
  unclaimed: { answer: changed(unclaimed), ready: undefined },
} satisfies Record<
  string,
  { answer: (route: Route) => Promise<void>; ready: string | undefined }
>;

export type ApiState = keyof typeof API_STATES;

/** Has the back end of the plugin answer as in a state, until {@link answerAsItIs}. */
export async function answerAs(page: Page, state: ApiState): Promise<void> {
  await page.route(/\/api\/secrets\//, API_STATES[state].answer);
}

/**
 * To be called before a test ends: an answer that is still under way then would
 * fail the next one.
 */
export async function answerAsItIs(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
}

function refused(status: number, name: string, message: string) {
  return async (route: Route) =>
    await route.fulfill({
      status,
      json: { error: { name, message }, response: { statusCode: status } },
    });
}

function changed(change: (body: any) => any) {
  return async (route: Route) => {
    // A connection that is kept open may end at the moment it is used again.
    const response = await route.fetch({ maxRetries: 3 });
    await route.fulfill(
      response.headers()['content-type']?.includes('json')
        ? { response, json: change(await response.json()) }
        : { response },
    );
  };
}

/** Of the same form, without anything in it. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [];
  }
  if (typeof value === 'number') {
    return 0;
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, emptied(each)]),
      )
    : value;
}

/** As when no secret belongs to an entity. */
function unclaimed(body: any): any {
  const { attention, facets, total: count } = body;
  return facets
    ? {
        ...body,
        facets: { ...facets, owner: [{ value: 'none', count, attention }] },
      }
    : body;
}

/** As when one of the sources is down. */
function partial(body: any): any {
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const down = { id: 'staging', title: 'staging', state: 'down', since };
  const unknown = {
    sourceId: 'staging',
    message: 'Roles of this cluster may not be listed.',
  };
  const isSources = body.items?.[0]?.heartbeat !== undefined;
  return {
    ...body,
    ...(body.staleSources && { staleSources: [down] }),
    ...(body.unknown && { unknown: [unknown] }),
    ...(isSources && {
      items: body.items.map((source: object, index: number) =>
        index > 0
          ? source
          : {
              ...source,
              state: 'down',
              stateSince: since,
              problems: [
                {
                  code: 'unreachable',
                  message: 'The API server cannot be reached',
                  remedy: 'check its address',
                },
              ],
            },
      ),
    }),
  };
}
