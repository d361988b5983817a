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

import { foretellHere } from '../__testUtils__/foretellHere';
import {
  forged,
  isLike,
  isOfType,
  JSON_VALUES,
  OTHER_CURSOR,
  RAW_BODIES,
  withField,
} from '../__testUtils__/hostile/hostileValues';
import { ENTITY } from '../__testUtils__/hostile/hostileWorld';
import {
  startHostile,
  type Asked,
} from '../__testUtils__/hostile/startHostile';
import { databases } from '../__testUtils__/testInventory';
import { WhatIfWorkers } from '../access';

jest.setTimeout(300_000);

/** Of the actions, as Backstage has it. */
const LARGEST_BODY = 100 * 1024;
const DELETIONS = [{ kind: 'ClusterRoleBinding', name: 'readers' }];

describe.each(databases.eachSupportedId())(
  'Hostile values in actions on %s',
  databaseId => {
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

    function inputOf(action: string, required: string[]) {
      const { finding, request, resource, secret } = backend.ids;
      const ids: Record<string, string> = {
        'describe-request': request,
        'explain-finding': finding,
        'sync-resource': resource,
      };
      const given: Record<string, unknown> = {
        id: ids[action] ?? secret,
        entityRef: ENTITY,
        sourceId: 'prod',
        start: 'g:readers',
        framework: 'best-practices',
        control: 'rotation',
      };
      return Object.fromEntries(required.map(name => [name, given[name]]));
    }

    it('refuses or answers the input of actions', async () => {
      const list = `/.backstage/actions/v1/actions`;
      const { actions } = JSON.parse(
        (await backend.ask({ method: 'GET', url: list })).text,
      );
      expect(actions.length).toBeGreaterThan(8);
      const asked: (Asked & { isRefused: boolean })[] = [];
      const without: string[] = [];
      for (const { name, schema } of actions) {
        const url = `${list}/secrets:${name}/invoke`;
        const { properties, required = [] } = schema.input;
        const input = inputOf(name, required);
        const ok = await backend.ask({
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
      expect(await backend.faultsOf(asked, each => each.isRefused)).toEqual([]);
    });

    it('has logged neither a statement nor a stack', () => {
      expect(backend.faultsLogged()).toEqual([]);
    });
  },
);
