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

import { setTimeout as sleep } from 'node:timers/promises';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  secretsLocatorsExtensionPoint,
  secretsRulesExtensionPoint,
  secretsSourcesExtensionPoint,
  type SecretsSource,
} from '@keyward/backstage-plugin-secrets-node';
import type { ResourceRule } from '@keyward/findings';
import { formatSecretRef, OBSERVATION_VERSION } from '@keyward/observation';
import { z } from 'zod';

const SYSTEM = 'locker';
const EVERY_MS = 5 * 60_000;
const MOST_READERS = 20;

const pageSchema = z.object({
  items: z.array(
    z.object({
      folder: z.string(),
      name: z.string(),
      setAt: z.iso.datetime(),
      readers: z.int(),
    }),
  ),
  next: z.string().optional(),
});

function lockerSource(id: string, url: string, token: string): SecretsSource {
  return {
    id,
    kind: SYSTEM,
    title: `Locker ${id}`,
    attributes: { secret: z.object({ readers: z.int() }) },
    async run(run) {
      const { signal } = run;
      for (; !signal.aborted; await sleep(EVERY_MS, undefined, { signal })) {
        const observedAt = new Date().toISOString();
        for (let after: string | undefined = ''; after !== undefined; ) {
          const answer: Response = await fetch(
            `${url}/v1/secrets?after=${encodeURIComponent(after)}`,
            { headers: { 'x-locker-token': token }, redirect: 'error', signal },
          );
          if (!answer.ok) {
            throw new Error(`Locker ${id} answered ${answer.status}`);
          }
          const { items, next } = pageSchema.parse(await answer.json());
          await run.apply({
            version: OBSERVATION_VERSION,
            stream: 'secrets',
            covers: { kind: 'secret' },
            generation: observedAt,
            complete: next === undefined,
            observedAt,
            gone: [],
            upserts: items.map(({ folder, name, setAt, readers }) => ({
              type: 'secret',
              ref: formatSecretRef(SYSTEM, id, folder, name),
              system: SYSTEM,
              location: [folder],
              name,
              class: 'password',
              taken: 'metadata',
              keys: [],
              keyCount: 1,
              createdAt: setAt,
              attributes: { readers },
              classifierVersion: 1,
            })),
          });
          after = next;
        }
        await run.report({ state: 'live', problems: [] });
      }
    },
  };
}

const manyReaders: ResourceRule = {
  id: 'locker-many-readers',
  title: 'Many can read it',
  sentence: ({ name, evidence }) => `${evidence.readers} can read ${name}`,
  remedy: 'Share the folder with fewer people.',
  docsUrl: 'https://example.com/locker-many-readers',
  about: { system: SYSTEM, kinds: ['secret'] },
  judge: ({ attributes }) => ({
    verdicts:
      Number(attributes.readers) > MOST_READERS
        ? [{ item: '', severity: 'medium', evidence: { ...attributes } }]
        : [],
  }),
};

export const secretsModuleLocker = createBackendModule({
  pluginId: 'secrets',
  moduleId: SYSTEM,
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        locators: secretsLocatorsExtensionPoint,
        rules: secretsRulesExtensionPoint,
        sources: secretsSourcesExtensionPoint,
      },
      async init({ config, locators, rules, sources }) {
        const id = config.getString('secrets.locker.id');
        const url = config.getString('secrets.locker.url');
        const token = config.getString('secrets.locker.token');
        const source = lockerSource(id, url, token);
        sources.addSourceProvider({ getSources: async () => [source] });
        rules.addRules(manyReaders);
        locators.addResolver({
          system: SYSTEM,
          resolve: async places =>
            places.map(
              ({ path }) =>
                path && formatSecretRef(SYSTEM, id, ...path.split('/')),
            ),
        });
      },
    });
  },
});
