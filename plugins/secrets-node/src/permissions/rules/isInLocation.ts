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
  formatLocation,
  isWithinLocation,
  parseLocation,
} from '@keyward/observation';
import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod/v3';
import { secretResourceRef } from '../secretResourceRef';

/** Secrets and other resources in some locations of a kind of system, or below. */
export const isInLocation = createPermissionRule({
  name: 'IS_IN_LOCATION',
  description: 'Allow secrets of a kind of system that are in a location',
  resourceRef: secretResourceRef,
  paramsSchema: z.object({
    system: z.string().describe('The kind of system, for example vault'),
    locations: z
      .array(z.string())
      .describe('Mounts and paths, for example secret/prod; with all below'),
  }),
  apply: ({ system: own = 'kubernetes', namespace }, { system, locations }) =>
    own === system &&
    locations.some(location =>
      isWithinLocation(namespace, normalLocation(location)),
    ),
  toQuery: ({ system, locations }) => ({
    system,
    locations: locations.map(normalLocation),
  }),
});

/** As locations are stored: without slashes at its ends, each segment encoded in one way. */
function normalLocation(text: string): string {
  return formatLocation(parseLocation(text.replace(/^\/+|\/+$/g, '')));
}
