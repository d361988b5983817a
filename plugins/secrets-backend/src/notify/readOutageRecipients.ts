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

import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const PLACE = 'secrets.notifications.outages.recipients';

/**
 * Who is notified that a source is down: refs of entities, none by default.
 *
 * @throws an InputError that names the place of what is wrong
 */
export function readOutageRecipients(config: Config): string[] {
  const refs = config.getOptionalStringArray(PLACE) ?? [];
  const recipients = refs.map(ref => {
    try {
      return stringifyEntityRef(parseEntityRef(ref));
    } catch {
      throw new InputError(
        `${PLACE}: ${ref} is no entity reference; write one as group:default/platform`,
      );
    }
  });
  return [...new Set(recipients)];
}
