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

import type { FactRetriever } from '@backstage-community/plugin-tech-insights-node';
import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import { FACTS_SCHEMA } from './factsSchema';
import { readFacts } from './readFacts';
import { SecretsReader } from './SecretsReader';

/** The id of the fact retriever. */
export const SECRETS_FACTS = 'secretsFactRetriever';

const PAGE = 500;
const AT_ONCE = 4;
const ENTITIES = [{ kind: 'component' }];
/** Of other entities Keyward knows no secrets. */
const LINKING_ANNOTATION =
  /^(?:backstage\.io\/kubernetes-(?:id|namespace|label-selector)|keyward\.io\/)/;

type TechInsightFacts = Awaited<ReturnType<FactRetriever['handler']>>;

/**
 * A fact retriever that asks Keyward's API about the secrets of each entity that
 * names some. An entity of which a source is not up to date, or of which Keyward
 * could not say anything, is left without facts of this run: what is not known
 * is no pass, and Tech Insights keeps what was known before.
 */
export function createSecretsFactRetriever(services: {
  auth: AuthService;
  catalog: CatalogService;
  discovery: DiscoveryService;
  logger: LoggerService;
}): FactRetriever {
  const { auth, catalog, discovery, logger } = services;
  return {
    id: SECRETS_FACTS,
    version: '0.1.0',
    title: 'Secrets',
    description:
      'Rotation, findings and exposed credentials of the secrets of an entity, as Keyward knows them',
    entityFilter: ENTITIES,
    schema: FACTS_SCHEMA,
    async handler({ entityFilter = ENTITIES }) {
      const reader = new SecretsReader({ auth, discovery });
      const read = async (entity: Entity) => {
        const ref = stringifyEntityRef(entity);
        try {
          return await readFacts(reader, ref);
        } catch (error) {
          logger.debug(
            `There are no facts about the secrets of ${ref}: ${describeError(
              error,
            )}`,
          );
          return undefined;
        }
      };
      const facts: TechInsightFacts = [];
      let left = 0;
      for await (const entities of pagesOf(catalog, auth, entityFilter)) {
        for (let start = 0; start < entities.length; start += AT_ONCE) {
          const group = entities.slice(start, start + AT_ONCE);
          const found = await Promise.all(group.map(read));
          for (const [index, ofEntity] of found.entries()) {
            if (ofEntity) {
              facts.push({ entity: nameOf(group[index]), facts: ofEntity });
            } else {
              left += 1;
            }
          }
        }
      }
      if (left > 0) {
        logger.info(
          `Of the secrets of ${left} entities there are no facts this time: they have none, or it is not known how these are`,
        );
      }
      return facts;
    },
  };
}

async function* pagesOf(
  catalog: CatalogService,
  auth: AuthService,
  filter: FactRetriever['entityFilter'],
): AsyncGenerator<Entity[]> {
  const credentials = await auth.getOwnServiceCredentials();
  let cursor: string | undefined;
  do {
    const { items, pageInfo } = await catalog.queryEntities(
      cursor === undefined
        ? {
            filter,
            fields: [
              'kind',
              'metadata.name',
              'metadata.namespace',
              'metadata.annotations',
            ],
            limit: PAGE,
          }
        : { cursor, limit: PAGE },
      { credentials },
    );
    yield items.filter(({ metadata }) =>
      Object.keys(metadata.annotations ?? {}).some(key =>
        LINKING_ANNOTATION.test(key),
      ),
    );
    cursor = pageInfo.nextCursor;
  } while (cursor !== undefined);
}

function nameOf({ kind, metadata }: Entity) {
  return {
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? 'default',
  };
}
