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

import {
  ConfigSources,
  StaticConfigSource,
  type ConfigSource,
} from '@backstage/config-loader';
import type { JsonArray } from '@backstage/types';

/**
 * Has the catalog read those who may sign in, besides what it is configured to read: a
 * list in a configuration file replaces that of the file before.
 */
export async function withPeople(
  source: ConfigSource,
  peopleFile: string,
): Promise<ConfigSource> {
  const config = await ConfigSources.toConfig(source);
  const locations = config.getOptional<JsonArray>('catalog.locations') ?? [];
  config.close();
  const people = {
    type: 'file',
    target: peopleFile,
    rules: [{ allow: ['Group', 'User'] }],
  };
  return ConfigSources.merge([
    source,
    StaticConfigSource.create({
      data: { catalog: { locations: [...locations, people] } },
      context: 'demo people',
    }),
  ]);
}
