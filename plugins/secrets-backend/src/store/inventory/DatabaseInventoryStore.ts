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

import type { Knex } from 'knex';
import {
  listClaims,
  listVisibleLinks,
  listLinkedEntities,
  removeEntityLinks,
  countEntities,
  replaceEntityLinks,
} from '../links/entityLinks';
import { findDeliverers, getResource } from './findDeliverers';
import { findObjects } from './findObjects';
import { findResources } from './findResources';
import { setAbsentEntities } from '../links/absentEntities';
import { findSameOrigin } from './findSameOrigin';
import { findSameValues } from './findSameValues';
import { findSecrets } from './findSecrets';
import { findWorkloads } from './findWorkloads';
import { getSecret } from './getSecret';
import type { InventoryStore } from './InventoryStore';
import { listHistory } from './listHistory';
import { listResources, summarizeResources } from './listResources';
import { listSecrets } from './listSecrets';
import { listSources, requestSync } from './listSources';
import {
  findRemembered,
  keepRemembered,
  listEntityMarks,
  rememberEntities,
  trustEntity,
} from '../links/markedEntities';
import { forgetSync, noteSync } from './resourceSyncs';
import { loadSourceStates } from './sourceStates';
import { summarizeSecrets } from './summarizeSecrets';
import type {
  DeliveredSecret,
  EntityLinks,
  EntityOrigin,
  ListResourcesQuery,
  ListSecretsQuery,
  ObjectQuery,
  ResourcesQuery,
  SecretLinkQuery,
} from './types';
import type { VisibilityFilter } from './VisibilityFilter';
import type { SecretsQuery } from './worstFindings';

/** Answers from PostgreSQL or SQLite, each question by a few statements. */
export class DatabaseInventoryStore implements InventoryStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now?: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now ?? Date.now;
  }

  async listSecrets(query: ListSecretsQuery) {
    return await listSecrets(this.#knex, await this.#sources(), query);
  }

  async summarizeSecrets(query: SecretsQuery) {
    return await summarizeSecrets(this.#knex, await this.#sources(), query);
  }

  async getSecret(id: string, visibility: VisibilityFilter) {
    return await getSecret(this.#knex, await this.#sources(), id, visibility);
  }

  async findSameOrigin(id: string, visibility: VisibilityFilter) {
    const sources = await this.#sources();
    return await findSameOrigin(this.#knex, sources, id, visibility);
  }

  async findSameValues(id: string, visibility: VisibilityFilter) {
    const sources = await this.#sources();
    return await findSameValues(this.#knex, sources, id, visibility);
  }

  async listHistory(
    id: string,
    options: { visibility: VisibilityFilter; cursor?: string; limit?: number },
  ) {
    return await listHistory(this.#knex, await this.#sources(), id, options);
  }

  async listResources(query: ListResourcesQuery) {
    return await listResources(this.#knex, await this.#sources(), query);
  }

  async summarizeResources(
    query: ResourcesQuery & { by: string[]; sum?: string },
  ) {
    return await summarizeResources(this.#knex, await this.#sources(), query);
  }

  async findDeliverers(secret: DeliveredSecret) {
    return await findDeliverers(this.#knex, await this.#sources(), secret);
  }

  async getResource(id: string, visibility: VisibilityFilter) {
    return await getResource(this.#knex, await this.#sources(), id, visibility);
  }

  async noteSync(
    resource: { sourceId: string; id: string },
    when: { at: number; pauseMs: number },
  ) {
    return await noteSync(this.#knex, resource, when);
  }

  async forgetSync(resource: { sourceId: string; id: string }, at: number) {
    await forgetSync(this.#knex, resource, at);
  }

  async listSources() {
    return await listSources(this.#knex, this.#now());
  }

  async listSourceTitles() {
    const sources = await this.#sources();
    return [...sources.values()].map(({ id, kind, title }) => ({
      id,
      kind,
      title,
    }));
  }

  async requestSync(sourceId: string) {
    return await requestSync(this.#knex, sourceId, this.#now());
  }

  async listClaims(entityRef: string) {
    return await listClaims(this.#knex, entityRef);
  }

  async listVisibleLinks(entityRef: string, visibility: VisibilityFilter) {
    return await listVisibleLinks(this.#knex, entityRef, visibility);
  }

  async countEntities(
    secrets: { sourceId: string; id: string }[],
    options: { except: string[] },
  ) {
    return await countEntities(this.#knex, secrets, options);
  }

  async replaceEntityLinks(entities: EntityLinks[]) {
    return await replaceEntityLinks(this.#knex, entities);
  }

  async listLinkedEntities() {
    return await listLinkedEntities(this.#knex);
  }

  async listEntityMarks(after: string) {
    return await listEntityMarks(this.#knex, after);
  }

  async rememberEntities(origins: EntityOrigin[]) {
    await rememberEntities(this.#knex, origins, this.#now());
  }

  async keepRemembered(entityRefs: string[]) {
    await keepRemembered(this.#knex, entityRefs, this.#now());
  }

  async findRemembered(entityRefs: string[]) {
    return await findRemembered(this.#knex, entityRefs);
  }

  async trustEntity(origin: EntityOrigin) {
    await trustEntity(this.#knex, origin, this.#now());
  }

  async setAbsentEntities(entityRefs: string[]) {
    const now = new Date(this.#now()).toISOString();
    await setAbsentEntities(this.#knex, entityRefs, now);
  }

  async removeEntityLinks(entityRefs: string[]) {
    await removeEntityLinks(this.#knex, entityRefs);
  }

  async findResources(secrets: { sourceId: string; ref: string }[]) {
    return await findResources(this.#knex, await this.#sources(), secrets);
  }

  async findObjects(query: ObjectQuery) {
    return await findObjects(this.#knex, query);
  }

  async findWorkloads(refs: string[]) {
    return await findWorkloads(this.#knex, refs);
  }

  async findSecrets(query: SecretLinkQuery) {
    return await findSecrets(this.#knex, query);
  }

  async #sources() {
    return await loadSourceStates(this.#knex, this.#now());
  }
}
