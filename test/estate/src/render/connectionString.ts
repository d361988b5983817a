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

import { SeededRandom } from './seededRandom';

const alphabet =
  'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const ports: Record<string, number> = {
  postgres: 5432,
  mysql: 3306,
  redis: 6379,
  amqp: 5672,
  mongodb: 27017,
  https: 443,
};

/** A connection string with a password in it. */
export function connectionString(
  scheme: string,
  user: string,
  name: string,
  cluster: string,
  random: SeededRandom,
): string {
  const host = `${name}.${cluster}.fernhill.example`;
  const password = random.text(20, alphabet);
  return `${scheme}://${user}:${password}@${host}:${ports[scheme]}/${name}`;
}
