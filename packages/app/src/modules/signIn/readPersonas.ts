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

import { type ConfigApi } from '@backstage/frontend-plugin-api';

/** Somebody of the simulated company, as whom one may look at the portal. */
export type Persona = {
  user: string;
  title: string;
  description: string;
};

export function readPersonas(config: ConfigApi): Persona[] {
  const people =
    config.getOptionalConfigArray('auth.providers.personas.people') ?? [];
  return people.map(person => ({
    user: person.getString('user'),
    title: person.getString('title'),
    description: person.getString('description'),
  }));
}
