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

import createKnex, { type Knex } from 'knex';

/** A database by one connection. */
export function connect(config: Knex.Config): Knex {
  return createKnex({
    ...config,
    useNullAsDefault: true,
    pool: { min: 0, max: 1 },
  });
}

/** Works with a database by one connection, which is closed afterwards. */
export async function withKnex<T>(
  config: Knex.Config,
  work: (knex: Knex) => Promise<T>,
): Promise<T> {
  const knex = connect(config);
  try {
    return await work(knex);
  } finally {
    await knex.destroy();
  }
}
