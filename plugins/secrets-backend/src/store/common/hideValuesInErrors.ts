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

import { describeError } from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';

/** What is kept of an error of a database: words of the schema and of the driver. */
const KEPT = new Set([
  'name',
  'code',
  'severity',
  'schema',
  'table',
  'constraint',
]);
const LOST = /terminated|not queryable|ended|closed|timeout/i;

const prepared = new WeakSet<object>();

/**
 * Has each error of a statement say what went wrong by its code, and nothing of the
 * values that it was called with: knex writes these into the message, and PostgreSQL
 * into message, detail and context. They would end up wherever an error is logged,
 * stored or answered, by us or by others.
 */
export function hideValuesInErrors(knex: Knex): void {
  const { client } = knex;
  if (!prepared.has(client)) {
    prepared.add(client);
    client.config.compileSqlOnError = false;
    client.on('query-error', hideValues);
  }
}

/** In place, as knex throws the error that it tells of. */
function hideValues(error: Error & { code?: unknown }): void {
  const message =
    typeof error.code === 'string'
      ? describeError(error)
      : describeUncoded(error);
  for (const property of Object.getOwnPropertyNames(error)) {
    if (!KEPT.has(property)) {
      delete (error as unknown as Record<string, unknown>)[property];
    }
  }
  Object.defineProperty(error, 'message', {
    value: message,
    writable: true,
    configurable: true,
  });
  // The one that it had begins with the message as it was.
  Error.captureStackTrace(error, hideValues);
}

/** Of a driver, not of the database. */
function describeUncoded({ message, name }: Error): string {
  return LOST.test(message)
    ? 'database error: the connection was lost'
    : `database error: the statement could not be run (${name})`;
}
